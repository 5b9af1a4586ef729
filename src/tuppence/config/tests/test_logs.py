"""What a request writes to the log says which request it was, and nothing that people sent."""

import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
import structlog
from django.test import Client, RequestFactory
from django.utils.functional import SimpleLazyObject

from tuppence.config.logs import formatter
from tuppence.edge import log_lines, measures
from tuppence.edge.request_ids import assign
from tuppence.people.identity.actor import Actor

ONE = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
ACTOR = Actor(
    person_id=1, person=ONE, device_id=2, session_id=3, stepped_up=False, device=ONE,
    device_key=b"key", profile_complete=True, consented=True,
)  # fmt: skip


@pytest.fixture
def written() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """The lines as they are written, by the root's own handler."""
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter(form="json"))
    root = logging.getLogger()
    root.addHandler(handler)
    level = root.level
    root.setLevel("INFO")
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


Written = Callable[[], list[dict[str, Any]]]


class TestALine:
    def test_of_a_request_tells_its_id_who_asks_and_what_was_posted(self, written: Written) -> None:
        request = RequestFactory().post("/v1/payments", headers={"X-Request-Id": "req-12345678"})
        assign(request)
        request.user = ACTOR  # type: ignore[assignment]
        log_lines.begin(request)
        structlog.get_logger("tuppence.test").warning("before")
        log_lines.note_journal(request, 4711)
        logging.getLogger("library").warning("after")
        log_lines.end()
        structlog.get_logger("tuppence.test").warning("elsewhere")
        before, after, elsewhere = written()
        told = {"request_id": "req-12345678", "person": "per_01h455vb4pex5vsknk084sn02q",
                "device": "dev_01h455vb4pex5vsknk084sn02q"}  # fmt: skip
        assert told.items() <= before.items()
        assert "journal" not in before
        assert (told | {"journal": 4711}).items() <= after.items()
        assert not {"request_id", "person", "journal"} & elsewhere.keys()

    def test_asks_nobody_who_the_consoles_user_is(self, written: Written) -> None:
        def loaded() -> None:
            raise AssertionError("writing a line asked the database")

        request = RequestFactory().get("/admin/")
        request.user = SimpleLazyObject(loaded)  # type: ignore[assignment]
        log_lines.begin(request)
        structlog.get_logger("tuppence.test").warning("line")
        log_lines.end()
        assert written()[0]["event"] == "line"

    def test_repeats_no_row_that_the_database_refused(self, written: Written) -> None:
        class DatabaseError(Exception):
            """As psycopg's and Django's: known by its name, as neither may be imported there."""

        row = 'duplicate key value\nDETAIL:  Key (phone)=(+919876543210) exists.\nand "more"'
        log = structlog.get_logger("tuppence.test")
        error = RuntimeError("it failed")
        error.__cause__ = DatabaseError(row)
        log.error("broken", exc_info=error)
        logging.getLogger("library").error("broken", exc_info=error)
        lines = written()
        assert len(lines) == 2
        for line in lines:
            assert "DatabaseError: duplicate key value\n" in line["exception"]
            assert "RuntimeError: it failed" in line["exception"]
            assert "9876543210" not in str(line)
            assert "more" not in line["exception"].splitlines()


@pytest.mark.urls("tuppence.edge.tests.urls")
class TestARequestsOwnLine:
    @pytest.mark.parametrize(("access_log", "slow", "lines"), [
        ("slow", 2.0, 0), ("slow", 0.0, 1), ("all", 2.0, 1),
    ])  # fmt: skip
    def test_is_written_when_it_was_slow_or_all_are_wanted(
        self,
        written: Written,
        environment: Callable[..., None],
        monkeypatch: pytest.MonkeyPatch,
        access_log: str,
        slow: float,
        lines: int,
    ) -> None:
        environment(access_log=access_log)
        monkeypatch.setattr(measures, "SLOW", slow)
        Client().get("/v1/refusing/busy?phone=%2B919876543210")
        found = [line for line in written() if line["event"] == "request_answered"]
        assert len(found) == lines
        for line in found:
            told = {"method": "GET", "route": "/v1/refusing/<str:kind>", "status": 503}
            assert told.items() <= line.items()
            assert line["request_id"].startswith("req-")
            assert "9876543210" not in json.dumps(line)


class TestAFormatter:
    def test_writes_text_for_people_when_asked(self) -> None:
        record = logging.LogRecord("library", logging.WARNING, "", 0, "hello", None, None)
        text = formatter(form="text").format(record)
        assert "hello" in text
        assert not text.startswith("{")
        assert json.loads(formatter(form="auto").format(record))["event"] == "hello"
        formatter(form="json")
