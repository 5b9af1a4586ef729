"""What only a real web server meets: bodies that dribble in, never end, or are two requests."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest

from tests.journeys.web import Web
from tuppence.edge.middleware import BODY_SECONDS

pytestmark = pytest.mark.stack

HEAD = b"POST /v1/auth/codes HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


@contextmanager
def connected(web: Web, first: bytes) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", web.port), timeout=BODY_SECONDS + 15) as wire:
        wire.sendall(first)
        yield wire


def status_and_rest(wire: socket.socket) -> tuple[int, bytes]:
    """The next answer's status, and the bytes read after its head."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = wire.recv(4096)
        assert more, f"the connection was closed after {received!r}"
        received += more
    head, _, rest = received.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), rest


def assert_serves(web: Web) -> None:
    begun = time.monotonic()
    assert httpx.get(f"{web.url}/healthz").status_code == 200
    assert time.monotonic() - begun < 5


class TestASlowBody:
    def test_is_given_up_and_keeps_nobody_waiting(self, web: Web) -> None:
        head = HEAD + b"Content-Length: 1000\r\n\r\n{"
        with ExitStack() as stack:
            wires = [stack.enter_context(connected(web, head)) for _ in range(60)]
            begun = time.monotonic()
            while time.monotonic() - begun < BODY_SECONDS - 2:
                for wire in wires:
                    wire.sendall(b" ")
                assert_serves(web)
                time.sleep(0.5)
            assert {status_and_rest(wire)[0] for wire in wires} == {408}
            assert_serves(web)


class TestALargeBody:
    def test_is_refused_before_it_has_come(self, web: Web) -> None:
        with connected(web, HEAD + b"Content-Length: 10485760\r\n\r\n") as wire:
            assert status_and_rest(wire)[0] == 413

    def test_that_is_sent_whole_is_refused(self, web: Web) -> None:
        answer = httpx.post(
            f"{web.url}/v1/auth/codes",
            content=b" " * 10 * 1024 * 1024,
            headers={"Content-Type": "application/json"},
        )
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")

    def test_without_a_length_is_refused(self, web: Web) -> None:
        def parts() -> Iterator[bytes]:
            yield b'{"phone":'
            yield b'"+919876543210"}'

        answer = httpx.post(
            f"{web.url}/v1/auth/codes",
            content=parts(),
            headers={"Content-Type": "application/json"},
        )
        assert (answer.status_code, answer.json()["code"]) == (411, "length_required")


class TestTwoRequestsInOne:
    """A front server and ours must never disagree on where a request ends (RFC 9112, 11.2)."""

    @pytest.mark.parametrize(
        "lengths",
        [
            b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            b"Content-Length: 5\r\nContent-Length: 6\r\n",
            b"Content-Length: 5, 6\r\n",
            b"Content-Length: +5\r\n",
            b"Transfer-Encoding: xchunked\r\n",
            b"Transfer-Encoding : chunked\r\n",
        ],
    )
    def test_is_refused_and_the_second_not_served(self, web: Web, lengths: bytes) -> None:
        hidden = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        with connected(web, HEAD + lengths + b"\r\n" + hidden) as wire:
            status, rest = status_and_rest(wire)
            assert status in (400, 411, 501)
            wire.settimeout(1)
            try:
                while more := wire.recv(4096):
                    rest += more
            except TimeoutError:
                pass
        assert b"HTTP/1.1 200" not in rest

    @pytest.mark.parametrize("name", ["X-Request-Id", "Idempotency-Key", "Authorization"])
    def test_cannot_be_made_by_a_header(self, web: Web, name: str) -> None:
        line = f"{name}: abcdefgh\rSet-Cookie: a=b\r\n".encode()
        with connected(web, b"GET /v1/me HTTP/1.1\r\nHost: 127.0.0.1\r\n" + line + b"\r\n") as wire:
            received = wire.recv(65536)
        assert b" 400 " in received.split(b"\r\n")[0] or b" 401 " in received.split(b"\r\n")[0]
        assert b"Set-Cookie: a=b" not in received
