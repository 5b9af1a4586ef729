"""What a guardian had decided binds nobody from the 18th birthday on."""

from datetime import timedelta

import pytest

from tuppence.kernel.clock import utc_now
from tuppence.ledger import queries as ledger
from tuppence.payments.approvals import handlers as approvals
from tuppence.payments.approvals.models import Approval, State
from tuppence.payments.controls import handlers as controls
from tuppence.payments.controls.models import ControlsVersion
from tuppence.payments.controls.operations import decide
from tuppence.payments.payments.models import Merchant
from tuppence.payments.payments.tests.market import a_shop, takings, world
from tuppence.payments.wallets.tests.household import (
    Household,
    give,
    last_fact,
    wallet_id,
    wallet_of,
)
from tuppence.people.families import growing_up
from tuppence.people.families.models import ComingOfAge
from tuppence.people.identity.models import Person
from tuppence.people.identity.operations.people import ZONE

LUNCH = {"to": {"handle": "campus-canteen"}, "amount": 300_00}


@pytest.fixture
def waiting(home: Household) -> str:
    """A payment of Meera's that waits for Asha, who caps her day, too."""
    give(home.meera, 1_000_00)
    a_shop(home.zoya)
    decide(
        actor=home.asha.actor(),
        person=home.meera.person.public_id,
        document={
            "limits": {"day": 400_00},
            "categories": {"off": [], "limits": {"eating_out": {"day": 350_00}}},
            "ask_first": {"above": 200_00, "new_payees": False},
        },
        seen=0,
        note="",
        now=utc_now(),
    )
    asked = home.meera.sign("/v1/approvals", LUNCH)
    assert asked.status_code == 201, asked.content
    return str(asked.json()["id"])


def comes_of_age(home: Household) -> None:
    """Meera's birthday began this midnight; no schedule has run yet."""
    today = utc_now().astimezone(ZONE).date()
    born = today.replace(year=today.year - 18)
    Person.objects.filter(pk=home.meera.person.pk).update(birth_date=born)
    ComingOfAge.objects.filter(person=home.meera.person).update(day=today)


def hand_over() -> None:
    assert growing_up.hand_over(now=utc_now()) == 1
    tell()


def tell() -> None:
    fact = last_fact("person.came_of_age")
    controls.let_go(fact)
    approvals.end_waiting(fact)


def caps(home: Household) -> list[tuple[str, str]]:
    limits = ledger.limits(wallet_of(home.meera).account_id)
    return [(one.scope, one.window) for one in limits if one.scope.startswith("spend")]


class TestControls:
    def test_end_and_stay_on_the_record(self, home: Household, waiting: str) -> None:
        assert len(caps(home)) == 2
        comes_of_age(home)
        hand_over()
        assert caps(home) == []
        kept = list(ControlsVersion.objects.order_by("version"))
        assert [one.version for one in kept] == [1, 2]
        assert kept[0].document["limits"] == {"day": 400_00}
        assert (kept[1].document, kept[1].author_id) == ({}, None)
        assert home.meera.sign("/v1/payments", LUNCH | {"amount": 900_00}).status_code == 201

    def test_end_once_and_leave_ones_own_caps_alone(self, home: Household, waiting: str) -> None:
        comes_of_age(home)
        hand_over()
        own = home.meera.send(
            "PUT", f"/v1/wallets/{wallet_id(home.meera)}/limits", {"daily": 50_00, "monthly": None}
        )
        assert own.status_code == 200, own.content
        before = world()
        tell()
        assert world() == before
        assert caps(home) == [("spend", "day")]

    def test_of_a_minor_do_not_end(self, home: Household, waiting: str) -> None:
        comes_of_age(home)
        growing_up.hand_over(now=utc_now())
        Person.objects.filter(pk=home.meera.person.pk).update(
            birth_date=utc_now().date() - timedelta(days=15 * 366)
        )
        before = world()
        controls.let_go(last_fact("person.came_of_age"))
        assert world() == before


class TestAGuardian:
    @pytest.mark.parametrize("done", [False, True], ids=["before the schedule", "after it"])
    def test_has_no_say_any_more(self, home: Household, waiting: str, done: bool) -> None:
        comes_of_age(home)
        if done:
            hand_over()
        wallet = f"/v1/wallets/{wallet_id(home.meera)}"
        shop = takings_of_shop()
        before = world()
        for refused in (
            home.asha.get(wallet),
            home.asha.get(f"{wallet}/statement"),
            home.asha.send("PUT", f"{wallet}/freeze"),
            home.asha.send("PUT", f"{wallet}/limits", {"daily": 1, "monthly": None}),
            home.asha.sign(f"{wallet}/topups", {"amount": 100}),
            home.asha.get(f"/v1/approvals/{waiting}"),
            home.asha.sign(f"/v1/approvals/{waiting}/approve", {}),
        ):
            assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
        assert home.asha.get("/v1/approvals").json()["items"] == []
        assert (world(), takings_of_shop()) == (before, shop)


class TestWhatWaited:
    def test_waits_for_nobody(self, home: Household, waiting: str) -> None:
        comes_of_age(home)
        hand_over()
        found = Approval.objects.get()
        assert (found.state, found.payment_id) == (State.EXPIRED, None)
        assert last_fact("approval.expired").payload["approval"] == waiting
        before = world()
        tell()
        assert world() == before
        assert home.meera.get(f"/v1/approvals/{waiting}").json()["state"] == "expired"


def takings_of_shop() -> int:
    return takings(Merchant.objects.get())
