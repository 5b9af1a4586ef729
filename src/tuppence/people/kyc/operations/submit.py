"""Show a document: noted here first, then told to the provider, then what that says is noted.

The number is kept by nobody here. So if the provider cannot be reached it must be shown again;
under the same idempotency key that is the same check, and the provider has it once.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import IntegrityError, transaction

from tuppence.kernel.errors import Forbidden, Refused
from tuppence.kernel.ids import to_public
from tuppence.ledger.journals import Key
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.outbox import operations as outbox
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.keys import derived
from tuppence.people.identity.queries import PersonRef
from tuppence.people.kyc import events, queries, rules
from tuppence.people.kyc.models import OPEN, Check, State, Tier
from tuppence.people.kyc.operations.decide import decided, locked, note
from tuppence.people.kyc.operations.tiers import one_at_a_time
from tuppence.people.kyc.provider import Provider
from tuppence.people.kyc.rules import Shown

NOT_SENT = "not_sent"


class KycNotNeeded(Refused):
    code: ClassVar[str] = "kyc_not_needed"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "Who this is has been shown already"


class KycOpen(Refused):
    """``check`` is the one that is under way."""

    code: ClassVar[str] = "kyc_open"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "A document is being checked already: wait for the answer"


class DocumentTaken(Refused):
    code: ClassVar[str] = "document_taken"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "Somebody else has shown this document"


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of it. ``replayed``: it was told to the provider before, under this key."""

    check: Check
    replayed: bool


def submit(
    *,
    actor: Actor,
    person: UUID | None,
    shown: Shown,
    key: str,
    provider: Provider,
    now: datetime,
) -> Submitted:
    """Has a document checked: the actor's own, or a child's whom they guard.

    Raises `NotFound`, `Forbidden` for a child alone, `IdempotencyConflict`, `KycNotNeeded`,
    `KycOpen`, `KycTriesSpent`, `DocumentTaken`, and `KycAway`: then it can be shown again.
    """
    who = queries.subject(actor, person)
    if who.is_minor and who.id == actor.person_id:
        raise Forbidden("a guardian shows a child's document")
    digest = digest_of(shown)
    # What the key stands for has the number only as its keyed digest: a plain one could be guessed.
    stands_for = f"{who.id}\n{shown.kind}\n{digest.hex()}\n{shown.name}"
    named = Key(scope=f"kyc:{actor.person_id}", value=key, request=stands_for)
    with transaction.atomic():
        one_at_a_time(who.id)
        check = _before(actor, named)
        if check is not None and (check.sent_at is not None or check.state not in OPEN):
            return Submitted(check, replayed=True)
        if check is None:
            check = _begun(actor, who, shown, digest=digest, named=named, now=now)
    word = provider.submit(
        reference=to_public("kyc", check.public_id),
        shown=shown,
        birth_date=identity.birth_date(who.id),
    )
    with transaction.atomic():
        check = locked(check.public_id) or check
        if check.sent_at is None and check.state in OPEN:
            check.sent_at = now
            check.next_at = rules.next_ask(asked=0, now=now)
            check.save(update_fields=["sent_at", "next_at"])
        note(check, word, by="provider", now=now)
    return Submitted(check, replayed=False)


def digest_of(shown: Shown) -> bytes:
    """By which the same document is known again, and by nobody without our key."""
    text = f"{shown.kind}:{shown.number}"
    return hmac.digest(derived("kyc.document"), text.encode(), hashlib.sha256)


def _before(actor: Actor, named: Key) -> Check | None:
    check = (
        Check.objects.select_related("person")
        .filter(submitted_by_id=actor.person_id, key=named.digest)
        .first()
    )
    if check is not None and check.request.hex != named.request_digest:
        raise IdempotencyConflict
    return check


def _begun(
    actor: Actor, who: PersonRef, shown: Shown, *, digest: bytes, named: Key, now: datetime
) -> Check:
    if queries.tier(who.id) != Tier.SMALL:
        raise KycNotNeeded
    under_way = Check.objects.select_related("person").filter(person_id=who.id, state__in=OPEN)
    for other in under_way:
        if other.sent_at is not None:
            raise KycOpen(check=to_public("kyc", other.public_id))
        give_up(other, now=now)
    rules.check_tries(queries.tries(who.id), now=now)
    try:
        with transaction.atomic():
            check = Check.objects.create(
                person_id=who.id,
                submitted_by_id=actor.person_id,
                key=named.digest,
                request=named.request_digest,
                document=shown.kind,
                last_four=shown.last_four,
                digest=digest,
                submitted_at=now,
                next_at=rules.next_ask(asked=0, now=now),
            )
    except IntegrityError as error:
        if "kyc_document_of_one_person" in str(error):
            raise DocumentTaken from error
        raise
    outbox.append([events.fact(events.KycSubmitted, check, by="person", now=now)])
    return check


def give_up(check: Check, *, now: datetime) -> None:
    """Ends a check that the provider never got. It is no try. Requires an open transaction."""
    check.counts = False
    decided(check, State.REJECTED, reason=NOT_SENT, by="time", now=now)
