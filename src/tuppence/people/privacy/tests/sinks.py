"""A sink that takes whatever it can get, for tests."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction

from tuppence.kernel.clock import utc_now
from tuppence.outbox import operations as outbox
from tuppence.outbox.consumers import Consumer
from tuppence.outbox.facts import Fact, RecordedFact
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.models import Person
from tuppence.people.privacy.models import HeldBack, Purpose

ANALYTICS = Purpose.PRODUCT_ANALYTICS.value


class Sink:
    """Keeps the subjects of what it was given, and of whom it was asked to forget."""

    def __init__(self) -> None:
        self.got: list[int | None] = []
        self.forgot: list[int] = []
        self.consumer = Consumer(
            name="sink",
            batch=self._take,
            classifications=frozenset({"product", "ledger"}),
            purpose=ANALYTICS,
            forget=self.forgot.append,
        )

    def _take(self, facts: Sequence[RecordedFact]) -> None:
        self.got += [fact.subject for fact in facts if fact.classification == "product"]


def a_person(number: int, *, birth_date: date | None) -> Person:
    """Somebody; without a birth date, somebody who has not completed their profile."""
    whole = {} if birth_date is None else {"name": "P", "handle": f"p{number:03}"}
    return Person.objects.create(phone=f"+9190000{number:05}", birth_date=birth_date, **whole)


def acting(person: Person) -> Actor:
    return Actor.absent(person_id=person.pk, person=person.public_id)


def use(*people: Person | None, kind: str = "screen.seen") -> None:
    """States that each has used the product."""
    with transaction.atomic():
        outbox.append(
            [
                Fact(
                    topic=kind,
                    key="screen",
                    payload={},
                    classification="product",
                    subject=None if person is None else person.pk,
                )
                for person in people
            ]
        )


def smuggle(person: Person | None, *, at: datetime | None = None) -> None:
    """Puts a product fact into the outbox past its entrance, as an earlier release might have."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_fact"
            " (topic, version, key, classification, payload, subject, created_at)"
            " VALUES ('screen.seen', 1, 'screen', 'product', '{}', %s, %s)",
            [None if person is None else person.pk, at or utc_now()],
        )


def held_back() -> dict[tuple[str, str, str], int]:
    """Counts by door, kind and reason."""
    found: dict[tuple[str, str, str], int] = {}
    for row in HeldBack.objects.all():
        key = row.door, row.kind, row.reason
        found[key] = found.get(key, 0) + row.count
    return found
