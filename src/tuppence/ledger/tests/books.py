"""Short words for tests that post to the ledger."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.db import connection

from tuppence.ledger.accounts import open_account
from tuppence.ledger.journals import Charge, Journal, Key, Leg, Outcome, Refusal, Transfer
from tuppence.ledger.posting import post

NOON = datetime(2024, 5, 15, 12, tzinfo=UTC)


def journal(
    *legs: Leg,
    key: str | None = None,
    charges: Sequence[Charge] = (),
    refused: Refusal | None = None,
) -> Journal:
    """A journal under its own key, or under ``key`` with its legs as the request."""
    named = Key("test", key or uuid4().hex, repr((legs, charges)))
    return Journal(named, legs, tuple(charges), refused)


def post_one(*legs: Leg, at: datetime | None = NOON, **more: Any) -> Outcome:
    [outcome] = post([journal(*legs, **more)], at=at)
    return outcome


def bank(unit: str = "INR") -> int:
    """An account without floor or ceiling: where money comes from."""
    return open_account(unit=unit, code="bank", at=NOON, floor=None)


def wallet(minor: int = 0, *, source: int | None = None, **bounds: int | None) -> int:
    """A wallet that holds ``minor``."""
    account = open_account(unit="INR", code="wallet", at=NOON, **bounds)
    if minor:
        assert post_one(Transfer(source or bank(), account, minor, "INR")).posted
    return account


@contextmanager
def tampering() -> Iterator[None]:
    """As a superuser may: no trigger runs inside, so what must never be edited can be."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
