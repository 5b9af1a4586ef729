"""What is done to the platform. Each fault does its harm, ends it, and says what it did; getting
over it is the platform's own business."""

import os
import random
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.torture.customers import Customer
from tests.torture.cutter import Cutter, Way
from tests.torture.overload import overload
from tests.torture.platform import Platform

CLOCK_STEPS = (-3600, -600, -60, -2, 2, 60, 600, 3600)
"""Seconds. A signature may be five minutes off, so the larger steps close the door to signed
requests for as long as they last; the smaller must pass unnoticed."""


@dataclass(frozen=True, slots=True)
class Victim:
    """What faults have at hand. ``small_disk``: whether the data folder is a volume of its own,
    small enough to be filled."""

    platform: Platform
    cutter: Cutter
    crowd: Customer
    dice: random.Random
    small_disk: bool


Fault = Callable[[Victim], str]


def kill_web_worker(victim: Victim) -> str:
    return _kill(victim.dice.choice(victim.platform.web_workers()))


def kill_web_master(victim: Victim) -> str:
    return _kill(victim.platform.pid("web"))


def kill_relay(victim: Victim) -> str:
    return _kill(victim.platform.pid("relay"))


def kill_worker(victim: Victim) -> str:
    return _kill(victim.platform.pid("worker"))


def kill_beat(victim: Victim) -> str:
    return _kill(victim.platform.pid("beat"))


def kill_redis(victim: Victim) -> str:
    return _kill(victim.platform.pid("redis"))


def kill_backend(victim: Victim) -> str:
    """PostgreSQL takes every other backend down with it and recovers, as its memory is shared."""
    return _kill(victim.dice.choice(victim.platform.backends()))


def kill_postmaster(victim: Victim) -> str:
    return _kill(victim.platform.pid("postgres"))


def kill_many(victim: Victim) -> str:
    """All programs but supervisord, as a power cut would (but for what the disk itself loses)."""
    programs = victim.platform.programs()
    for pid in programs.values():
        if pid is not None:
            _kill(pid)
    return f"killed {', '.join(sorted(programs))}"


def stop_web_worker(victim: Victim) -> str:
    return _stop(victim, [victim.dice.choice(victim.platform.web_workers())])


def stop_relay(victim: Victim) -> str:
    return _stop(victim, [victim.platform.pid("relay")])


def stop_redis(victim: Victim) -> str:
    return _stop(victim, [victim.platform.pid("redis")])


def stop_backend(victim: Victim) -> str:
    """In the middle of a transaction, perhaps: its locks are held for as long."""
    return _stop(victim, [victim.dice.choice(victim.platform.backends())])


def stop_postgres(victim: Victim) -> str:
    postmaster = victim.platform.pid("postgres")
    family = [postmaster, *(child.pid for child in psutil.Process(postmaster).children())]
    return _stop(victim, family)


def end_sessions(victim: Victim) -> str:
    """Every connection of the application is ended by the database, as a fail-over would."""
    ended = victim.platform.asked(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'tuppence_app'"
    )
    return f"ended {len(ended)} sessions"


def cut_connections(victim: Victim) -> str:
    cut = 0
    for _ in range(5):
        cut += victim.cutter.cut()
        time.sleep(victim.dice.uniform(0.05, 0.4))
    return f"reset {cut} connections"


def lose_answers(victim: Victim) -> str:
    """The worst time to be cut off: the payment is made, and nobody is told."""
    with victim.cutter.way(Way.ANSWERS_LOST):
        time.sleep(victim.dice.uniform(1, 2))
    return Way.ANSWERS_LOST.value


def refuse_connections(victim: Victim) -> str:
    with victim.cutter.way(Way.REFUSED):
        victim.cutter.cut()
        time.sleep(victim.dice.uniform(1, 2))
    return Way.REFUSED.value


def break_off_requests(victim: Victim) -> str:
    """Callers who leave in the middle of their own request."""
    head = (
        b"POST /v1/payments HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"Content-Length: 400\r\n\r\n{"
    )
    for _ in range(40):
        with socket.create_connection(("127.0.0.1", victim.platform.port), timeout=5) as caller:
            caller.sendall(head[: victim.dice.randint(1, len(head))])
    return "40 requests broken off"


def fill_disk(victim: Victim) -> str:
    """Until nothing more can be written; some seconds later there is room again."""
    ballast = victim.platform.folder.path / "ballast"
    seconds = victim.dice.uniform(2, 4)
    try:
        written = _fill(ballast)
        time.sleep(seconds)
        written += _fill(ballast)
    finally:
        ballast.unlink(missing_ok=True)
    return f"{written >> 20} MB took the last of the disk for {seconds:.1f} s"


def step_clock(victim: Victim) -> str:
    seconds = victim.dice.choice(CLOCK_STEPS)
    victim.platform.set_clock(seconds)
    try:
        time.sleep(victim.dice.uniform(1, 3))
    finally:
        victim.platform.set_clock(0)
    return f"{seconds:+} s"


def flood(victim: Victim) -> str:
    """More callers than wait: see `overload`, which asserts what becomes of them."""
    return overload(victim.platform, victim.crowd)


KINDS: dict[str, Fault] = {
    "kill web worker": kill_web_worker,
    "kill web master": kill_web_master,
    "kill relay": kill_relay,
    "kill job worker": kill_worker,
    "kill beat": kill_beat,
    "kill Redis": kill_redis,
    "kill a PostgreSQL backend": kill_backend,
    "kill PostgreSQL": kill_postmaster,
    "kill everything": kill_many,
    "stop web worker": stop_web_worker,
    "stop relay": stop_relay,
    "stop Redis": stop_redis,
    "stop a PostgreSQL backend": stop_backend,
    "stop PostgreSQL": stop_postgres,
    "end database sessions": end_sessions,
    "cut connections": cut_connections,
    "lose answers": lose_answers,
    "refuse connections": refuse_connections,
    "break off requests": break_off_requests,
    "fill the disk": fill_disk,
    "step the clock": step_clock,
    "overload": flood,
}


def possible(*, small_disk: bool) -> list[str]:
    """The kinds that can be done here."""
    return [kind for kind in KINDS if kind != "fill the disk" or small_disk]


def _kill(pid: int) -> str:
    os.kill(pid, signal.SIGKILL)
    return f"killed {pid}"


def _stop(victim: Victim, pids: list[int]) -> str:
    seconds = victim.dice.uniform(1, 5)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        for pid in pids:
            if psutil.pid_exists(pid):
                os.kill(pid, signal.SIGCONT)
    return f"stopped {len(pids)} for {seconds:.1f} s"


def _fill(ballast: Path) -> int:
    """Appends until the disk is full; gives the number of bytes."""
    written, size = 0, 1 << 20
    with ballast.open("ab", buffering=0) as file:
        while size:
            try:
                written += file.write(bytes(size))
            except OSError:
                size //= 2
    return written
