"""People come to be: by signing in with a new phone, or registered whole by someone entitled to."""

import hashlib
import hmac
from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from tuppence.kernel.errors import Refused
from tuppence.kernel.ids import to_public
from tuppence.outbox import operations as outbox
from tuppence.people.identity import events, keys, limits, rules
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.models import Handle, Person

ZONE = ZoneInfo("Asia/Kolkata")
"""Where a birthday begins."""

MAX_HANDLES = 5
"""One person's handles in all, as a handle once had is nobody else's ever after."""


class HandleTaken(Refused):
    code: ClassVar[str] = "handle_taken"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "Someone has this handle already"


class HandlesSpent(Refused):
    code: ClassVar[str] = "handles_spent"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "You have had as many handles as one may have; one of them can be again"


class PhoneTaken(Refused):
    code: ClassVar[str] = "phone_taken"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "Someone has signed up with this phone already"


class ProfileFixed(Refused):
    code: ClassVar[str] = "profile_fixed"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "A birth date is given once; only the name can be changed later"


class ProfileUnfinished(Refused):
    code: ClassVar[str] = "profile_unfinished"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "Name, handle and birth date are needed together"


def person_with_phone(*, phone: str) -> Person:
    """The person with this phone; a new one, with no profile yet, if there is none.

    Requires an open transaction: it is a part of signing in.
    """
    person, created = Person.objects.get_or_create(phone=phone)
    if created:
        _tell_signed_up(person)
    return person


def register_person(
    *, phone: str, name: str, handle: str, birth_date: date, now: datetime
) -> Person:
    """A person with a whole profile, of any age: for who may vouch for them, as a guardian may.

    Raises `PhoneInvalid`, `HandleInvalid`, `BirthDateInvalid`, `PhoneTaken`, `HandleTaken`.
    """
    rules.check_birth_date(birth_date, today=local_day(now))
    number, wanted = rules.phone_from(phone), rules.handle_from(handle)
    with transaction.atomic():
        person, created = Person.objects.get_or_create(phone=number)
        if not created:
            raise PhoneTaken
        _claim(person, wanted)
        person.name, person.handle, person.birth_date = name, wanted, birth_date
        person.save(update_fields=["name", "handle", "birth_date"])
        _tell_signed_up(person)
    return person


def change_profile(
    actor: Actor,
    *,
    name: str | None,
    handle: str | None,
    birth_date: date | None,
    now: datetime,
    vouched_for: bool = False,
) -> Person:
    """Completes the caller's profile, or changes its name or handle. None leaves a part as it is.
    ``vouched_for``: a guardian answers for a minor who completes it.

    Raises `ProfileUnfinished` when parts are missing, `GuardianNeeded` for a minor completing it
    alone, `ProfileFixed` for another birth date later, `HandleInvalid`, `HandleTaken`,
    `HandlesSpent`, `BirthDateInvalid`, `RateLimited`.
    """
    if handle is not None:
        limits.admit_handle(person_id=actor.person_id)
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).get(pk=actor.person_id)
        if birth_date is not None and birth_date != person.birth_date:
            if person.profile_complete:
                raise ProfileFixed
            rules.check_birth_date(birth_date, today=local_day(now))
            age = rules.age_on(birth_date, today=local_day(now))
            if age < rules.ADULT_AGE and not vouched_for:
                raise rules.GuardianNeeded
            person.birth_date = birth_date
        person.name = name if name is not None else person.name
        person.handle = rules.handle_from(handle) if handle is not None else person.handle
        if None in (person.name, person.handle, person.birth_date):
            raise ProfileUnfinished
        _claim(person, person.handle or "")
        person.save(update_fields=["name", "handle", "birth_date"])
    return person


def _claim(person: Person, handle: str) -> None:
    """Makes a handle the person's for good. Requires the person's row to be locked, or new. Raises
    `HandleTaken`, also for one that somebody else has given up, and `HandlesSpent`."""
    had = set(person.handles.values_list("handle", flat=True))
    if handle in had:
        return
    if Handle.objects.filter(handle__in=[handle, given_up(handle)]).exists():
        raise HandleTaken
    if len(had) >= MAX_HANDLES:
        raise HandlesSpent
    try:
        with transaction.atomic():
            Handle.objects.create(handle=handle, person=person)
    except IntegrityError as error:
        raise HandleTaken from error


def given_up(handle: str) -> str:
    """What is kept of the handle of somebody who was erased: enough to know it again when it is
    asked for, and without our key nothing that could be read or guessed from it."""
    digest = hmac.digest(keys.derived("given-up-handles"), handle.encode(), hashlib.sha256)
    return f"~{digest.hex()[:29]}"


def _tell_signed_up(person: Person) -> None:
    event = events.PersonSignedUp(person=to_public("per", person.public_id))
    outbox.append([events.fact(event, key=person.public_id, prefix="per", person_id=person.pk)])


def local_day(now: datetime) -> date:
    """The day that it is where a birthday begins."""
    return now.astimezone(ZONE).date()
