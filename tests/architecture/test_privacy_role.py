"""Privacy as the database's role that it runs as: it may do what an erasure and the gate need."""

from datetime import timedelta

import psycopg
from django.db import transaction

from tests.architecture.test_seal_role import application
from tuppence.kernel.clock import utc_now
from tuppence.outbox.gate import Use
from tuppence.payments.wallets.tests.household import Phone, a_household, a_person
from tuppence.people.families.models import Membership, Role
from tuppence.people.families.operations import add_member
from tuppence.people.identity.models import Person
from tuppence.people.privacy import erasing, gate, operations
from tuppence.people.privacy.models import Erasure, HeldBack, Purpose

__all__ = ["application"]
AFTER = erasing.COOLING_OFF + timedelta(minutes=1)


def test_it_erases_who_asked_for_it_and_a_child(application: str) -> None:
    home = a_household()
    family = Membership.objects.get(person=home.asha.person).family
    ravi = a_person("Ravi", age=44)
    add_member(family=family, person=ravi, role=Role.GUARDIAN, today=utc_now().date())
    for by, whom in ((Phone(ravi), ravi), (home.asha, home.kabir.person)):
        erasing.ask(actor=by.actor(), person=whom.public_id, now=utc_now())
    assert erasing.erase_due(now=utc_now() + AFTER) == 2
    assert not Erasure.objects.exclude(held_up_by=None).exists()
    for whom in (ravi, home.kabir.person):
        assert Person.objects.get(pk=whom.pk).handle is None
        assert not Membership.objects.filter(person=whom).exists()
    with psycopg.connect(application) as direct:
        assert direct.execute("SELECT current_user").fetchone() == ("tuppence_app",)


def test_it_counts_at_the_gate_and_lets_choices_be_made(application: str) -> None:
    home = a_household()
    purpose = Purpose.PRODUCT_ANALYTICS.value
    for allowed in (True, False):
        operations.choose(actor=home.asha.actor(), purpose=purpose, allowed=allowed, now=utc_now())
    with transaction.atomic():
        uses = [Use(phone.person.pk, "screen.seen") for phone in (home.asha, home.meera)]
        assert gate.passing(uses, purpose=purpose, door="sink") == [False, False]
    operations.add_up(before=utc_now().date() + timedelta(days=2))
    assert sorted(HeldBack.objects.values_list("reason", flat=True)) == ["minor", "not_opted_in"]
    assert operations.forget(now=utc_now()) == 1
