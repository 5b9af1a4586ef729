"""Identity's part in an erasure: who the person was is overwritten, how they signed in is gone."""

from datetime import datetime

from tuppence.people.identity.models import (
    Challenge,
    Device,
    Handle,
    Passkey,
    Person,
    Pin,
    PinReset,
    RefreshToken,
    Session,
    TextMessage,
)
from tuppence.people.identity.operations.people import given_up


def erase(person_id: int, now: datetime) -> None:
    """The phone becomes a number that nobody can have (country code 999 is given to none), profile,
    PIN, passkeys, devices and sessions go, and handles are kept as marks that tell nobody what they
    were, so that whoever remembers one never pays a stranger. Requires an open transaction."""
    person = Person.objects.select_for_update().get(pk=person_id)
    for kind in (Challenge, TextMessage):
        kind.objects.filter(phone=person.phone).delete()
    RefreshToken.objects.filter(session__device__person=person).delete()
    Session.objects.filter(device__person=person).delete()
    Device.objects.filter(person=person).delete()
    Pin.objects.filter(person=person).delete()
    Passkey.objects.filter(person=person).delete()
    PinReset.objects.filter(person=person).delete()
    had = list(Handle.objects.filter(person=person))
    person.phone, person.name, person.handle, person.birth_date = (
        f"+999{person_id:012}",
        None,
        None,
        None,
    )
    person.save(update_fields=["phone", "name", "handle", "birth_date"])
    Handle.objects.filter(person=person).delete()
    Handle.objects.bulk_create(
        Handle(handle=given_up(handle.handle), person=person) for handle in had
    )
