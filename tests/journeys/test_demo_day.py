"""`tuppence demo day`: every scene plays against a real web server, and plays again."""

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.journeys.test_first_payment import assert_books_agree
from tests.journeys.web import Web
from tuppence.kernel.clock import utc_now
from tuppence.payments.payments import demo
from tuppence.stack.day.day import SCENES
from tuppence.stack.day.family import Family

pytestmark = pytest.mark.stack


@pytest.fixture
def family(web: Web, django_db_blocker: DjangoDbBlocker) -> Family:
    with django_db_blocker.unblock():
        demo.seed(now=utc_now(), seed=1)
    return Family(web.url, {one.name.split()[0]: one.phone for one in demo.PEOPLE})


def test_every_scene_plays_and_plays_again(
    family: Family, django_db_blocker: DjangoDbBlocker, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        for scene in SCENES:
            scene(family)
    told = capsys.readouterr().out
    assert "Kabir appeals" in told
    assert "would have been stopped" in told
    assert "Ravi sends it back" in told
    with django_db_blocker.unblock():
        assert_books_agree()
