"""One ordeal: customers who pay, a fault a round, and at the end the comparison."""

import json
import platform as machine
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
from redis.exceptions import RedisError

from tests.torture import comparison
from tests.torture.customers import Customer
from tests.torture.cutter import Cutter
from tests.torture.faults import KINDS, Victim
from tests.torture.platform import Platform

CUSTOMERS = 6
RESUMES_WITHIN = 120.0
"""Seconds that the platform has, once a fault is over, to be as it was: by itself."""
BETWEEN = (0.3, 1.5)
"""Seconds of peace before the next fault."""

Say = Callable[[str], None]


@dataclass(slots=True)
class Ordeal:
    """What happened. ``out_of_service``: by kind, the seconds from the fault's beginning until
    everything worked again, so the fault's own duration is in them."""

    seed: int
    rounds: Counter[str] = field(default_factory=Counter)
    out_of_service: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    broken: list[str] = field(default_factory=list)
    totals: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    def document(self) -> dict[str, Any]:
        return {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": f"{machine.system()} {machine.machine()}, {psutil.cpu_count()} CPUs",
            "seed": self.seed,
            "rounds": sum(self.rounds.values()),
            "minutes": round(self.seconds / 60, 1),
            "kinds": {
                kind: {
                    "rounds": count,
                    "longest out of service, s": round(max(self.out_of_service[kind]), 1),
                }
                for kind, count in sorted(self.rounds.items())
                if self.out_of_service[kind]
            },
            **self.totals,
            "broken promises": self.broken,
        }


def schedule(kinds: Sequence[str], *, rounds: int, dice: random.Random) -> list[str]:
    """Every kind once before any comes again, each time in another order."""
    planned: list[str] = []
    while len(planned) < rounds:
        planned += dice.sample(kinds, len(kinds))
    return planned[:rounds]


def run(
    platform: Platform, *, plan: Iterable[str], seed: int, small_disk: bool, say: Say
) -> Ordeal:
    """Puts a platform that is up through the plan, and compares."""
    ordeal, begun = Ordeal(seed), time.monotonic()
    cutter = Cutter(platform.port)
    cutter.start()
    try:
        customers = _customers(cutter, platform, seed=seed)
        prober, crowd = customers[:2]
        victim = Victim(platform, cutter, crowd, random.Random(seed), small_disk)
        for customer in customers[2:]:
            customer.start()
        kind = "at the beginning"
        try:
            for number, kind in enumerate(plan, 1):
                _round(ordeal, victim, prober, number=number, kind=kind, say=say)
        except AssertionError as broken:
            ordeal.broken.append(f"{kind}: {broken!r}")
        finally:
            for customer in customers:
                customer.finish()
        ordeal.broken += comparison.disagreements(platform, customers)
        ordeal.totals = comparison.summary(customers)
    finally:
        cutter.stop()
    ordeal.seconds = time.monotonic() - begun
    return ordeal


def _customers(cutter: Cutter, platform: Platform, *, seed: int) -> list[Customer]:
    """Signed up, each with the others for friends. The first two are asked by the rounds
    themselves: the prober, and the crowd."""
    url = f"http://127.0.0.1:{cutter.port}"
    shops = [name for (name,) in platform.asked("SELECT handle FROM payments_merchant ORDER BY 1")]
    crowd = Customer(url, number=2, seed=seed, patience=60, connections=256)
    customers = [Customer(url, number=number, seed=seed) for number in range(1, CUSTOMERS + 3)]
    customers[1] = crowd
    for customer in customers:
        customer.sign_up()
        customer.shops = shops
        customer.friends = [one.handle for one in customers if one is not customer]
    for customer in customers[:2]:
        customer.load()
    return customers


def _round(
    ordeal: Ordeal, victim: Victim, prober: Customer, *, number: int, kind: str, say: Say
) -> None:
    time.sleep(victim.dice.uniform(*BETWEEN))
    begun = time.monotonic()
    told = KINDS[kind](victim)
    last, amiss = _until_whole(victim.platform, prober)
    seconds = time.monotonic() - begun
    ordeal.rounds[kind] += 1
    ordeal.out_of_service[kind].append(seconds)
    waited = f"; last was {last}" if last else ""
    say(f"{number:4} {kind:<26} whole again after {seconds:5.1f} s   {told}{waited}")
    assert not amiss, f"not whole again in {RESUMES_WITHIN:.0f} s: {amiss}"


def _until_whole(platform: Platform, prober: Customer) -> tuple[str, str]:
    """Waits until everything works: what was waited for last, and what still does not work when
    the time is up (nothing, that is)."""
    over, last = datetime.now(UTC), ""
    deadline = time.monotonic() + RESUMES_WITHIN
    while amiss := _amiss(platform, prober, since=over):
        if time.monotonic() > deadline:
            return amiss, amiss
        last = amiss
        time.sleep(0.1)
    return last, ""


def _amiss(platform: Platform, prober: Customer, *, since: datetime) -> str:
    """The first thing that does not work, or nothing: every program, every check of /healthz, a
    payment, its fact on its way to every consumer, a scheduled task done since then."""
    try:
        for name, pid in platform.programs().items():
            if pid is None:
                return f"{name} does not run"
        if not platform.healthy():
            return "/healthz"
        if not prober.probe():
            return "a payment"
        late = {name: one for name, one in platform.consumers().items() if one.behind > 500}
        if late:
            return f"the relay: {late}"
        if platform.heartbeat() <= since:
            return "the schedule or its worker: no heartbeat"
    except (OSError, httpx.HTTPError, psycopg.Error, RedisError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def write(ordeal: Ordeal, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(ordeal.document(), indent=2) + "\n")
