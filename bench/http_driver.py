"""One process that keeps so many connections busy with signed payments, and checks each answer.

    python -m bench.http_driver CONNECTIONS SECONDS PORT PAYERS REQUESTS SEED

Signs everything first, prints ``ready``, starts when a line arrives, and prints what it measured as
one line of JSON. Sockets and epoll, nothing between: it must not be what limits the server.
"""

import itertools
import json
import re
import select
import socket
import sys
import time
from collections.abc import Iterator

import django

django.setup()

from bench import payers  # noqa: E402 (Django first)
from tuppence.kernel.clock import utc_now  # noqa: E402

WARM_UP = 2.0
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


class Caller:
    """One connection: a request, its answer, the next."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.sent_at = 0.0
        self.amount = 0

    def send(self, request: payers.Request) -> None:
        self.received, self.amount = b"", request.amount
        self.sent_at = time.monotonic()
        self.socket.sendall(request.raw)

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
        paid = b'"amount":%d,' % self.amount in body and b'"state":"succeeded"' in body
        if not head.startswith(b"HTTP/1.1 201 ") or not paid:
            raise SystemExit(f"not the answer to this payment: {self.received[:2000]!r}")
        return True


def main() -> None:
    connections, seconds, port, people, wanted, seed = (int(part) for part in sys.argv[1:7])
    made = payers.make(people, seed=seed)
    ahead = itertools.islice(payers.requests(made, seed=seed, now=utc_now()), wanted)
    signed = iter(list(ahead))
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(run(connections, seconds, port, signed)), flush=True)


def run(
    connections: int, seconds: int, port: int, signed: Iterator[payers.Request]
) -> dict[str, object]:
    callers = {}
    poll = select.epoll()
    for _ in range(connections):
        caller = Caller(port)
        callers[caller.socket.fileno()] = caller
        poll.register(caller.socket.fileno(), select.EPOLLIN)
    took: list[float] = []
    answers = 0
    start = time.monotonic() + WARM_UP
    end = start + seconds
    busy = time.process_time()
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
    return {
        "answers": len(took),
        "all": answers,
        "seconds": elapsed,
        "ms": [round(1000 * one, 3) for one in took],
        "busy": (time.process_time() - busy) / (elapsed + WARM_UP),
    }


if __name__ == "__main__":
    main()
