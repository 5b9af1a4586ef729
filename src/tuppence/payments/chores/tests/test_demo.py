"""The demo family has allowances and chores, once."""

import pytest

from tuppence.kernel.clock import utc_now
from tuppence.payments.allowances.models import Allowance
from tuppence.payments.chores import demo as pay_days
from tuppence.payments.chores.models import Chore, State, Turn
from tuppence.payments.payments import demo


@pytest.mark.django_db
def test_the_demo_family_has_pay_days_once() -> None:
    demo.seed(now=utc_now(), seed=1)
    for _ in range(2):
        pay_days.seed(now=utc_now())
    assert sorted(one.person.name or "" for one in Allowance.objects.all()) == [
        "Kabir Rao", "Meera Rao",
    ]  # fmt: skip
    assert (Chore.objects.count(), Turn.objects.filter(state=State.DONE).count()) == (3, 1)
