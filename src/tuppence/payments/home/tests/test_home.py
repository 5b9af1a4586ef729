"""A guardian's first screen: everything on it, nothing that is not theirs, and at what price."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.payments.controls.operations import decide
from tuppence.payments.home.queries import RECENT
from tuppence.payments.payments.models import FROM_BANK, State
from tuppence.payments.payments.queries import _sql
from tuppence.payments.payments.tests.market import a_shop
from tuppence.payments.wallets.operations import freeze, open_wallet
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    a_person,
    give,
    wallet_id,
    wallet_of,
)
from tuppence.people.families.models import Membership, Role, Scope
from tuppence.people.families.operations import add_member
from tuppence.people.families.rights import OVER_A_CHILD

SHOP: dict[str, Any] = {"to": {"handle": "campus-canteen"}}


def per(phone: Phone) -> str:
    return to_public("per", phone.person.public_id)


def shown(phone: Phone) -> dict[str, Any]:
    answer = phone.get("/v1/home")
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def child(body: dict[str, Any], phone: Phone) -> dict[str, Any]:
    [found] = [one for one in body["children"] if one["id"] == per(phone)]
    return dict(found)


def buys(phone: Phone, amount: int) -> dict[str, Any]:
    paid = phone.sign("/v1/payments", SHOP | {"amount": amount})
    assert paid.status_code == 201, paid.content
    body: dict[str, Any] = paid.json()
    return body


@pytest.fixture
def busy(home: Household) -> Household:
    """Meera has paid twice, and waits for Asha's yes; Kabir's wallet is frozen."""
    a_shop(home.zoya)
    give(home.meera, 1_000_00)
    for amount in (45_00, 60_00):
        buys(home.meera, amount)
    decide(
        actor=home.asha.actor(),
        person=home.meera.person.public_id,
        document={"ask_first": {"above": 200_00, "new_payees": False}},
        seen=0,
        note="",
        now=utc_now(),
    )
    asked = home.meera.sign("/v1/approvals", SHOP | {"amount": 300_00})
    assert asked.status_code == 201, asked.content
    freeze(actor=home.asha.actor(), wallet=wallet_of(home.kabir).public_id, now=utc_now())
    return home


def narrow(home: Household, *kept: str) -> None:
    """Asha's place about Meera."""
    Scope.objects.create(
        guardian=Membership.objects.get(person=home.asha.person),
        child=Membership.objects.get(person=home.meera.person),
        rights=list(kept),
    )


