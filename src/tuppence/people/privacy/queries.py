"""Reads of privacy. `choices` is scoped by its caller; the others are the gate's."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from tuppence.people.identity.actor import Actor
from tuppence.people.privacy.models import Choice, Purpose

Born = dict[int, date | None]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A purpose, and since when the person has opted in to it (None: they have not)."""

    purpose: str
    given_at: datetime | None

    @property
    def allowed(self) -> bool:
        return self.given_at is not None


def choices(actor: Actor) -> list[Chosen]:
    """Every purpose there is, and what the actor has opted in to."""
    given = dict(
        Choice.objects.filter(person_id=actor.person_id, withdrawn_at=None).values_list(
            "purpose", "given_at"
        )
    )
    return [Chosen(purpose, given.get(purpose)) for purpose in Purpose.values]


def born(people: list[int]) -> tuple[Born, datetime]:
    """Birth dates of those who are there, by person (None: not known), and the database's time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT clock_timestamp(), person.id, person.birth_date FROM (VALUES (1)) AS one"
            " LEFT JOIN identity_person AS person ON person.id = ANY (%s)",
            [people],
        )
        rows = cursor.fetchall()
    return {person: birth for _, person, birth in rows if person is not None}, rows[0][0]


def chosen(people: list[int], *, purpose: str | None) -> dict[int, datetime]:
    """Since when each has opted in to the purpose (or the first of any), under a share lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, given_at FROM privacy_choice"
            " WHERE person_id = ANY (%s) AND withdrawn_at IS NULL"
            " AND purpose = coalesce(%s, purpose)"
            " ORDER BY id FOR SHARE",
            [people, purpose],
        )
        found: dict[int, datetime] = {}
        for person, given_at in cursor.fetchall():
            found[person] = min(given_at, found.get(person, given_at))
    return found
