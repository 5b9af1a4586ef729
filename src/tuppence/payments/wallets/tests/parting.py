"""Guardians and children who part, for tests of what ends then."""

from collections.abc import Callable

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.outbox.facts import RecordedFact
from tuppence.payments.wallets.operations import open_wallet
from tuppence.payments.wallets.tests.household import Household, Phone, a_person, last_fact
from tuppence.people.families.models import Membership, Role
from tuppence.people.families.operations import add_member


def another_guardian(home: Household) -> Phone:
    """Ravi, who guards the same children as Asha."""
    ravi = a_person("Ravi", age=42)
    open_wallet(owner_id=ravi.pk, name="Wallet", now=utc_now())
    family = Membership.objects.get(person=home.asha.person).family
    add_member(family=family, person=ravi, role=Role.GUARDIAN, today=utc_now().date())
    return Phone(ravi)


def leaves(phone: Phone) -> str:
    """Somebody goes from their family. Gives the topic of the fact that says so."""
    phone.step_up()
    family = Membership.objects.get(person=phone.person).family
    body = {"family": to_public("fam", family.public_id)}
    assert phone.send("POST", "/v1/family/leave", body).status_code == 204
    return "family.member_left"


def is_removed(child: Phone, *, by: Phone) -> str:
    """A guardian takes a child out of the family. Gives the topic of the fact."""
    _decided(by, {"action": "remove_member", "person": public(child)})
    return "family.member_left"


def is_narrowed(guardian: Phone, child: Phone, *, by: Phone, kept: list[str]) -> str:
    """Two guardians leave one of them fewer rights over a child. Gives the topic of the fact."""
    asked = {
        "action": "narrow_guardian", "person": public(guardian), "child": public(child),
        "rights": kept,
    }  # fmt: skip
    proposal = _decided(by, asked)
    guardian.step_up()
    agreed = guardian.send("POST", f"/v1/family/proposals/{proposal}/confirm")
    assert agreed.status_code == 200, agreed.content
    return "family.proposal_carried"


def hear(topic: str, handler: Callable[[RecordedFact], None]) -> None:
    """The newest fact of a topic reaches a room, twice, as may happen."""
    fact = last_fact(topic)
    handler(fact)
    handler(fact)


def public(phone: Phone) -> str:
    return to_public("per", phone.person.public_id)


def _decided(by: Phone, body: dict[str, object]) -> str:
    by.step_up()
    answer = by.send("POST", "/v1/family/proposals", body)
    assert answer.status_code in (200, 201), answer.content
    proposal: str = answer.json()["id"]
    return proposal