class TestAGuardiansHome:
    def test_shows_everything_in_one(self, busy: Household) -> None:
        body = shown(busy.asha)
        assert body["family"]["name"] == "Rao"
        assert [one["id"] for one in body["own"]] == [wallet_id(busy.asha)]
        assert [one["id"] for one in body["children"]] == [per(busy.meera), per(busy.kabir)]
        meera, kabir = child(body, busy.meera), child(body, busy.kabir)
        assert meera["spent"] == [{"unit": "INR", "today": 105_00, "month": 105_00}]
        assert kabir["spent"] == [{"unit": "INR", "today": 0, "month": 0}]
        assert [one["balance"] for one in meera["wallets"]] == [895_00]
        assert [one["frozen"] for one in kabir["wallets"]] == [True]
        assert meera["rights"] == sorted(OVER_A_CHILD)
        assert not meera["consent_missing"]
        [waits] = body["approvals"]
        assert (waits["person"]["id"], waits["amount"]) == (per(busy.meera), 300_00)
        assert [one["amount"] for one in body["payments"]] == [60_00, 45_00]

    def test_shows_the_newest_payments_only(self, busy: Household) -> None:
        paid = [buys(busy.meera, 1_00 + n)["id"] for n in range(RECENT + 2)]
        assert [one["id"] for one in shown(busy.asha)["payments"]] == paid[:1:-1]

    def test_says_whose_consent_is_missing(self, busy: Household) -> None:
        family = Membership.objects.get(person=busy.asha.person).family
        tara = a_person("Tara", age=14)
        add_member(family=family, person=tara, role=Role.TEEN, today=utc_now().date())
        assert child(shown(busy.asha), Phone(tara))["consent_missing"]

    def test_is_as_wide_as_the_rights_are(self, busy: Household) -> None:
        narrow(busy, "see_wallet")
        body = shown(busy.asha)
        meera = child(body, busy.meera)
        assert (meera["rights"], meera["spent"]) == (["see_wallet"], [])
        assert [one["balance"] for one in meera["wallets"]] == [895_00]
        assert body["approvals"] == body["payments"] == []

    def test_knows_of_a_child_about_whom_nothing_may_be_seen(self, busy: Household) -> None:
        narrow(busy)
        meera = child(shown(busy.asha), busy.meera)
        assert meera["rights"] == meera["wallets"] == meera["spent"] == []

    def test_is_not_anybody_elses(self, busy: Household) -> None:
        own = shown(busy.meera)
        assert [one["id"] for one in own["own"]] == [wallet_id(busy.meera)]
        assert own["children"] == []
        assert len(own["payments"]) == 2
        assert len(own["approvals"]) == 1
        arjun = shown(busy.arjun)
        assert arjun["family"] is None
        assert arjun["children"] == arjun["approvals"] == arjun["payments"] == []
        text = busy.arjun.get("/v1/home").content.decode()
        assert per(busy.meera) not in text
        assert wallet_id(busy.meera) not in text

    def test_has_no_adult_on_it(self, busy: Household) -> None:
        family = Membership.objects.get(person=busy.asha.person).family
        dev = a_person("Dev", age=19)
        add_member(family=family, person=dev, role=Role.YOUNG_ADULT, today=utc_now().date())
        assert len(shown(busy.asha)["children"]) == 2


class TestItsPrice:
    def test_is_the_same_for_one_child_and_for_five(self, busy: Household) -> None:
        Membership.objects.get(person=busy.kabir.person).delete()
        shown(busy.asha)  # what is read once for a process has been
        with CaptureQueriesContext(connection) as for_one:
            assert len(shown(busy.asha)["children"]) == 1
        family = Membership.objects.get(person=busy.asha.person).family
        for number in range(4):
            teen = a_person(f"Teen{number}", age=14)
            add_member(family=family, person=teen, role=Role.TEEN, today=utc_now().date())
            open_wallet(owner_id=teen.pk, name="Wallet", now=utc_now())
        with CaptureQueriesContext(connection) as for_five:
            assert len(shown(busy.asha)["children"]) == 5
        assert len(for_five) == len(for_one)
        assert len(for_one) <= 8

    def test_is_paid_to_indexes(self, busy: Household) -> None:
        """However many people there are: no statement of it reads a table from end to end."""
        with CaptureQueriesContext(connection) as asked:
            shown(busy.asha)
        statements = [one["sql"] for one in asked if one["sql"].startswith("SELECT")]
        wallets = [wallet_of(busy.meera).pk, wallet_of(busy.asha).pk]
        now = utc_now()
        by_hand: list[tuple[str, Any]] = [
            (_sql("recent"), {"wallets": wallets, "most": RECENT}),
            (
                _sql("spent"),
                {
                    "wallets": wallets,
                    "days": [now, now],
                    "months": [now, now],
                    "succeeded": 1,
                    "kinds": [2, 3],
                },
            ),
        ]
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            for statement, given in [*((one, None) for one in statements), *by_hand]:
                cursor.execute(f"EXPLAIN {statement}", given)
                plan = "\n".join(line for (line,) in cursor.fetchall())
                assert "Seq Scan" not in plan, f"{statement}\n{plan}"

    def test_names_the_kinds_that_the_index_names(self) -> None:
        banks = ", ".join(str(kind.value) for kind in FROM_BANK)
        assert f"kind IN ({banks}) OR state = {State.SUCCEEDED.value}" in _sql("recent")
