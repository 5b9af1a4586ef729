"""The payment PIN: set, tried, locked; and the step-up it grants."""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from django.db import transaction

from tuppence.kernel.errors import Forbidden, Refused
from tuppence.kernel.ids import to_public
from tuppence.outbox import operations as outbox
from tuppence.people.identity import events, limits, rules
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.keys import derived
from tuppence.people.identity.models import Challenge, Person, Pin, Session
from tuppence.people.identity.operations import pin_resets
from tuppence.people.identity.operations.codes import CodeExpired, use_code
from tuppence.people.identity.operations.pin_resets import PinResetNeedsGuardian

STEP_UP_LIFE: Final = timedelta(minutes=5)

# argon2id as in OWASP's Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane; checked November
# 2026). More would stall a worker and gain little: what protects one PIN of at most a million is
# the key under it (see `_keyed`) and the lock-out.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class PinWrong(Forbidden):
    """``tries_left``: before the PIN is locked for a while."""

    code: ClassVar[str] = "pin_wrong"
    title: ClassVar[str] = "That is not the PIN"


class PinLocked(Forbidden):
    """``until``: when it may be tried again. Resetting it with a code unlocks it."""

    code: ClassVar[str] = "pin_locked"
    title: ClassVar[str] = "The PIN was wrong too often and is locked for a while"


class PinNotSet(Forbidden):
    code: ClassVar[str] = "pin_not_set"
    title: ClassVar[str] = "Set a PIN first: PUT /v1/me/pin"


class PinProofNeeded(Refused):
    code: ClassVar[str] = "pin_proof_needed"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "A PIN is changed with the present one, or with a fresh code"


def set_pin(
    actor: Actor,
    *,
    pin: str,
    current_pin: str | None,
    challenge: UUID | None,
    code: str | None,
    now: datetime,
) -> None:
    """Sets the caller's PIN. One that exists is changed with itself, or reset with a code that was
    sent to the caller's own phone; a minor's only once a guardian has agreed, too. Every step-up
    granted so far ends.

    Raises `PinWeak`, `PinProofNeeded`, `PinWrong`, `PinLocked`, `CodeWrong`, `CodeExpired`,
    `PinResetNeedsGuardian`, `RateLimited`.
    """
    limits.admit_pin(person_id=actor.person_id)
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).get(pk=actor.person_id)
        rules.check_pin(pin, birth_date=person.birth_date)
        existing = Pin.objects.select_for_update(no_key=True).filter(person=person).first()
        refusal: Refused | None = None
        if existing is not None:
            refusal = _prove(person, existing, current_pin, challenge, code, now=now)
        if refusal is None:
            Pin.objects.update_or_create(
                person=person,
                defaults={
                    "pin_hash": _HASHER.hash(_keyed(pin)),
                    "set_at": now,
                    "failures": 0,
                    "locked_until": None,
                },
            )
            Session.objects.filter(device__person=person, ended_at=None).update(
                stepped_up_until=None
            )
    # Raised outside the transaction: the try must count.
    if refusal is not None:
        raise refusal


def step_up(actor: Actor, *, pin: str, now: datetime) -> datetime:
    """Grants the caller's session a step-up, and tells until when.

    Raises `PinNotSet`, `PinWrong`, `PinLocked`, `RateLimited`.
    """
    limits.admit_pin(person_id=actor.person_id)
    with transaction.atomic():
        existing = (
            Pin.objects.select_for_update(of=("self",), no_key=True)
            .select_related("person")
            .filter(person_id=actor.person_id)
            .first()
        )
        if existing is None:
            raise PinNotSet
        refusal = _try(existing, pin, now=now)
        if refusal is None:
            return grant(actor, now=now)
    raise refusal


def grant(actor: Actor, *, now: datetime) -> datetime:
    """Steps the caller's session up, after they have shown that it is them; tells until when.
    Requires an open transaction."""
    until = now + STEP_UP_LIFE
    Session.objects.filter(pk=actor.session_id, ended_at=None).update(stepped_up_until=until)
    return until


def _prove(
    person: Person,
    existing: Pin,
    current_pin: str | None,
    challenge: UUID | None,
    code: str | None,
    *,
    now: datetime,
) -> Refused | None:
    if challenge is not None and code is not None:
        return _prove_by_code(person, challenge, code, now=now)
    if current_pin is not None:
        return _try(existing, current_pin, now=now)
    return PinProofNeeded()


def _prove_by_code(person: Person, challenge: UUID, code: str, *, now: datetime) -> Refused | None:
    agreed = None
    if pin_resets.needs_guardian(person, now=now):
        agreed = pin_resets.agreed(person, now=now)
        if agreed is None:
            # The code is left as it is: it may still be of use once a guardian agrees.
            return PinResetNeedsGuardian()
    outcome = use_code(challenge=challenge, code=code, now=now)
    if not isinstance(outcome, Challenge):
        return outcome
    if outcome.phone != person.phone:
        # A code of another phone proves nothing here; it is spent all the same.
        return CodeExpired()
    if agreed is not None:
        agreed.state = agreed.State.USED
        agreed.save(update_fields=["state"])
    return None


def _try(existing: Pin, pin: str, *, now: datetime) -> PinWrong | PinLocked | None:
    """Tries a PIN whose row is locked, so that guesses of one PIN take turns."""
    if existing.locked_until is not None and existing.locked_until > now:
        return PinLocked(until=existing.locked_until)
    try:
        _HASHER.verify(existing.pin_hash, _keyed(pin))
    except VerificationError:
        return _count_failure(existing, now=now)
    existing.failures, existing.locked_until = 0, None
    existing.save(update_fields=["failures", "locked_until"])
    return None


def _count_failure(existing: Pin, *, now: datetime) -> PinWrong | PinLocked:
    existing.failures += 1
    existing.locked_until = rules.locked_until(failures=existing.failures, now=now)
    existing.save(update_fields=["failures", "locked_until"])
    if existing.locked_until is None:
        return PinWrong(tries_left=rules.PIN_TRIES - existing.failures)
    person = existing.person
    event = events.PinLocked(
        person=to_public("per", person.public_id), until=existing.locked_until.isoformat()
    )
    outbox.append([events.fact(event, key=person.public_id, prefix="per", person_id=person.pk)])
    return PinLocked(until=existing.locked_until)


def _keyed(pin: str) -> bytes:
    """The PIN under a key that is not in the database. Ten thousand PINs are soon tried against any
    hash; without the key a copy of the table gives nothing to try them against."""
    return hmac.digest(derived("pin"), pin.encode(), hashlib.sha256)
