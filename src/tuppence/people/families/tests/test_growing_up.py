"""Rights are handed over at the midnight of the 18th birthday, once, and also after an outage."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tuppence.edge.tests.conftest import no_counts
from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.outbox.models import StoredFact
from tuppence.people.families import growing_up, queries
from tuppence.people.families.models import (
    ComingOfAge,
    Family,
    Membership,
    Proposal,
    ProposalState,
    Role,
    Scope,
)
from tuppence.people.families.operations import add_member, create_family
from tuppence.people.families.rights import Right
from tuppence.people.families.rules import comes_of_age_on
from tuppence.people.families.tests.test_families import a_person
from tuppence.people.identity.models import Person
from tuppence.people.identity.operations.people import ZONE, register_person
from tuppence.people.identity.rules import age_on

__all__ = ["no_counts"]

TODAY = utc_now().astimezone(ZONE).date()


def a_teen(number: int, *, birthday: date) -> Person:
    """Who became a teen of the Raos two years before they came, or come, of age on a day."""
    family, _ = Family.objects.get_or_create(name="Rao")
    person = register_person(
        phone=f"+9198765431{number:02}",
        name=f"Teen {number}",
        handle=f"teen{number}",
        birth_date=birthday.replace(year=birthday.year - 18),
        now=utc_now(),
    )
    joined = birthday - timedelta(days=700)
    add_member(family=family, person=person, role=Role.TEEN, today=joined)
    return person


@pytest.fixture
def asha(db: None) -> Person:
    guardian = a_person(1, age=45)
    create_family(name="Rao", guardian=guardian, today=TODAY)
    return guardian


def everything() -> list[Any]:
    tables = (Membership, Scope, Proposal)
    rows: list[Any] = [list(table.objects.order_by("id").values()) for table in tables]
    return [*rows, list(ComingOfAge.objects.values()), StoredFact.objects.count()]


def role_of(person: Person) -> str:
    return Membership.objects.get(person=person).role


class TestComingOfAge:
    def test_hands_a_teens_rights_over(self, asha: Person) -> None:
        teen = a_teen(1, birthday=TODAY)
        assert growing_up.hand_over(now=utc_now()) == 1
        assert role_of(teen) == Role.YOUNG_ADULT
        fact = StoredFact.objects.latest("id")
        assert (fact.topic, fact.subject) == ("person.came_of_age", teen.pk)
        family = Family.objects.get()
        assert fact.payload["family"] == to_public("fam", family.public_id)
        assert queries.may(teen.pk, Right.LIFT_FREEZE, teen.pk)
        assert not queries.may(asha.pk, Right.SEE_WALLET, teen.pk)
        members = queries.household(family.pk).members
        assert [one.person.id for one in members] == [asha.pk, teen.pk]

    def test_happens_once(self, asha: Person) -> None:
        a_teen(1, birthday=TODAY)
        growing_up.hand_over(now=utc_now())
        before = everything()
        assert growing_up.hand_over(now=utc_now()) == 0
        assert everything() == before

    def test_is_not_before_the_day(self, asha: Person) -> None:
        teen = a_teen(1, birthday=TODAY + timedelta(days=1))
        before = everything()
        assert growing_up.hand_over(now=utc_now()) == 0
        assert everything() == before
        assert queries.guards(asha.pk, teen.pk)

    def test_is_at_midnight_where_the_family_lives(self, asha: Person) -> None:
        teen = a_teen(1, birthday=date(2030, 6, 15))
        before = datetime(2030, 6, 14, 18, 29, 59, tzinfo=UTC)
        assert growing_up.hand_over(now=before) == 0
        assert role_of(teen) == Role.TEEN
        assert growing_up.hand_over(now=before + timedelta(seconds=1)) == 1
        assert role_of(teen) == Role.YOUNG_ADULT

    def test_catches_up_after_an_outage(
        self, asha: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(growing_up, "AT_ONCE", 2)
        teens = [a_teen(n, birthday=TODAY - timedelta(days=40 * n)) for n in range(5)]
        assert growing_up.hand_over(now=utc_now()) == 5
        assert {role_of(teen) for teen in teens} == {Role.YOUNG_ADULT}

    def test_ends_guardians_rights_though_no_schedule_runs(self, asha: Person) -> None:
        teen = a_teen(1, birthday=TODAY)
        assert role_of(teen) == Role.TEEN
        assert not queries.guards(asha.pk, teen.pk)
        assert queries.children_of(asha.pk) == []
        assert queries.rights_over_child(asha.pk, teen.pk) == frozenset()

    def test_ends_what_was_decided_and_proposed_about_them(self, asha: Person) -> None:
        teen = a_teen(1, birthday=TODAY)
        child = Membership.objects.get(person=teen)
        guardian = Membership.objects.get(person=asha)
        Scope.objects.create(guardian=guardian, child=child, rights=["see_wallet"])
        proposal = Proposal.objects.create(
            family=child.family,
            action="narrow_guardian",
            person=asha,
            child=teen,
            terms={"kept": []},
            proposed_by=asha,
            created_at=utc_now(),
            expires_at=utc_now() + timedelta(days=7),
        )
        growing_up.hand_over(now=utc_now())
        assert not Scope.objects.exists()
        proposal.refresh_from_db()
        assert proposal.state == ProposalState.MOOT

    def test_is_theirs_who_were_removed_before(self, asha: Person) -> None:
        teen = a_teen(1, birthday=TODAY)
        Membership.objects.get(person=teen).delete()
        assert growing_up.hand_over(now=utc_now()) == 1
        assert StoredFact.objects.latest("id").payload["family"] is None


def test_the_18th_birthday_is_the_day_on_which_one_is_18() -> None:
    first = date(1999, 12, 31)
    for born in (first + timedelta(days=n) for n in range(9 * 366)):
        day = comes_of_age_on(born)
        assert age_on(born, today=day) == 18
        assert age_on(born, today=day - timedelta(days=1)) == 17
