"""Give a child a chore, end it, and let its next turn begin."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final
from uuid import UUID

from django.db import transaction

from tuppence.kernel.errors import Forbidden, NotFound, Refused
from tuppence.ledger.journals import Key
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.outbox import operations as outbox
from tuppence.outbox.facts import Fact
from tuppence.payments.allowances.operations.set_up import (
    DAYS_OF_A_WEEK,
    WeekdayInvalid,
    begins,
    confirmed,
)
from tuppence.payments.chores import events, queries, rules
from tuppence.payments.chores.models import Chore, Every, Pays, State, Turn
from tuppence.payments.policy import HOME_UNIT
from tuppence.payments.wallets import queries as wallets
from tuppence.payments.wallets.operations import one_at_a_time
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor

MOST: Final = 50
"""How many chores one child can have at a time."""
AT_ONCE: Final = 200


class ChoresFull(Refused):
    code: ClassVar[str] = "chores_full"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "This child has as many chores as one can have"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A chore as asked for. ``reward`` is minor units of the home unit, for each turn. ``day`` None
    is that of ``starts_on``, and that None is today, where the child lives."""

    person: UUID
    title: str
    reward: int
    pays: Pays
    every: Every
    day: int | None
    starts_on: date | None


@dataclass(frozen=True, slots=True)
class Given:
    """A chore; ``replayed``: as this very request had given it before."""

    chore: Chore
    replayed: bool


def give(*, actor: Actor, wanted: Wanted, key: Key, now: datetime) -> Given:
    """Gives a child a chore, whose reward comes from the guardian's own wallet. Its first turn can
    be done at once. The same key gives the same chore.

    Raises `NotFound` unless the actor guards the child, `WalletMissing`, `DayInvalid`,
    `WeekdayInvalid`, `StepUpRequired`, `ChoresFull`, `IdempotencyConflict`.
    """
    first = Chore.objects.filter(giver_id=actor.person_id, key=key.digest).first()
    if first is not None:
        return _same(actor, first, key)
    child = identity.person_by_public_id(wanted.person)
    if child is None or not families.guards(actor.person_id, child.id, Right.TOP_UP):
        raise NotFound
    if (wanted.day or 0) > DAYS_OF_A_WEEK and wanted.every in (Every.WEEKLY, Every.FORTNIGHTLY):
        raise WeekdayInvalid
    unit = HOME_UNIT.value
    confirmed(actor, wanted.reward, unit=unit)
    wallets.own(actor, unit=unit)
    wallet = wallets.receiving(child.id, unit=unit)
    if wallet is None:
        raise wallets.WalletMissing
    with transaction.atomic():
        one_at_a_time(f"chores:{child.id}")
        first = Chore.objects.filter(giver_id=actor.person_id, key=key.digest).first()
        if first is not None:
            return _same(actor, first, key)
        if Chore.objects.filter(person_id=child.id, ended_at=None).count() >= MOST:
            raise ChoresFull
        made = _made(actor, wanted, key, child.id, unit=unit, zone=wallet.zone, now=now)
    return Given(made, replayed=False)


def end(*, actor: Actor, chore: UUID, now: datetime) -> Chore:
    """No turn begins any more, and an open one is withdrawn; one that was done can still be
    approved. Ended already is fine. Raises `NotFound`, and `Forbidden` but for who gave it, or
    another guardian if whoever did may not any more."""
    queries.chore(actor, chore)
    with transaction.atomic():
        found = _locked_chore(chore)
        if found.giver_id != actor.person_id and (
            may_give(found) or not _may_give(actor.person_id, found)
        ):
            raise Forbidden("only who gives a chore ends it")
        if found.ended_at is None:
            found.ended_at, found.next_on, found.next_at = now, None, None
            found.save(update_fields=["ended_at", "next_on", "next_at"])
            found.turns.filter(state=State.OPEN).update(state=State.WITHDRAWN)
            outbox.append([events.of_chore(found, "ended", by=actor, now=now)])
    return found


def may_give(chore: Chore) -> bool:
    """Whether whoever gave it still guards the child, and may give them money."""
    return _may_give(chore.giver_id, chore)


def _may_give(person_id: int, chore: Chore) -> bool:
    return families.guards(person_id, chore.person_id, Right.TOP_UP)


def begin_turns(*, now: datetime) -> int:
    """Lets the turns begin whose day has come; gives for how many chores, at most `AT_ONCE`: call
    again until there is none. An open turn before it is missed then. After an outage the newest
    begins: what was due in between can no longer be done on its day."""
    with transaction.atomic():
        due = list(
            queries.whole_chores()
            .select_for_update(no_key=True, of=("self",), skip_locked=True)
            .filter(next_at__lte=now)
            .order_by("next_at", "id")[:AT_ONCE]
        )
        facts = [fact for chore in due for fact in _begun(chore, now=now)]
        outbox.append(facts)
    return len(due)


def _begun(chore: Chore, *, now: datetime) -> list[Fact]:
    rhythm = chore.rhythm
    if rhythm is None or chore.next_on is None:
        raise ValueError("a chore that is done once has no next turn")
    missed = list(chore.turns.filter(state=State.OPEN))
    for turn in missed:
        turn.state = State.MISSED
        turn.chore = chore
        turn.save(update_fields=["state"])
    on = rules.latest(rhythm, chore.next_on, zone=chore.zone, now=now)
    turn, _ = Turn.objects.get_or_create(
        chore=chore, due_on=on, defaults={"person_id": chore.person_id}
    )
    _set_next(chore, on)
    chore.save(update_fields=["next_on", "next_at"])
    return [events.of_turn(one, by=None, now=now) for one in (*missed, turn)]


def _set_next(chore: Chore, on: date) -> None:
    chore.next_on = rules.following(chore.rhythm, on)
    chore.next_at = chore.next_on and rules.begins(chore.next_on, zone=chore.zone)


def _same(actor: Actor, first: Chore, key: Key) -> Given:
    if first.request != UUID(key.request_digest):
        raise IdempotencyConflict
    return Given(queries.chore(actor, first.public_id), replayed=True)


def _made(
    actor: Actor, wanted: Wanted, key: Key, person_id: int, *, unit: str, zone: str, now: datetime
) -> Chore:
    starts_on = begins(wanted.starts_on, zone=zone, now=now)
    made = Chore(
        giver_id=actor.person_id,
        person_id=person_id,
        key=key.digest,
        request=key.request_digest,
        title=wanted.title,
        reward=wanted.reward,
        unit=unit,
        pays=wanted.pays,
        every=wanted.every,
        day=_day(wanted, starts_on),
        starts_on=starts_on,
        zone=zone,
        created_at=now,
    )
    on = rules.opening(made.rhythm, made.starts_on)
    _set_next(made, on)
    made.save()
    Turn.objects.create(chore=made, person_id=person_id, due_on=on)
    outbox.append([events.of_chore(made, "given", by=actor, now=now)])
    return queries.whole_chores().get(pk=made.pk)


def _day(wanted: Wanted, starts_on: date) -> int | None:
    if wanted.every == Every.ONCE:
        return None
    if wanted.every == Every.MONTHLY:
        return wanted.day or starts_on.day
    return wanted.day or starts_on.isoweekday()


def _locked_chore(chore: UUID) -> Chore:
    return queries.whole_chores().select_for_update(no_key=True, of=("self",)).get(public_id=chore)
