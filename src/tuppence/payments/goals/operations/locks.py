"""Lock a goal, by a guardian, and lift the lock. The ledger account is frozen as long as it is
locked, so no way of moving money draws from it."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from tuppence.kernel.errors import Forbidden, Refused
from tuppence.kernel.ids import to_public
from tuppence.outbox import operations as outbox
from tuppence.payments import calendar
from tuppence.payments.goals import events
from tuppence.payments.goals.models import Goal
from tuppence.payments.goals.operations.pots import DatePast, check_open, locked_row
from tuppence.payments.wallets import operations as wallets
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right
from tuppence.people.identity.actor import Actor


class GoalReached(Refused):
    code: ClassVar[str] = "goal_reached"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "The target is reached already, so a lock until then would hold nothing"


def lock(*, actor: Actor, goal: UUID, until: date | None, now: datetime) -> Goal:
    """Lets nothing be drawn from a child's goal until a day, or until its target is reached (None).
    In place of a lock that there is.

    Raises `NotFound`, `Forbidden` for the child, `GoalClosed`, `DatePast`, `GoalReached`.
    """
    with transaction.atomic():
        found = _guarded(actor, goal)
        if until is not None and until <= calendar.day_of(now, zone=found.wallet.zone):
            raise DatePast
        if until is None and found.reached_at is not None:
            raise GoalReached
        found.locked_at, found.locked_by_id, found.locked_until = now, actor.person_id, until
        found.save(update_fields=["locked_at", "locked_by", "locked_until"])
        wallets.shut(found.wallet, by=to_public("per", actor.person), now=now)
        what = {"until": None if until is None else until.isoformat()}
        outbox.append([events.fact(events.LOCKED, found, by=actor, now=now, more=what)])
    return found


def unlock(*, actor: Actor, goal: UUID, now: datetime) -> Goal:
    """Lifts a lock, whichever guardian had locked it; none is fine.

    Raises `NotFound`, `Forbidden` for the child, `GoalClosed`.
    """
    with transaction.atomic():
        found = _guarded(actor, goal)
        if found.locked_at is not None:
            lift(found, by=actor, now=now)
    return found


def lift(found: Goal, *, by: Actor, now: datetime) -> None:
    """Takes the lock away. Requires that the goal's row is locked."""
    found.locked_at = found.locked_by = found.locked_until = None
    found.save(update_fields=["locked_at", "locked_by", "locked_until"])
    wallets.reopen(found.wallet, by=to_public("per", by.person), now=now)
    outbox.append([events.fact(events.UNLOCKED, found, by=by, now=now)])


def _guarded(actor: Actor, goal: UUID) -> Goal:
    found = locked_row(actor, goal)
    if not families.may(actor.person_id, Right.SET_CONTROLS, found.owner_id):
        raise Forbidden("a guardian decides this")
    if found.owner_id == actor.person_id:
        raise Forbidden("only a child's goal is locked")
    check_open(found)
    return found
