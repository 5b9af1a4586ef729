"""Passkeys: added by whoever has given the PIN, as good as it from then on, taken away at will."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db import transaction

from tuppence.kernel.errors import Forbidden, NotFound, Refused
from tuppence.kernel.ids import to_public
from tuppence.outbox import operations as outbox
from tuppence.people.identity import events, limits, passkeys, rules
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.models import Passkey, PasskeyChallenge, Person
from tuppence.people.identity.operations.pins import grant

MAX_PASSKEYS: Final = 10
"""Of one person: as many as the devices they may have."""


class PasskeyStale(Refused):
    code: ClassVar[str] = "passkey_stale"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "This was asked too long ago, or answered already: ask again"


class PasskeyKnown(Refused):
    code: ClassVar[str] = "passkey_known"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "There is this passkey already"


class PasskeysFull(Refused):
    code: ClassVar[str] = "passkeys_full"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "There are as many passkeys as one person can have: remove one first"


class PasskeyNotSet(Forbidden):
    code: ClassVar[str] = "passkey_not_set"
    title: ClassVar[str] = "Add a passkey first, or give your PIN"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser is to be asked, as WebAuthn writes it in JSON, and when that is void."""

    public_key: dict[str, Any]
    expires_at: datetime


def ask_for_new(actor: Actor, *, now: datetime) -> Asked:
    """What to ask a browser for, to add a passkey. An earlier asking of this session is void.

    Raises `PasskeysOff`, `PinNeeded`, `PasskeysFull`, `RateLimited`.
    """
    limits.admit_passkey(person_id=actor.person_id)
    rules.check_stepped_up(stepped_up=actor.stepped_up)
    person = Person.objects.get(pk=actor.person_id)
    known = _ids_of(actor)
    if len(known) >= MAX_PASSKEYS:
        raise PasskeysFull
    challenge = _new_challenge()
    options = passkeys.asked_for_new(
        challenge=challenge,
        person=person.public_id,
        # Shown where the device lists its passkeys, to whoever looks: no phone number.
        handle=person.handle or "Tuppence",
        name=person.name or "Tuppence",
        known=known,
    )
    return _asked(actor, options, challenge=challenge, adds=True, now=now)


def add(actor: Actor, *, name: str, given: passkeys.Attestation, now: datetime) -> Passkey:
    """Adds the passkey that a browser made when it was asked. The asking is used up by this,
    whatever comes of it.

    Raises `PasskeysOff`, `PinNeeded`, `PasskeyStale`, `PasskeyInvalid`, `PasskeyKnown`,
    `PasskeysFull`, `RateLimited`.
    """
    limits.admit_passkey(person_id=actor.person_id)
    rules.check_stepped_up(stepped_up=actor.stepped_up)
    with transaction.atomic():
        challenge = _take_challenge(actor, adds=True, now=now)
        try:
            with transaction.atomic():
                return _add(actor, name, passkeys.made(given, challenge=challenge), now=now)
        except Refused as error:
            refusal = error
    # Raised outside the transaction: the challenge is spent.
    raise refusal


def ask_to_use(actor: Actor, *, now: datetime) -> Asked:
    """What to ask a browser for, to step up by a passkey. An earlier asking of this session is
    void.

    Raises `PasskeysOff`, `PasskeyNotSet`, `RateLimited`.
    """
    limits.admit_passkey(person_id=actor.person_id)
    known = _ids_of(actor)
    if not known:
        raise PasskeyNotSet
    challenge = _new_challenge()
    options = passkeys.asked_to_use(challenge=challenge, known=known)
    return _asked(actor, options, challenge=challenge, adds=False, now=now)


def step_up(actor: Actor, *, given: passkeys.Assertion, now: datetime) -> datetime:
    """Grants the caller's session a step-up by a passkey of theirs, and tells until when. The
    asking is used up by this, whatever comes of it.

    It counts as the giving of a PIN does. It is not refused while the PIN is locked, and a wrong
    one locks nothing: a signature cannot be guessed, so a lock would slow down nothing.

    Raises `PasskeysOff`, `PasskeyStale`, `PasskeyRefused`, `RateLimited`.
    """
    limits.admit_pin(person_id=actor.person_id)
    with transaction.atomic():
        challenge = _take_challenge(actor, adds=False, now=now)
        refusal = _use(actor, given, challenge=challenge, now=now)
        if refusal is None:
            return grant(actor, now=now)
    # Raised outside the transaction: the challenge is spent, and a copied passkey is gone.
    raise refusal


