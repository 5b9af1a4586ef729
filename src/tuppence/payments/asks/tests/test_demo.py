"""The demo family has asked each other for money."""

import io

import pytest
from django.core.management import call_command

from tuppence.kernel.clock import utc_now
from tuppence.ledger.verify import verify
from tuppence.payments.asks import demo
from tuppence.payments.asks.models import Ask, Bill, State

pytestmark = pytest.mark.django_db


def test_is_told_once() -> None:
    call_command("seed_demo", stdout=io.StringIO())
    for _ in range(2):
        demo.seed(now=utc_now())
    states = [State(state) for state in Ask.objects.order_by("id").values_list("state", flat=True)]
    assert states == [State.PAID, State.PAID, State.OPEN, State.OPEN]
    assert Bill.objects.get().closed_at is None
    assert [check for check in verify() if check.disagreement] == []
