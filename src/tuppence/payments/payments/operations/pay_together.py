"""Payments that wait in one web worker, paid together.

Whatever their number, their callers are looked up in one query, counted against their rate limits
in one round trip, their parties found in one query, and all that may be posted is posted in one
statement and one commit. What is asked of each, and in which order, is what the full way asks:
authentication, the device's signature, rate limit, rules, ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from tuppence.edge import freshness, rates
from tuppence.edge.gather import Gatherer
from tuppence.kernel.errors import Refused
from tuppence.kernel.ids import to_public
from tuppence.ledger.journals import Key
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.payments.payments import limits, posting
from tuppence.payments.payments.operations import pay
from tuppence.payments.payments.parties import Parties, Search, find_all
from tuppence.payments.payments.upi import UpiLink
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.signatures import Message, SignatureInvalid, SignatureMissing, verify
from tuppence.people.identity.tokens import Claims


@dataclass(frozen=True, slots=True)
class Asked:
    """A payment as a request asks for it, in the name of whoever its token names. ``request`` is
    what its idempotency key stands for; ``link`` what its UPI code says. It pays from the personal
    wallet."""

    claims: Claims
    message: Message
    request: str
    ask: pay.Ask
    link: UpiLink | None
    now: datetime


@dataclass(slots=True)
class Answered:
    """What became of it: ``settled``, or ``error``. Neither: the caller is not who may ask, which
    is for the full way to say; nothing was counted."""

    settled: posting.Settled | None = None
    error: Exception | None = None
    actor: Actor | None = None
    standing: rates.Standing | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """A request whose caller and signature hold."""

    asked: Asked
    actor: Actor
    search: Search
    answered: Answered

    @property
    def key(self) -> Key:
        value = self.asked.message.idempotency_key
        return Key(pay.scope_of(self.actor), value, self.asked.request)


def pay_together(asked: Asked) -> Answered:
    """Pays, with whoever else waits. Raises `QueueFull` and `OutcomeUnknown`."""
    return _gatherer().submit(asked)


def _pay_all(batch: Sequence[Asked]) -> list[Answered]:
    try:
        return _paid(batch)
    finally:
        if not connection.in_atomic_block:  # as when a request of Django's is over: to the pool
            connection.close_if_unusable_or_obsolete()


def _paid(batch: Sequence[Asked]) -> list[Answered]:
    answers = [Answered() for _ in batch]
    try:
        known = _known(batch, answers)
        ready = _ready(_admitted(known))
    except (OperationalError, InterfaceError) as error:  # nothing was done yet
        return [Answered(error=error) for _ in batch]
    for (one, _), settled in zip(
        ready, posting.flush([movement for _, movement in ready]) if ready else [], strict=True
    ):
        if settled is None:
            one.answered.error = IdempotencyConflict()
        elif isinstance(settled, Exception):
            one.answered.error = settled
        else:
            one.answered.settled = settled
            pay.note_not_taken(settled, person_id=one.actor.person_id)
    return answers


def _known(batch: Sequence[Asked], answers: Sequence[Answered]) -> list[_Known]:
    actors = identity.actors([(asked.claims, asked.now) for asked in batch])
    known = []
    for asked, actor, answered in zip(batch, actors, answers, strict=True):
        if actor is not None and _is_whole(actor) and _is_signed(asked, actor):
            answered.actor = actor
            search = pay.search_of(actor, asked.ask, asked.link)
            known.append(_Known(asked, actor, search, answered))
    freshness.note_changes(one.actor.person for one in known)
    return known


def _is_whole(actor: Actor) -> bool:
    return actor.profile_complete and actor.consented


def _is_signed(asked: Asked, actor: Actor) -> bool:
    try:
        verify(
            asked.message,
            keyid=to_public("dev", actor.device),
            key=actor.device_key,
            now=asked.now,
        )
    except (SignatureMissing, SignatureInvalid):
        return False
    return True


def _admitted(known: Sequence[_Known]) -> list[_Known]:
    """Counts each once, and asks who looks for a person whether they may."""
    general = rates.general_limit()
    counted = [rates.Ask(general, rates.of_person(one.actor.person)) for one in known]
    seekers = [one for one in known if one.search.for_person]
    looks = [limits.lookup(one.actor.person_id) for one in seekers]
    standings = rates.count_all(counted + looks)
    for one, standing in zip(known, standings, strict=False):
        one.answered.standing = standing
        _refuse_above(one, standing)
    for one, standing in zip(seekers, standings[len(known) :], strict=True):
        if one.answered.error is None:
            _refuse_above(one, standing, may_be_answered=True)
    return [one for one in known if one.answered.error is None and one.answered.settled is None]


def _refuse_above(
    one: _Known, standing: rates.Standing | None, *, may_be_answered: bool = False
) -> None:
    try:
        rates.admitted(standing)
    except rates.RateLimited as refused:
        if may_be_answered:
            _refuse(one, refused)
        else:
            one.answered.error = refused


def _ready(known: Sequence[_Known]) -> list[tuple[_Known, posting.Movement]]:
    """What may be posted. A fault in one is told to its caller, and harms no other."""
    planned = []
    found = find_all([one.search for one in known]) if known else []
    for one, parties in zip(known, found, strict=True):
        try:
            planned.append((one, _plan(one, parties)))
        except Refused as refused:
            _refuse(one, refused)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            one.answered.error = error
    if not planned:
        return []
    keyed = [(plan, one.key) for one, plan in planned]
    movements = pay.movements(keyed, now=max(one.asked.now for one, _ in planned))
    return [(one, movement) for (one, _), movement in zip(planned, movements, strict=True)]


def _plan(one: _Known, parties: Parties) -> pay.Plan:
    payer, payee = pay.both(one.search, *parties)
    planned = pay.plan(one.actor, one.asked.ask, one.asked.link, payer, payee, now=one.asked.now)
    pay.check_no_question(planned)
    return planned


def _refuse(one: _Known, refused: Refused) -> None:
    """A request that cannot be prepared any more may have been answered before."""
    try:
        one.answered.settled = posting.first_answer(one.key, refused)
    except Refused as final:
        one.answered.error = final


@cache
def _gatherer() -> Gatherer[Asked, Answered]:
    environment = settings.ENVIRONMENT
    return Gatherer(
        _pay_all,
        max_batch=environment.post_batch,
        max_waiting=environment.post_queue,
        commits=True,
    )
