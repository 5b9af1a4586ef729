"""Two histories are never signed under one name, though the database may go back.

That it went back is played by a savepoint: what was sealed and signed since is gone, and the file
beside the database is not.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from tuppence.kernel.environment import Environment
from tuppence.ledger.journals import Transfer
from tuppence.ledger.posting import fetch
from tuppence.ledger.tests.books import bank, post_one, wallet
from tuppence.ledger.whole import whole
from tuppence.seal import keys, sealer, store
from tuppence.seal.sealer import HistoryForked
from tuppence.seal.tasks import seal
from tuppence.seal.verify import verify
from tuppence.seal.witness import FILE, WitnessUnreadable

pytestmark = pytest.mark.django_db

Use = Callable[..., None]


@pytest.fixture(autouse=True)
def use(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Use:
    """Changes settings; the data folder is the test's own."""

    def change(**changed: object) -> None:
        given: Environment = settings.ENVIRONMENT
        monkeypatch.setattr(settings, "ENVIRONMENT", replace(given, **changed))  # type: ignore[arg-type]

    change(data_dir=tmp_path)
    return change


class Books:
    def __init__(self) -> None:
        self.bank, self.teen = bank(), wallet()

    def pay(self, count: int) -> None:
        for _ in range(count):
            post_one(Transfer(self.bank, self.teen, 7, "INR"))

    def sign(self) -> None:
        """All there is, as the task does."""
        size, last = store.end()
        [(newest,)] = fetch("SELECT coalesce(max(id), 0) FROM ledger_journal", [])
        if journals := whole(after=last, upto=newest, limit=100):
            store.append(size, journals)
        signer = keys.signer()
        assert signer is not None
        sealer.sign(signer, witness=keys.witness())


@pytest.fixture
def books() -> Books:
    """Of three journals, signed."""
    made = Books()
    made.pay(3)
    made.sign()
    return made


@contextmanager
def undone() -> Iterator[None]:
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


def signed() -> list[int]:
    return [size for (size,) in fetch("SELECT size FROM seal_checkpoint ORDER BY size", [])]


class TestADatabaseThatWentBack:
    def test_signs_nothing_while_it_is_smaller_than_what_was_given_out(self, books: Books) -> None:
        with undone():
            books.pay(2)
            books.sign()
            assert signed() == [3, 5]
        for paid in (0, 1):
            books.pay(paid)
            with pytest.raises(HistoryForked, match="one of 5 was given out"):
                books.sign()
        assert signed() == [3]

    @pytest.mark.parametrize("paid", [2, 3])
    def test_signs_nothing_when_it_has_grown_again(self, books: Books, paid: int) -> None:
        with undone():
            books.pay(2)
            books.sign()
        books.pay(paid)
        with pytest.raises(HistoryForked, match="of 5 leaves is not the one"):
            books.sign()
        assert signed() == [3]

    def test_goes_on_under_another_name(self, books: Books, use: Use) -> None:
        before = keys.trusted()[0]
        with undone():
            books.pay(2)
            books.sign()
        books.pay(1)
        use(seal_origin="pay.example.org/ledger-2", seal_former_keys=(before.text,))
        books.sign()
        assert signed() == [3, 4]
        assert [check for check in verify() if check.disagreement] == []
        latest = store.latest()
        assert latest is not None
        assert latest.note.startswith("pay.example.org/ledger-2\n4\n")
        # And never back to the old one.
        use(seal_origin=before.name, seal_former_keys=())
        books.pay(5)
        with pytest.raises(HistoryForked):
            books.sign()

    def test_and_came_forward_again_goes_on(self, books: Books) -> None:
        books.pay(2)
        books.sign()
        books.pay(1)
        books.sign()
        assert signed() == [3, 5, 6]

    def test_is_named_by_verify(self, books: Books) -> None:
        with undone():
            books.pay(2)
            books.sign()
        books.pay(4)
        out = StringIO()
        with pytest.raises(SystemExit):
            call_command("verify", stdout=out)
        assert "WRONG\n  checkpoint size=5" in out.getvalue()

    def test_whose_checkpoints_were_deleted_is_told_by_the_file(self, books: Books) -> None:
        """Whoever alters history and takes out what was signed of it."""
        with undone():
            books.pay(1)
            books.sign()
        out = StringIO()
        with pytest.raises(SystemExit):
            call_command("verify", "--json", stdout=out)
        [check] = [c for c in json.loads(out.getvalue())["checks"] if c["disagreement"]]
        assert check["name"] == "kept"


class TestTheFile:
    def test_is_written_before_anybody_can_have_the_checkpoint(
        self, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        books.pay(1)
        with monkeypatch.context() as patched:
            patched.setattr(store, "keep", killed)
            with pytest.raises(KeyboardInterrupt):
                books.sign()
        given = keys.witness().last(keys.origin())
        assert given is not None
        assert given.size == 4
        books.sign()
        assert signed() == [3, 4]

    def test_that_is_damaged_lets_nothing_be_signed(self, books: Books, tmp_path: Path) -> None:
        for text in ("{", "[]", '{"tuppence.localhost/ledger": {"size": 3}}', "7"):
            (tmp_path / FILE).write_text(text)
            books.pay(1)
            if text == "[]":
                continue  # an empty list says as much as an empty object
            with pytest.raises(WitnessUnreadable):
                books.sign()
            seal()  # the task says so in the log, and lives
        assert signed() == [3]

    def test_never_goes_back_itself(self, books: Books) -> None:
        given = keys.witness().last(keys.origin())
        assert given is not None
        keys.witness().note(replace(given, size=2))
        assert keys.witness().last(keys.origin()) == given
