"""Each list of the app shows something real of the demo family, whenever it moves in, and once."""

import io
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db.models import F

from tuppence.kernel.clock import utc_now
from tuppence.ledger.verify import verify
from tuppence.payments.allowances.models import Plan as Allowances
from tuppence.payments.allowances.operations.run import pay_due
from tuppence.payments.asks.models import Ask, Bill
from tuppence.payments.asks.models import State as AskState
from tuppence.payments.chores.models import Chore, Turn
from tuppence.payments.chores.models import State as TurnState
from tuppence.payments.gifts.models import Gift
from tuppence.payments.goals import queries as goals
from tuppence.payments.goals.demo import goal
from tuppence.payments.goals.models import Plan
from tuppence.payments.ious.models import Iou
from tuppence.payments.ious.models import State as IouState
from tuppence.payments.payments import demo
from tuppence.payments.payments.models import Kind, Payment, State
from tuppence.stack.management.commands.seed_demo import CHAPTERS

pytestmark = pytest.mark.django_db


def paid(kind: Kind) -> list[datetime]:
    """When payments of a kind succeeded."""
    rows = Payment.objects.filter(kind=kind, state=State.SUCCEEDED)
    return list(rows.order_by("created_at").values_list("created_at", flat=True))


def wrong() -> list[object]:
    return [check for check in verify() if check.disagreement]


@pytest.mark.parametrize(
    "now",
    [
        None,
        datetime(2026, 11, 28, 3, 45, tzinfo=UTC),  # a Saturday, right after allowances are due
        datetime(2026, 9, 28, 18, 40, tzinfo=UTC),  # 120 days after the last of a month
        datetime(2026, 3, 1, 5, 15, tzinfo=UTC),  # the first, a Sunday
    ],
)
def test_the_family_has_a_history_of_all_that_the_app_shows(now: datetime | None) -> None:
    now = now or utc_now()
    began = time.monotonic()
    assert demo.seed(now=now, seed=2026, chapters=CHAPTERS)
    assert time.monotonic() - began < 40, "meant to take some four seconds, alone on a machine"

    allowances = paid(Kind.ALLOWANCE)
    assert len(allowances) > 12
    assert allowances[-1] - allowances[0] > timedelta(days=60)
    owed = Iou.objects.filter(kind=Kind.ALLOWANCE, state=IouState.PAID)
    assert owed.filter(paid_at__gt=F("due_at") + timedelta(days=1)).exists()
    assert len(paid(Kind.CHORE)) >= 8
    standings = set(Turn.objects.values_list("state", flat=True))
    assert standings >= {TurnState.DONE, TurnState.APPROVED, TurnState.MISSED}
    assert Turn.objects.get(state=TurnState.DONE).chore.title == "Clean the bicycle"

    assert len(paid(Kind.SAVING)) >= 4
    assert [gift.giver for gift in Gift.objects.all()] == ["Nani"]
    assert goals.saved(goal()) > 500_00
    assert Plan.objects.filter(ended_at=None).count() == 2

    states = list(Ask.objects.order_by("created_at").values_list("state", flat=True))
    assert states.count(AskState.PAID) == 4
    assert states.count(AskState.OPEN) == 2
    closed = {bill.note: bill.closed_at is not None for bill in Bill.objects.all()}
    assert closed == {"Pizza": True, "Cinema": False}

    assert Payment.objects.filter(created_at__gt=now).count() == 0
    assert wrong() == []


def test_what_comes_next_is_still_to_come() -> None:
    now = utc_now()
    demo.seed(now=now, seed=2026, chapters=CHAPTERS)
    before = Payment.objects.count()
    pay_due(now=now, go_on=lambda _: True)
    later = Payment.objects.count() - before
    assert later <= 2  # what came due in the last hour of the story
    assert not Allowances.objects.filter(next_at__lte=now).exists()
    assert Chore.objects.filter(next_at__gt=now - timedelta(hours=24)).count() == 2


def test_it_happens_once() -> None:
    for _ in range(2):
        call_command("seed_demo", stdout=io.StringIO())
    assert Chore.objects.count() == 3
    assert Bill.objects.count() == 2
    assert Gift.objects.count() == 1
