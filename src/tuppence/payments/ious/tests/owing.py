"""IOUs for tests."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from tuppence.kernel.clock import utc_now
from tuppence.payments.ious.models import Iou
from tuppence.payments.ious.operations import Debt, Onward, owe, promise
from tuppence.payments.payments.models import Kind
from tuppence.payments.wallets.tests.household import Household, wallet_of


def a_debt(
    home: Household,
    *,
    amount: int,
    source: str | None = None,
    due_at: datetime | None = None,
    onward: tuple[Onward, ...] = (),
) -> Debt:
    """Of Asha's, to Meera."""
    return Debt(
        source=source or f"test:{uuid4()}",
        kind=Kind.CHORE,
        giver_id=home.asha.person.pk,
        person_id=home.meera.person.pk,
        payer_wallet_id=wallet_of(home.asha).pk,
        payee_wallet_id=wallet_of(home.meera).pk,
        amount=amount,
        unit="INR",
        note=None,
        due_at=due_at or utc_now(),
        reason="insufficient_funds",
        onward=onward,
    )


def an_iou(home: Household, *, amount: int, source: str | None = None) -> Iou:
    """One that Asha owes Meera."""
    debt = a_debt(home, amount=amount, source=source)
    with transaction.atomic():
        owe([debt], now=utc_now())
    return Iou.objects.get(source=debt.source)


def a_promise(home: Household, *, amount: int, due_at: datetime, source: str | None = None) -> Iou:
    """One that Asha has promised Meera."""
    with transaction.atomic():
        return promise(a_debt(home, amount=amount, source=source, due_at=due_at), now=utc_now())
