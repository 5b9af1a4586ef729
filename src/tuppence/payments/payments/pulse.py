"""How payments go right now, for whoever looks after the platform."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from tuppence.ledger.posting import fetch
from tuppence.payments.payments.models import State


@dataclass(frozen=True, slots=True)
class Minute:
    """What was asked for in one minute: how many payments went through, and how many did not."""

    succeeded: int
    refused: int


def pulse(*, now: datetime, minutes: int) -> list[Minute]:
    """The last ``minutes`` minutes up to ``now``, the oldest first."""
    since = now - timedelta(minutes=minutes)
    named = {"now": now, "since": since, "first": _first_id(since), "succeeded": State.SUCCEEDED}
    counted = {ago: Minute(*counts) for ago, *counts in fetch(_sql(), named)}
    return [counted.get(ago, Minute(0, 0)) for ago in reversed(range(minutes))]


def _first_id(at: datetime) -> UUID:
    """The least UUIDv7 that can have been made at or after a time (RFC 9562, section 5.7)."""
    return UUID(int=int(at.timestamp() * 1000) << 80 | 0x7 << 76 | 0x2 << 62)


@cache
def _sql() -> str:
    return (Path(__file__).parent / "sql" / "pulse.sql").read_text(encoding="utf-8")
