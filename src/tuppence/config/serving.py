"""An ordinary request, read and answered without ceremony; every other is gunicorn's.

gunicorn's own way through a request takes more of a processor than a payment's database work.
Here one that is small, complete and plain is recognised by one expression and handed to the
application; whatever is not so (chunks, an upgrade, ``Connection: close``, an odd byte, a body
that dawdles) goes to gunicorn with the connection, byte for byte, and is read, limited and refused
there. So this may only ever take a request that gunicorn would take, and make the same of it.

Nothing here may import Django: see gunicorn.py.
"""

import io
import os
import re
import socket
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from email.utils import formatdate
from functools import lru_cache, partial
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

import gevent
import gevent.socket
from gunicorn import SERVER
from gunicorn.http.message import HeaderPolicy
from gunicorn.http.wsgi import base_environ
from gunicorn.workers.ggevent import GeventWorker

from tuppence.config.fair_accept import FairServer, Share

MOST = 64 * 1024
"""Bytes of a request, head and body, that is still ordinary."""

BODY_SECONDS = 1.0
"""How long the rest of an ordinary body may take to arrive."""

_HEAD = re.compile(
    rb"(GET|HEAD|POST|PUT|PATCH|DELETE) (/[!-~]{0,2000}) HTTP/1\.1\r\n"
    rb"((?:[A-Za-z0-9-]{1,60}: ?[!-~](?:[ -~]{0,4000}[!-~])?\r\n){1,40})\r\n"
)
_LENGTH = re.compile(r"0|[1-9][0-9]{0,6}", re.ASCII)
_EXTRAORDINARY = frozenset({
    "EXPECT", "KEEP-ALIVE", "PROXY-CONNECTION", "TE", "TRAILER", "TRANSFER-ENCODING",
    "UPGRADE", "HTTP2-SETTINGS", "CONTENT-ENCODING",
})  # fmt: skip
_BODYLESS = ("204", "304")

STREAM = "text/event-stream"
"""An answer of this type goes on without an end, and is sent as it comes. Every other is sent in
one piece, so that a slow reader holds nothing but the connection."""

SEND_SECONDS = 20.0
"""How long a piece of a stream may take to be sent, until its reader is given up."""

Environ = dict[str, Any]


class _Request(NamedTuple):
    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    rest: bytes


