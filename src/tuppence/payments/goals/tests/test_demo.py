import pytest

from tuppence.kernel.clock import utc_now
from tuppence.payments.goals import demo
from tuppence.payments.goals.models import Goal, Plan
from tuppence.payments.goals.tests.saving import assert_books_agree
from tuppence.payments.payments import demo as family
from tuppence.payments.payments.models import Payment


@pytest.mark.django_db
def test_the_demos_meera_saves_for_a_bicycle_once() -> None:
    family.seed(now=utc_now(), seed=2026)
    assert demo.seed(now=utc_now())
    assert not demo.seed(now=utc_now())
    assert Goal.objects.get().wallet.name == "Bicycle"
    assert Plan.objects.count() == 2
    assert Payment.objects.filter(kind=7, refusal_code=None).exists()
    assert_books_agree()
