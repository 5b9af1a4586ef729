"""The demo family's story."""

import io
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from tuppence.kernel.clock import utc_now
from tuppence.ledger import queries as ledger
from tuppence.outbox.models import StoredFact
from tuppence.payments.payments import demo
from tuppence.payments.payments.models import Kind, Payment, State
from tuppence.payments.wallets.models import SystemAccount, Wallet

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def seeded() -> dict[str, object]:
    out = io.StringIO()
    call_command("seed_demo", stdout=out)
    told: dict[str, object] = json.loads(out.getvalue())
    return told


def test_the_same_seed_tells_the_same_story() -> None:
    start = NOW - timedelta(days=demo.DAYS)
    one, same, other = (list(demo.story(start=start, end=NOW, seed=seed)) for seed in (1, 1, 2))
    assert one == same != other
    assert all(start < event.at < NOW for event in one)


@pytest.mark.django_db
class TestTheDemo:
    def test_is_months_of_history_whose_books_add_up(self) -> None:
        began = time.monotonic()
        assert seeded()["seeded"] is True
        assert time.monotonic() - began < 40, "meant to take some four seconds"
        payments = Payment.objects.all()
        assert payments.count() > 250
        assert {row.kind for row in payments} >= {
            Kind.TOP_UP, Kind.PERSON, Kind.MERCHANT, Kind.REFUND
        }  # fmt: skip
        assert {row.state for row in payments} == set(State.values)
        oldest, newest = payments.earliest("created_at"), payments.latest("created_at")
        assert newest.created_at - oldest.created_at > timedelta(days=100)
        assert newest.created_at < utc_now()
        accounts = [
            *Wallet.objects.values_list("account_id", flat=True),
            *SystemAccount.objects.values_list("account_id", flat=True),
        ]
        assert sum(b.posted for b in ledger.balances(accounts).values()) == 0
        assert StoredFact.objects.filter(topic="payment.refused").exists()

    def test_happens_once(self) -> None:
        told = seeded()
        before = (Payment.objects.count(), StoredFact.objects.count(), Wallet.objects.count())
        assert seeded() == {**told, "seeded": False}
        after = (Payment.objects.count(), StoredFact.objects.count(), Wallet.objects.count())
        assert after == before