class PlainWorker(GeventWorker):  # type: ignore[misc]  # gunicorn is not typed
    """gunicorn's gevent worker with a short way for ordinary requests. ``idle`` has the connections
    that wait for their next one, and since when."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.idle: dict[Any, float] = {}

    def run(self) -> None:
        gevent.spawn(self._close_the_idle)
        super().run()

    def server_class(self, listener: Any, *, spawn: Any, **named: Any) -> FairServer:
        """What accepts: gunicorn asks for it under this name, and would run a server of its own."""
        tls = {name: named[name] for name in ("ssl_context",) if name in named}
        share = Share(number=self.age, pid=os.getpid())
        return FairServer(
            listener, handle=partial(self.handle, listener), spawn=spawn, share=share, **tls
        )

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        """One connection, from its first request to its last."""
        unread = self._serve_ordinary(listener, client, addr)
        if unread is None:
            client.close()
        else:
            super().handle(listener, _Rewound(client, unread), addr)

    def _serve_ordinary(self, listener: Any, client: Any, addr: Any) -> bytes | None:
        """Answers ordinary requests as they come. What it has read of the first that is none; None
        when the connection is done with."""
        plain = isinstance(addr, tuple) and not self.cfg.is_ssl and "SCRIPT_NAME" not in os.environ
        if not plain or not self.cfg.keepalive:
            return b""
        connection = self._environ(listener.getsockname(), addr)
        schemes = self.cfg.secure_scheme_headers if _trusted(self.cfg, addr) else {}
        client.setblocking(1)
        data = b""
        try:
            while True:
                found = self._next(client, data)
                if not isinstance(found, _Request):
                    return found
                self._answer(client, found, connection | _of(found, schemes))
                data = found.rest
                if not self.alive:
                    return None
        except OSError:  # the caller has gone
            return None

    def _next(self, client: Any, data: bytes) -> _Request | bytes | None:
        """The next request; or what was read, if it is not ordinary; or None, at the end."""
        self.idle[client] = time.monotonic()
        try:
            while b"\r\n\r\n" not in data:
                if len(data) > MOST:
                    return data
                more = client.recv(MOST)
                if not more:
                    return None
                data += more
        finally:
            del self.idle[client]
        return self._read(client, data)

    def _close_the_idle(self) -> None:
        """One look a second at all connections, as a timer for each request costs it more than the
        reading of it."""
        while self.alive:
            gevent.sleep(1.0)
            oldest = time.monotonic() - self.cfg.keepalive
            for client, since in list(self.idle.items()):
                if since < oldest:
                    hang_up(client)

    def _read(self, client: Any, data: bytes) -> _Request | bytes:
        head = _HEAD.match(data)
        if head is None:
            return data
        headers = _headers(head[3])
        if headers is None:
            return data
        length = headers.get("CONTENT-LENGTH", "0")
        if not _LENGTH.fullmatch(length) or head.end() + int(length) > MOST:
            return data
        end = head.end() + int(length)
        with gevent.Timeout(BODY_SECONDS, False):
            while len(data) < end:
                more = client.recv(MOST)
                if not more:
                    break
                data += more
        if len(data) < end:
            return data
        return _Request(
            head[1].decode(), head[2].decode(), headers, data[head.end() : end], data[end:]
        )

    def _answer(self, client: Any, request: _Request, environ: Environ) -> None:
        """Runs the application and sends what it says, in one piece unless it is a stream."""
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
            started[:] = [status, headers]

        self.nr += 1
        pieces: Iterable[bytes] = self.wsgi(environ, start_response)
        try:
            if request.method == "GET" and ("Content-Type", STREAM) in started[1]:
                self._stream(client, started[0], started[1], pieces)
                return
            body = pieces[0] if isinstance(pieces, list) and len(pieces) == 1 else b"".join(pieces)
        finally:
            close: Callable[[], None] | None = getattr(pieces, "close", None)
            if close is not None:
                close()
        status, headers = started
        bodyless = request.method == "HEAD" or status[:3] in _BODYLESS
        head = _head(status, headers, len(body) if status[:3] not in _BODYLESS else None,
                     closing=not self.alive)  # fmt: skip
        client.sendall(head if bodyless else head + body)

    def _stream(
        self, client: Any, status: str, headers: list[tuple[str, str]], pieces: Iterable[bytes]
    ) -> None:
        """Sends each piece when there is one, in chunks (RFC 9112, 7.1). Raises `OSError` as soon
        as the reader has gone, also while there is nothing to send them."""
        chunked = [*headers, ("Transfer-Encoding", "chunked")]
        client.sendall(_head(status, chunked, None, closing=not self.alive))
        watch = gevent.spawn(_await_hangup, client, gevent.getcurrent())
        try:
            for piece in pieces:
                with gevent.Timeout(SEND_SECONDS, TimeoutError("a stream's reader is too slow")):
                    client.sendall(b"%x\r\n%b\r\n" % (len(piece), piece))
            client.sendall(b"0\r\n\r\n")
        finally:
            watch.kill(block=False)

    def _environ(self, server: Any, addr: tuple[Any, ...]) -> Environ:
        """What is the same for every request of a connection."""
        environ: Environ = base_environ(self.cfg)
        return environ | {
            "wsgi.multithread": True,
            "SCRIPT_NAME": "",
            "SERVER_NAME": server[0],
            "SERVER_PORT": str(server[1]),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": addr[0],
            "REMOTE_PORT": str(addr[1]),
        }


def hang_up(client: Any) -> None:
    """Has whoever waits for the connection's next request find its end instead: unless one is just
    arriving, which is still read, and answered."""
    with suppress(OSError):
        client.shutdown(socket.SHUT_RD)


def _await_hangup(client: Any, serving: Any) -> None:
    """Has whoever serves a connection stop when its caller hangs up. If they send another request
    instead, it waits its turn, and is watched no more."""
    try:
        gevent.socket.wait_read(client.fileno())
        gone = not client.recv(1, socket.MSG_PEEK)
    except OSError:
        gone = True
    if gone:
        serving.kill(ConnectionResetError("the reader of a stream has gone"), block=False)


class _Rewound:
    """A socket that first gives what had been read of it."""

    def __init__(self, client: Any, unread: bytes) -> None:
        self._client = client
        self._unread = unread

    def recv(self, size: int, *flags: int) -> bytes:
        if not self._unread:
            data: bytes = self._client.recv(size, *flags)
            return data
        data, self._unread = self._unread[:size], self._unread[size:]
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


def _headers(lines: bytes) -> dict[str, str] | None:
    """Fields by upper-case name; None where one is extraordinary, or comes twice."""
    found: dict[str, str] = {}
    fields = lines.decode("ascii").split("\r\n")
    fields.pop()
    for field in fields:
        name, _, value = field.partition(":")
        found[name.upper()] = value.lstrip(" ")
    if len(found) != len(fields) or not _EXTRAORDINARY.isdisjoint(found) or "HOST" not in found:
        return None
    if found.get("CONNECTION", "keep-alive").lower() != "keep-alive":
        return None
    return found


def _of(request: _Request, schemes: dict[str, str]) -> Environ:
    """What PEP 3333 says of a request."""
    path, _, query = request.target.partition("?")
    environ: Environ = {
        "REQUEST_METHOD": request.method,
        "RAW_URI": request.target,
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1") if "%" in path else path,
        "QUERY_STRING": query,
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.url_scheme": "http",
    }
    for name, value in request.headers.items():
        if name in ("CONTENT-TYPE", "CONTENT-LENGTH"):
            environ[name.replace("-", "_")] = value
        else:
            environ["HTTP_" + name.replace("-", "_")] = value
        if name in schemes and schemes[name] == value:
            environ["wsgi.url_scheme"] = "https"
    return environ


def _trusted(cfg: Any, addr: tuple[Any, ...]) -> bool:
    """Whether what the peer says of the scheme is believed: by gunicorn's own rule."""
    policy = HeaderPolicy()
    policy.cfg, policy.peer_addr = cfg, addr
    return bool(policy._peer_is_trusted_proxy())


def _head(
    status: str, headers: list[tuple[str, str]], length: int | None, *, closing: bool
) -> bytes:
    lines = [
        f"HTTP/1.1 {status}\r\nServer: {SERVER}\r\nDate: {_date(int(time.time()))}\r\n"
        f"Connection: {'close' if closing else 'keep-alive'}"
    ]
    lines += [f"{name}: {value}" for name, value in headers if name.lower() != "content-length"]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    text = "\r\n".join(lines)
    if text.count("\n") != len(lines) + 2 or text.count("\r") != len(lines) + 2:
        raise ValueError("a header of the answer holds a line break")
    return (text + "\r\n\r\n").encode("latin-1")


@lru_cache(maxsize=4)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)
