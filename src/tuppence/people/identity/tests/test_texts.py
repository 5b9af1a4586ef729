"""Text messages, to the table and to a provider that is a real HTTP server."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from structlog.testing import capture_logs

from tuppence.kernel.clock import utc_now
from tuppence.people.identity import texts
from tuppence.people.identity.models import Challenge, TextMessage
from tuppence.people.identity.tests.api import PHONE, App, refused

pytestmark = pytest.mark.django_db


class Provider(HTTPServer):
    """Answers with the statuses it was given, in turn, and then with 202."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.statuses: list[int] = []
        self.received: list[dict[str, Any]] = []

    @property
    def netloc(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.received.append({"path": self.path, "body": body, **self.headers})
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 202)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        raise AssertionError("a redirect was followed")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        return


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    monkeypatch.setattr(texts, "_PAUSE", 0.001)
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def send() -> None:
    texts.send(phone=PHONE, body="123456 is the code", reference="chl_1", now=utc_now())


class TestTheInbox:
    def test_keeps_the_newest_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(texts, "INBOX_KEEPS", 3)
        for number in range(5):
            texts.send(phone=PHONE, body=str(number), reference="chl_1", now=utc_now())
        assert [text.body for text in TextMessage.objects.all()] == ["4", "3", "2"]


class TestAProvider:
    def test_gets_the_text_and_its_reference(
        self, provider: Provider, environment: Callable[..., None]
    ) -> None:
        environment(sms_url=f"http://key:pass%40word@{provider.netloc}/send?from=TUPPNC")
        with capture_logs() as lines:
            send()
        (request,) = provider.received
        assert request["path"] == "/send?from=TUPPNC"
        assert request["body"] == {
            "to": PHONE,
            "text": "123456 is the code",
            "reference": "chl_1",
        }
        assert request["Idempotency-Key"] == "chl_1"
        assert request["Authorization"] == "Basic a2V5OnBhc3NAd29yZA=="
        assert not TextMessage.objects.exists()
        for secret in (PHONE, "123456", "pass", provider.netloc):
            assert secret not in str(lines)

    @pytest.mark.parametrize(
        ("statuses", "calls", "sent"),
        [
            ([503, 429], 3, True),
            ([500, 500, 500, 500], 3, False),
            ([400], 1, False),
            ([302], 1, False),
        ],
    )
    def test_is_asked_again_when_that_may_help(
        self,
        provider: Provider,
        environment: Callable[..., None],
        statuses: list[int],
        calls: int,
        sent: bool,
    ) -> None:
        environment(sms_url=f"http://{provider.netloc}/send")
        provider.statuses = statuses
        if sent:
            send()
        else:
            with pytest.raises(texts.TextUnsent):
                send()
        assert len(provider.received) == calls

    def test_that_is_down_is_a_clear_refusal(
        self, provider: Provider, environment: Callable[..., None]
    ) -> None:
        environment(sms_url="http://127.0.0.1:1/send")
        answer = App().ask_for_code()
        refused(answer, 503, "text_unsent")
        assert answer["Retry-After"] == "5"
        assert Challenge.objects.get().tries == 0
