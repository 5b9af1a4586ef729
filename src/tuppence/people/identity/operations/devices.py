"""Devices: registered when a person signs in on them, revoked at once."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from tuppence.kernel.errors import NotFound, Refused
from tuppence.kernel.ids import to_public
from tuppence.outbox import operations as outbox
from tuppence.people.identity import events
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.models import Device, Person, Session

MAX_DEVICES = 10
"""A person's devices in use. An eleventh displaces the one longest unused: refusing it would lock
out who has lost them all."""


class DeviceRevoked(Refused):
    code: ClassVar[str] = "device_revoked"
    status: ClassVar[int] = 403
    title: ClassVar[str] = "This key was revoked: the device must make a new one"


def register_device(*, person: Person, name: str, public_key: bytes, now: datetime) -> Device:
    """The person's device with this key (a SEC 1 point), new or known.

    Requires an open transaction. Raises `DeviceRevoked`.
    """
    # The person's row is the lock: sign-ins of one person take turns, so the count below holds.
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    device, created = Device.objects.get_or_create(
        person=person,
        public_key=public_key,
        defaults={"name": name, "created_at": now, "last_used_at": now},
    )
    if device.revoked_at is not None:
        raise DeviceRevoked
    if not created:
        device.name, device.last_used_at = name, now
        device.save(update_fields=["name", "last_used_at"])
        return device
    event = events.DeviceRegistered(
        person=to_public("per", person.public_id), device=to_public("dev", device.public_id)
    )
    outbox.append([events.fact(event, key=device.public_id, prefix="dev", person_id=person.pk)])
    in_use = Device.objects.filter(person=person, revoked_at=None).order_by("-last_used_at", "-id")
    for displaced in in_use[MAX_DEVICES:]:
        _revoke(displaced, person=person.public_id, reason="displaced", now=now)
    return device


def revoke_device(actor: Actor, *, device: UUID, now: datetime) -> None:
    """Revokes one of the caller's devices and ends its sessions, in force with the next request.

    Raises `NotFound` for a device that is not theirs or is revoked already.
    """
    with transaction.atomic():
        found = (
            Device.objects.select_for_update(no_key=True)
            .filter(person_id=actor.person_id, public_id=device, revoked_at=None)
            .first()
        )
        if found is None:
            raise NotFound
        _revoke(found, person=actor.person, reason="asked", now=now)


def _revoke(device: Device, *, person: UUID, reason: str, now: datetime) -> None:
    device.revoked_at = now
    device.save(update_fields=["revoked_at"])
    Session.objects.filter(device=device, ended_at=None).update(ended_at=now, end_reason="revoked")
    event = events.DeviceRevoked(
        person=to_public("per", person),
        device=to_public("dev", device.public_id),
        reason=reason,
    )
    outbox.append(
        [events.fact(event, key=device.public_id, prefix="dev", person_id=device.person_id)]
    )