def remove(actor: Actor, *, passkey: UUID) -> None:
    """Takes one of the caller's passkeys away. Raises `NotFound` for one that is not theirs."""
    with transaction.atomic():
        found = (
            Passkey.objects.select_for_update()
            .filter(person_id=actor.person_id, public_id=passkey)
            .first()
        )
        if found is None:
            raise NotFound
        _remove(actor, found, reason="asked")


def _add(actor: Actor, name: str, made: passkeys.Made, *, now: datetime) -> Passkey:
    # The person's row is the lock: two of one person take turns, so the count below holds.
    Person.objects.select_for_update(no_key=True).get(pk=actor.person_id)
    if Passkey.objects.filter(person_id=actor.person_id).count() >= MAX_PASSKEYS:
        raise PasskeysFull
    passkey, added = Passkey.objects.get_or_create(
        credential_id=made.credential_id,
        defaults={
            "person_id": actor.person_id,
            "name": name,
            "public_key": made.public_key,
            "sign_count": made.sign_count,
            "created_at": now,
        },
    )
    if not added:
        raise PasskeyKnown
    _tell(
        actor,
        passkey,
        events.PasskeyAdded(
            person=to_public("per", actor.person), passkey=to_public("psk", passkey.public_id)
        ),
    )
    return passkey


def _use(
    actor: Actor, given: passkeys.Assertion, *, challenge: bytes, now: datetime
) -> Refused | None:
    passkey = (
        Passkey.objects.select_for_update()
        .filter(person_id=actor.person_id, credential_id=given.credential_id)
        .first()
    )
    if passkey is None or given.user_handle not in (None, actor.person.bytes):
        return passkeys.PasskeyRefused()
    try:
        said = passkeys.used(given, challenge=challenge, public_key=bytes(passkey.public_key))
    except passkeys.PasskeyRefused as refusal:
        return refusal
    if passkeys.went_back(said=said, known=passkey.sign_count):
        # There are two of it, and nobody can tell which of them asks: the PIN is left.
        _remove(actor, passkey, reason="copied")
        return passkeys.PasskeyRefused("there is a copy of this passkey, so it was removed")
    passkey.sign_count, passkey.last_used_at = said, now
    passkey.save(update_fields=["sign_count", "last_used_at"])
    return None


def _remove(actor: Actor, passkey: Passkey, *, reason: str) -> None:
    _tell(
        actor,
        passkey,
        events.PasskeyRemoved(
            person=to_public("per", actor.person),
            passkey=to_public("psk", passkey.public_id),
            reason=reason,
        ),
    )
    passkey.delete()


def _tell(
    actor: Actor, passkey: Passkey, event: events.PasskeyAdded | events.PasskeyRemoved
) -> None:
    outbox.append(
        [events.fact(event, key=passkey.public_id, prefix="psk", person_id=actor.person_id)]
    )


def _asked(
    actor: Actor, options: dict[str, Any], *, challenge: bytes, adds: bool, now: datetime
) -> Asked:
    expires_at = now + passkeys.CHALLENGE_LIFE
    PasskeyChallenge.objects.update_or_create(
        session_id=actor.session_id,
        adds=adds,
        defaults={"challenge": challenge, "expires_at": expires_at},
    )
    return Asked(public_key=options, expires_at=expires_at)


def _take_challenge(actor: Actor, *, adds: bool, now: datetime) -> bytes:
    """The challenge that this session was given last, which is gone with this: whoever else answers
    it comes too late. Raises `PasskeyStale`."""
    found = (
        PasskeyChallenge.objects.select_for_update()
        .filter(session_id=actor.session_id, adds=adds, expires_at__gt=now)
        .first()
    )
    if found is None:
        raise PasskeyStale
    found.delete()
    return bytes(found.challenge)


def _ids_of(actor: Actor) -> list[bytes]:
    found = Passkey.objects.filter(person_id=actor.person_id).order_by("id")
    return [bytes(one) for one in found.values_list("credential_id", flat=True)]


def _new_challenge() -> bytes:
    return secrets.token_bytes(32)
