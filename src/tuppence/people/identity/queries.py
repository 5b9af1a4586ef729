"""Reads of identity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, Func, Q, QuerySet

from tuppence.edge.gather import Gatherer
from tuppence.kernel.arrays import texts, words
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.models import Device, Passkey, Person
from tuppence.people.identity.tokens import Claims

_ACTORS = """
SELECT person.id, person.public_id, device.id, session.id,
       coalesce(session.stepped_up_until > asked.at, false),
       device.public_id, device.public_key, person.handle IS NOT NULL,
       -- The day changes where the family lives, not in UTC. Who has no profile yet has no age.
       person.consented OR coalesce(
           person.birth_date + interval '18 years' <= now() AT TIME ZONE 'Asia/Kolkata',
           person.handle IS NULL)
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::timestamptz[])
     WITH ORDINALITY AS asked (session, device, person, at, ordinal)
LEFT JOIN (
    identity_session AS session
    JOIN identity_device AS device ON device.id = session.device_id
    JOIN identity_person AS person ON person.id = device.person_id
) ON session.public_id = asked.session
 AND session.ended_at IS NULL
 AND session.expires_at > asked.at
 AND device.public_id = asked.device
 AND device.revoked_at IS NULL
 AND person.public_id = asked.person
ORDER BY asked.ordinal
"""


@dataclass(frozen=True, slots=True)
class PersonRef:
    """What other rooms may know of a person. ``name`` and ``handle`` are empty until the profile
    is complete; until then ``is_minor`` is True, as the stricter rules are the safe ones.
    ``consented``: guardians' consent is in force, which matters while they are a minor."""

    id: int
    public_id: UUID
    name: str
    handle: str
    is_minor: bool
    consented: bool

    @property
    def rests(self) -> bool:
        """Whether nothing may move in their name: a minor without a guardian's consent."""
        return self.is_minor and not self.consented


class IsMinor(Func):
    """Whether who was born on a day (a column) is under 18 now; also where the day is not known."""

    # The day changes where the family lives, not in UTC.
    template = (
        "coalesce(%(expressions)s + interval '18 years' > now() AT TIME ZONE 'Asia/Kolkata', true)"
    )
    output_field = BooleanField()


def actor(claims: Claims, *, now: datetime) -> Actor | None:
    """The caller an access token names, if neither session nor device has been revoked since.

    This is on the path of every request, so requests that wait in one web worker ask together.
    """
    return _gatherer().submit((claims, now))


def actors(asked: Sequence[tuple[Claims, datetime]]) -> list[Actor | None]:
    """`actor` for many, in one statement that the server has prepared: planning it would cost more
    than running it."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        rows = cursor.execute(
            _ACTORS,
            [
                words([claims.session for claims, _ in asked]),
                words([claims.device for claims, _ in asked]),
                words([claims.person for claims, _ in asked]),
                texts([now for _, now in asked]),
            ],
            prepare=True,
            binary=True,
        ).fetchall()
    return [None if row[0] is None else _actor(row) for row in rows]


def _actor(row: Sequence[Any]) -> Actor:
    person_id, person, device_id, session_id, stepped_up, device, key, complete, consented = row
    return Actor(
        person_id=person_id,
        person=person,
        device_id=device_id,
        session_id=session_id,
        stepped_up=stepped_up,
        device=device,
        device_key=bytes(key),
        profile_complete=complete,
        consented=consented,
    )


@cache
def _gatherer() -> Gatherer[tuple[Claims, datetime], Actor | None]:
    environment = settings.ENVIRONMENT
    return Gatherer(actors, max_batch=environment.post_batch, max_waiting=environment.post_queue)


def person(person_id: int) -> PersonRef | None:
    """The person with this key."""
    return _first(_people().filter(pk=person_id))


def birth_date(person_id: int) -> date | None:
    """When a person was born; None until their profile is complete."""
    return Person.objects.values_list("birth_date", flat=True).filter(pk=person_id).first()


def people(person_ids: list[int]) -> dict[int, PersonRef]:
    """The persons with these keys, by key."""
    return {ref.id: ref for ref in map(_ref, _people().filter(pk__in=person_ids))}


def person_by_public_id(public_id: UUID) -> PersonRef | None:
    """The person with this public id."""
    return _first(_people().filter(public_id=public_id))


def person_by_phone(phone: str) -> PersonRef | None:
    """The person with this phone (E.164) and a complete profile: only they can be paid."""
    return _first(_people().filter(phone=phone, handle__isnull=False))


def person_by_handle(handle: str) -> PersonRef | None:
    """The person with this handle, in whatever case it was typed."""
    return _first(_people().filter(handle=handle.lower()))


def called(*, phones: Sequence[str], handles: Sequence[str]) -> dict[str, PersonRef]:
    """Persons with a complete profile, by whichever of these phones (E.164) and handles, in any
    case, they were called."""
    lower = [handle.lower() for handle in handles]
    rows = _people().filter(Q(phone__in=phones) | Q(handle__in=lower), handle__isnull=False)
    found = list(rows)
    by_phone = {row.phone: _ref(row) for row in found if row.phone in phones}
    return by_phone | {row.handle: _ref(row) for row in found if row.handle in lower}


def profile_of(actor: Actor) -> Person:
    """The caller's own row."""
    return Person.objects.get(pk=actor.person_id)


def devices_of(actor: Actor) -> QuerySet[Device]:
    """The caller's devices that are not revoked, last used first."""
    return Device.objects.filter(person_id=actor.person_id, revoked_at=None).order_by(
        "-last_used_at", "-id"
    )


def passkeys_of(actor: Actor) -> QuerySet[Passkey]:
    """The caller's passkeys, the newest first."""
    return Passkey.objects.filter(person_id=actor.person_id).order_by("-id")


def _people() -> QuerySet[Person]:
    return Person.objects.annotate(minor=IsMinor("birth_date"))


def _first(rows: QuerySet[Person]) -> PersonRef | None:
    row = rows.first()
    return None if row is None else _ref(row)


def _ref(row: Person) -> PersonRef:
    minor: bool = row.minor  # type: ignore[attr-defined]  # annotated by `_people`
    return PersonRef(
        id=row.pk,
        public_id=row.public_id,
        name=row.name or "",
        handle=row.handle or "",
        is_minor=minor,
        consented=row.consented,
    )
