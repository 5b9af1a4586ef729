"""Ordinary requests go a short way in the server (config/serving.py), all others gunicorn's: who
asks cannot tell which, whatever they mix on one connection."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.journeys.web import Web

pytestmark = pytest.mark.stack

LIVE = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
BODY = b'{"phone": "12"}'
CODES = (
    b"POST /v1/auth/codes HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(BODY), BODY)
)
CHUNKED = (
    b"POST /v1/auth/codes HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
)


class Wire:
    """A connection, and what has come over it that no answer has taken."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.rest = b""

    def send(self, data: bytes) -> "Wire":
        self.connection.sendall(data)
        return self

    def answer(self, *, bodyless: bool = False) -> tuple[int, dict[str, str], bytes]:
        while b"\r\n\r\n" not in self.rest:
            self._more()
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        status, *fields = head.decode().split("\r\n")
        headers = dict(field.lower().split(": ", 1) for field in fields)
        length = 0 if bodyless else int(headers.get("content-length", 0))
        while len(self.rest) < length:
            self._more()
        body, self.rest = self.rest[:length], self.rest[length:]
        return int(status.split(" ")[1]), headers, body

    def is_closed(self) -> bool:
        return not self.rest and not self.connection.recv(1)

    def _more(self) -> None:
        more = self.connection.recv(65536)
        assert more, f"closed after {self.rest!r}"
        self.rest += more


@pytest.fixture
def wire(web: Web) -> Iterator[Wire]:
    with connected(web) as made:
        yield made


@contextmanager
def connected(web: Web) -> Iterator[Wire]:
    with socket.create_connection(("127.0.0.1", web.port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield Wire(connection)


class TestOneConnection:
    def test_carries_many_requests(self, wire: Wire) -> None:
        for _ in range(3):
            assert wire.send(LIVE).answer()[0] == 200
            assert wire.send(CODES).answer()[0] == 422

    def test_carries_those_that_were_sent_before_the_answer(self, wire: Wire) -> None:
        wire.send(LIVE + CODES + LIVE)
        assert [wire.answer()[0] for _ in range(3)] == [200, 422, 200]

    def test_carries_both_kinds_in_any_order(self, wire: Wire) -> None:
        wire.send(LIVE + CHUNKED + LIVE)
        assert [wire.answer()[0] for _ in range(2)] == [200, 411]

    def test_carries_a_request_in_pieces(self, wire: Wire) -> None:
        for at in range(0, len(CODES), 7):
            wire.send(CODES[at : at + 7])
        assert wire.answer()[0] == 422

    def test_ends_when_that_is_asked_for(self, wire: Wire) -> None:
        wire.send(LIVE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        status, headers, _ = wire.answer()
        assert (status, headers["connection"]) == (200, "close")
        assert wire.is_closed()


class TestAnAnswer:
    def test_to_head_has_no_body(self, wire: Wire) -> None:
        status, headers, _ = wire.send(LIVE.replace(b"GET", b"HEAD")).answer(bodyless=True)
        _, of_get, body = wire.send(LIVE).answer()
        assert (status, headers["content-length"]) == (200, of_get["content-length"])
        assert len(body) == int(of_get["content-length"])

    def test_is_the_same_on_both_ways(self, web: Web) -> None:
        """An odd header, which gunicorn may read and the short way does not, decides the way."""
        told = []
        for odd in (b"", b"X-Odd: \xe9\r\n"):
            with connected(web) as wire:
                head, end = CODES.split(b"Content-Length", 1)
                status, headers, body = wire.send(
                    head + b"X-Request-Id: one-and-the-same\r\n" + odd + b"Content-Length" + end
                ).answer()
                for own in ("date", "ratelimit-remaining", "ratelimit-reset"):
                    headers.pop(own, None)
                told.append((status, headers, json.loads(body)))
        assert told[0] == told[1]


class TestAHeader:
    def test_that_only_a_proxy_may_set_is_not_believed(self, wire: Wire) -> None:
        """Behind TLS, so to speak, HSTS would be sent."""
        wire.send(LIVE.replace(b"\r\n\r\n", b"\r\nX-Forwarded-Proto: https\r\n\r\n"))
        assert "strict-transport-security" not in wire.answer()[1]

    @pytest.mark.parametrize(
        "odd",
        [
            b"Host: elsewhere",
            b"Host : 127.0.0.1",
            b" folded: x",
            b"X_Under: 1",
            b"X-Nul: \x00",
            b":",
        ],
    )
    def test_that_could_be_read_in_two_ways_is_gunicorns_to_judge(
        self, wire: Wire, odd: bytes
    ) -> None:
        wire.send(LIVE.replace(b"\r\n\r\n", b"\r\n" + odd + b"\r\n\r\n"))
        status = wire.answer()[0]
        assert status == (200 if odd == b"X_Under: 1" else 400)
