"""One process that keeps so many connections busy with signed payments, and checks each answer.

    python -m bench.http_driver PORT CONNECTIONS WARM_UP_SECONDS SECONDS FILE...

Plays the requests of the files (see `bench.payers`) one after another and prints what it measured
as one line of JSON. Sockets and epoll, nothing between: it must not be what limits the server.
"""

import itertools
import json
import re
import select
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


class Caller:
    """One connection: a request, its answer, the next."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.sent_at = 0.0
        self.amount = b""

    def send(self, request: tuple[bytes, bytes]) -> None:
        raw, self.amount = request
        self.received = b""
        self.sent_at = time.monotonic()
        self.socket.sendall(raw)

    def answered(self) -> bool:
        """Reads what there is; whether that is all. Ends the run if it is not the right answer."""
        data = self.socket.recv(65536)
        if not data:
            raise SystemExit("the server closed a connection")
        self.received += data
        head, found, body = self.received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not found or length is None or len(body) < int(length[1]):
            return False
        paid = b'"amount":%b,' % self.amount in body and b'"state":"succeeded"' in body
        if not head.startswith(b"HTTP/1.1 201 ") or not paid:
            raise SystemExit(f"not the answer to this payment: {self.received[:2000]!r}")
        return True


def main() -> None:
    port, connections, warm_up, seconds = (int(part) for part in sys.argv[1:5])
    signed = itertools.chain.from_iterable(_requests(Path(file)) for file in sys.argv[5:])
    print(json.dumps(run(port, connections, signed, warm_up=warm_up, seconds=seconds)))


def run(
    port: int,
    connections: int,
    signed: Iterator[tuple[bytes, bytes]],
    *,
    warm_up: int,
    seconds: int,
) -> dict[str, float]:
    callers = {}
    poll = select.epoll()
    for _ in range(connections):
        caller = Caller(port)
        callers[caller.socket.fileno()] = caller
        poll.register(caller.socket.fileno(), select.EPOLLIN)
    took: list[float] = []
    busy = time.process_time()
    answers = 0
    start = time.monotonic() + warm_up
    end = start + seconds
    for caller in callers.values():
        caller.send(next(signed))
    while time.monotonic() < end:
        for descriptor, _ in poll.poll(0.5):
            caller = callers[descriptor]
            if not caller.answered():
                continue
            answers += 1
            if caller.sent_at >= start:
                took.append(time.monotonic() - caller.sent_at)
            following = next(signed, None)
            if following is None:
                raise SystemExit("too few requests were signed ahead")
            caller.send(following)
    elapsed = time.monotonic() - start
    busy = time.process_time() - busy
    took.sort()
    return {
        "rate": len(took) / elapsed,
        "p50_ms": 1000 * took[len(took) // 2],
        "p99_ms": 1000 * took[len(took) * 99 // 100],
        "busy": busy / (elapsed + warm_up),
        "request_us": 1e6 * busy / answers,
    }


def _requests(file: Path) -> Iterator[tuple[bytes, bytes]]:
    with file.open("rb") as signed:
        for line in signed:
            length, amount = line.split()
            yield signed.read(int(length)), amount


if __name__ == "__main__":
    main()
