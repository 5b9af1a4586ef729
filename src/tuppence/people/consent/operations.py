"""Verbs of consent: give it, withdraw it. Both are entries, and bind the very next request."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.module_loading import import_string

from tuppence.kernel.errors import Forbidden, Refused
from tuppence.ledger.journals import Key
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.outbox import operations as outbox
from tuppence.people.consent import documents, events, queries, texts
from tuppence.people.consent.documents import IssuerMissing
from tuppence.people.consent.models import Entry, Method, Purpose, What
from tuppence.people.families import queries as families
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.queries import PersonRef


class ConsentMissing(Refused):
    code: ClassVar[str] = "consent_missing"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "No consent was ever given that could be withdrawn"


class ConsentTextChanged(Refused):
    """``version`` is the text that would be agreed to today: read it first."""

    code: ClassVar[str] = "consent_text_changed"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "That is not the text which is in force now"


class GuardianUnverified(Refused):
    code: ClassVar[str] = "guardian_unverified"
    status: ClassVar[int] = 403
    title: ClassVar[str] = "Show first that you are an adult: we have not seen that yet"


class VerificationUsed(Refused):
    code: ClassVar[str] = "verification_used"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "This proof has verified a consent already: bring a new one"


@dataclass(frozen=True, slots=True)
class Agreed:
    """The text that a guardian had before them: its version and hash."""

    version: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Verification:
    """How a guardian shows to be an adult; ``token`` for a document token only."""

    method: Method
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """An entry; ``replayed``: as this very request had made it before."""

    entry: Entry
    replayed: bool


def give(
    *,
    actor: Actor,
    person: UUID,
    agreed: Agreed,
    verification: Verification,
    key: Key,
    now: datetime,
) -> Given:
    """A guardian consents to a child's account. It is in force at once, unless another guardian's
    withdrawal stands.

    Raises `NotFound`, also for a child who is grown up, `Forbidden` for the child,
    `ConsentTextChanged`, `GuardianUnverified`, `VerificationUsed`, `IdempotencyConflict`,
    `TokenInvalid` and `IssuerMissing`.
    """
    child = _guarded(actor, person)
    with _alone(child):
        first = queries.whole().filter(guardian_id=actor.person_id, key=key.digest).first()
        if first is not None:
            return _same(first, key)
        _check_text(agreed)
        verified = _verified(actor, verification, key=key, now=now)
        try:
            with transaction.atomic():
                entry = Entry.objects.create(
                    what=What.GIVEN,
                    purpose=Purpose.ACCOUNT,
                    person_id=child.id,
                    guardian_id=actor.person_id,
                    text_version=agreed.version,
                    text_hash=agreed.sha256,
                    method=verification.method,
                    key=key.digest,
                    request=key.request_digest,
                    at=now,
                    **verified,
                )
        except IntegrityError as error:
            raise VerificationUsed from error
        _tell(entry)
    return Given(entry, replayed=False)


def withdraw(*, actor: Actor, person: UUID, now: datetime) -> Entry:
    """A guardian withdraws consent to a child's account, whoever gave it: from now on the account
    rests. Waits for the payments that move the child's money just now, and none comes after it. Who
    has withdrawn already gets that entry.

    Raises `NotFound`, `Forbidden` for the child, and `ConsentMissing` where nobody ever consented.
    """
    child = _guarded(actor, person)
    with _alone(child):
        stances = {entry.guardian_id: entry for entry in queries.stances(child.id)}
        own = stances.get(actor.person_id)
        if own is not None and own.what == What.WITHDRAWN:
            return own
        if not stances:
            raise ConsentMissing
        entry = Entry.objects.create(
            what=What.WITHDRAWN,
            purpose=Purpose.ACCOUNT,
            person_id=child.id,
            guardian_id=actor.person_id,
            at=now,
        )
        _tell(entry)
    return entry


def lapse(*, person_id: int, now: datetime) -> int:
    """Lets go of what was decided by or for somebody who has left a family: of each guardian's
    stance on a child whom they guard no more. Gives how many. Where nobody else has consented, the
    account rests from then on. Done twice it does nothing more."""
    lapsed = 0
    for child_id, guardian_id in queries.pairs_of(person_id):
        child = identity.person(child_id)
        if child is None or families.guards(guardian_id, child_id):
            continue
        with _alone(child):
            stances = {entry.guardian_id: entry for entry in queries.stances(child_id)}
            if stances[guardian_id].what == What.LAPSED:
                continue
            entry = Entry.objects.create(
                what=What.LAPSED,
                purpose=Purpose.ACCOUNT,
                person_id=child_id,
                guardian_id=guardian_id,
                at=now,
            )
            _tell(entry)
            lapsed += 1
    return lapsed


def _guarded(actor: Actor, person: UUID) -> PersonRef:
    child = queries.whose(actor, person)
    if not families.guards(actor.person_id, child.id):
        raise Forbidden("a guardian decides this")
    return child


@contextmanager
def _alone(child: PersonRef) -> Iterator[None]:
    """A transaction in which nobody else decides about this child's consent, and nothing that is
    under way moves their money."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext('consent'), identity_consent_lock(%s))",
                [child.id],
            )
        yield


def _same(first: Entry, key: Key) -> Given:
    if first.request is None or first.request.hex != key.request_digest:
        raise IdempotencyConflict
    return Given(first, replayed=True)


def _check_text(agreed: Agreed) -> None:
    today = texts.current(Purpose.ACCOUNT)
    if (agreed.version, agreed.sha256) != (today.version, today.sha256):
        raise ConsentTextChanged(version=today.version)


def _verified(
    actor: Actor, verification: Verification, *, key: Key, now: datetime
) -> dict[str, Any]:
    """What an entry keeps of how its guardian was verified."""
    if verification.method == Method.KNOWN_ADULT:
        before = queries.verification_of(actor.person_id)
        if before is None:
            raise GuardianUnverified
        return {"known_from": before}
    if verification.method == Method.SMALL_CHARGE:
        if settings.ENVIRONMENT.mode == "production":
            raise IssuerMissing(retry_after=3600)  # the bank is a stand-in that asks nobody
        # Money is above this room: the settings say who charges (config/settings.py).
        charge: Callable[..., str] = import_string(settings.CONSENT_CHARGE)
        return {"proof": f"charge:{charge(key=key, now=now)}"}
    token = verification.token or ""
    return {"proof": documents.verified(token, person=actor.person, now=now)}


def _tell(entry: Entry) -> None:
    after = identity.person(entry.person_id)
    outbox.append([events.fact(entry, in_force=after is not None and after.consented)])
