"""A fact is told to those who could look it up, and to nobody else."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import new_uuid, to_public
from tuppence.outbox.facts import RecordedFact
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    wallet_id,
)
from tuppence.people.families.models import Membership, Scope
from tuppence.people.families.operations import create_family
from tuppence.reach import audience
from tuppence.reach.live.topics import RULES


def fact(topic: str, **payload: Any) -> RecordedFact:
    return RecordedFact(1, topic, 1, "key", payload, "ledger", None, utc_now())


def payment(payer: Phone | None, payee: Phone, topic: str = "payment.succeeded") -> RecordedFact:
    return fact(
        topic,
        payment="pay_1",
        payer=None if payer is None else wallet_id(payer),
        payee=wallet_id(payee),
    )


def narrowed(home: Household, child: Phone, *rights: str) -> None:
    Scope.objects.create(
        guardian=Membership.objects.get(person=home.asha.person),
        child=Membership.objects.get(person=child.person),
        rights=[*rights],
    )


def told(one: RecordedFact) -> set[tuple[int, str]]:
    return {(found.person_id, found.hint.topic) for found in audience.told([one], RULES)}


def each(people: Iterable[Phone], *topics: str) -> set[tuple[int, str]]:
    return {(phone.person.pk, topic) for phone in people for topic in topics}


class TestAPayment:
    def test_is_told_to_both_sides_and_their_guardians(self, home: Household) -> None:
        involved = (home.meera, home.arjun, home.asha)
        assert told(payment(home.meera, home.arjun)) == each(involved, "payments", "wallets")

    def test_is_not_told_to_a_guardian_who_may_not_see_what_it_was_for(
        self, home: Household
    ) -> None:
        narrowed(home, home.meera, "see_wallet")
        assert told(payment(home.meera, home.zoya)) == each(
            (home.meera, home.zoya), "payments", "wallets"
        ) | each([home.asha], "wallets")

    def test_is_not_told_to_a_guardian_who_may_see_nothing(self, home: Household) -> None:
        narrowed(home, home.meera)
        assert home.asha.person.pk not in {one for one, _ in told(payment(home.meera, home.zoya))}

    def test_that_was_refused_is_not_told_to_whom_it_was_for(self, home: Household) -> None:
        refused = payment(home.meera, home.zoya, "payment.refused")
        assert told(refused) == each((home.meera, home.asha), "payments")
        top_up = payment(None, home.meera, "payment.refused")
        assert told(top_up) == each((home.meera, home.asha), "payments")

    def test_takes_as_many_statements_for_many_as_for_one(self, home: Household) -> None:
        facts = [payment(home.meera, home.arjun), payment(home.kabir, home.zoya)]
        with CaptureQueriesContext(
            connection,
        ) as one:
            audience.told(facts[:1], RULES)
        with CaptureQueriesContext(connection) as many:
            audience.told(facts * 50, RULES)
        assert len(many) == len(one) <= 2


class TestWhatAFamilyDoes:
    def test_is_told_to_those_whose_seat_lets_them_see_it(self, home: Household) -> None:
        family = Membership.objects.get(person=home.asha.person).family
        named = to_public("fam", family.public_id)
        gone = to_public("per", home.arjun.person.public_id)
        left = fact("family.member_left", family=named, person=gone)
        everyone = (home.asha, home.meera, home.kabir, home.arjun)
        assert told(left) == each(everyone, "family")
        invited = fact("family.invitation_made", family=named, invitation="inv_1")
        assert told(invited) == each([home.asha], "invitations")
        proposed = fact("family.proposal_made", family=named, proposal="prp_1")
        assert told(proposed) == each([home.asha], "proposals")

    def test_of_another_family_is_told_to_nobody_here(self, home: Household) -> None:
        other = create_family(name="Khan", guardian=home.zoya.person, today=utc_now().date())
        named = to_public("fam", other.public_id)
        left = fact("family.member_left", family=named, person=to_public("per", new_uuid()))
        assert told(left) == each([home.zoya], "family")


@pytest.mark.usefixtures("db")
class TestAFactOfNobodyHere:
    def test_is_told_to_nobody(self) -> None:
        gone = to_public("wal", new_uuid())
        assert told(fact("payment.succeeded", payment="pay_1", payer=gone, payee=gone)) == set()
