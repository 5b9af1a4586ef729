"""Allowances for tests, and the days that were paid."""

from datetime import UTC, date, datetime
from uuid import uuid4

from tuppence.ledger import models as books
from tuppence.ledger.journals import Key
from tuppence.payments.allowances.models import Allowance, Every
from tuppence.payments.allowances.operations.run import Ran, pay_due
from tuppence.payments.allowances.operations.set_up import Wanted, set_up
from tuppence.payments.wallets.tests.household import Household, Phone

NOON = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
"""Monday, noon in India."""


def an_allowance(
    home: Household,
    *,
    to: Phone | None = None,
    every: Every = Every.WEEKLY,
    day: int = 6,
    amount: int = 100_00,
    starts_on: date | None = None,
    now: datetime = NOON,
) -> Allowance:
    """Of Asha's; to Meera, unless said otherwise: on Saturdays, of which the first is 7 March."""
    wanted = Wanted(
        person=(to or home.meera).person.public_id,
        every=every,
        day=day,
        amount=amount,
        unit="INR",
        starts_on=starts_on,
        note="Pocket money",
    )
    key = Key("test", str(uuid4()), "")
    return set_up(actor=home.asha.actor(stepped_up=True), wanted=wanted, key=key, now=now).allowance


def run(now: datetime) -> Ran:
    return pay_due(now=now, go_on=lambda _: True)


def was_posted(allowance: Allowance, day: date) -> bool:
    """Whether a due day is in the ledger, paid or refused: by its key."""
    key = Key("allowance", f"{allowance.public_id}:{day}", "")
    return books.Journal.objects.filter(key=key.digest).exists()


def morning(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """In India, where the wallets of tests are."""
    from zoneinfo import ZoneInfo

    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("Asia/Kolkata"))
