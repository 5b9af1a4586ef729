"""A freeze that takes both guardians to lift."""

from datetime import timedelta

import pytest

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.payments.wallets import handlers
from tuppence.payments.wallets.operations import freeze
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    a_person,
    last_fact,
    wallet_id,
    wallet_of,
    world,
)
from tuppence.people.families.models import Membership, QuorumRule, Role
from tuppence.people.families.operations import add_member


@pytest.fixture
def ravi(home: Household) -> Phone:
    """The second guardian, in a family that asks for both; Meera's wallet is frozen."""
    family = Membership.objects.get(person=home.asha.person).family
    ravi = a_person("Ravi", age=44)
    add_member(family=family, person=ravi, role=Role.GUARDIAN, today=utc_now().date())
    QuorumRule.objects.create(family=family, action="lift_freeze", need="two")
    freeze(actor=home.asha.actor(), wallet=wallet_of(home.meera).public_id, now=utc_now())
    phone = Phone(ravi)
    phone.step_up()
    home.asha.step_up()
    return phone


def agree(home: Household, ravi: Phone) -> None:
    meera = to_public("per", home.meera.person.public_id)
    body = {"action": "lift_freeze", "person": meera}
    made = home.asha.send("POST", "/v1/family/proposals", body).json()
    assert made["state"] == "open"
    done = ravi.send("POST", f"/v1/family/proposals/{made['id']}/confirm").json()
    assert done["state"] == "carried"


def test_is_not_lifted_by_one(home: Household, ravi: Phone) -> None:
    before = world()
    for phone in (home.asha, ravi):
        answer = phone.send("DELETE", f"/v1/wallets/{wallet_id(home.meera)}/freeze")
        assert (answer.status_code, answer.json()["code"]) == (409, "agreement_needed")
        assert answer.json()["action"] == "lift_freeze"
    assert world() == before


def test_is_lifted_when_both_agree(home: Household, ravi: Phone) -> None:
    agree(home, ravi)
    fact = last_fact("family.proposal_carried")
    handlers.lift_freeze(fact)
    assert wallet_of(home.meera).frozen_at is None
    thawed = last_fact("wallet.unfrozen")
    assert thawed.payload["by"] == to_public("per", ravi.person.public_id)
    handlers.lift_freeze(fact)
    assert last_fact("wallet.unfrozen").id == thawed.id, "told again, it does nothing"


def test_stays_when_it_was_placed_after_they_agreed(home: Household, ravi: Phone) -> None:
    agree(home, ravi)
    wallet = wallet_of(home.meera)
    wallet.frozen_at = utc_now() + timedelta(seconds=1)
    wallet.save()
    handlers.lift_freeze(last_fact("family.proposal_carried"))
    assert wallet_of(home.meera).frozen_at is not None


def test_is_lifted_by_one_where_one_may(home: Household, ravi: Phone) -> None:
    QuorumRule.objects.all().delete()
    answer = ravi.send("DELETE", f"/v1/wallets/{wallet_id(home.meera)}/freeze")
    assert answer.status_code == 200
    assert wallet_of(home.meera).frozen_at is None
