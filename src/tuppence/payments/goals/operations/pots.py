"""Make a goal, and change what it is about."""

from datetime import date, datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tuppence.kernel.errors import Forbidden, NotFound, Refused
from tuppence.outbox import operations as outbox
from tuppence.payments import calendar
from tuppence.payments.goals import events, queries, rules
from tuppence.payments.goals.models import Goal
from tuppence.payments.policy import HOME_UNIT
from tuppence.payments.wallets import operations as wallets
from tuppence.payments.wallets import queries as of_wallets
from tuppence.payments.wallets.models import Kind, Wallet
from tuppence.people.identity.actor import Actor

MOST_OPEN: Final = 20
"""Goals that one person can have at a time."""


class GoalsFull(Refused):
    code: ClassVar[str] = "goals_full"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "There are as many goals as one person can have: close one first"


class DatePast(Refused):
    code: ClassVar[str] = "date_past"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "That day is not in the future"


class GoalClosed(Refused):
    code: ClassVar[str] = "goal_closed"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "This goal is closed"


class GoalLocked(Refused):
    """``until`` is what the lock waits for: ``target``, or a day (YYYY-MM-DD)."""

    code: ClassVar[str] = "goal_locked"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "A guardian has locked this goal"


def make(
    *, actor: Actor, name: str, picture: int, target: int, wanted_by: date | None, now: datetime
) -> Goal:
    """Opens a pot of the actor's own, beside their personal wallet and in its unit.

    Raises `WalletMissing`, `GoalsFull`, and `DatePast` for a day that is not ahead.
    """
    home = of_wallets.own(actor, unit=HOME_UNIT.value).wallet
    _check_ahead(wanted_by, home, now=now)
    with transaction.atomic():
        wallets.one_at_a_time(f"goals:{actor.person_id}")
        open_now = Goal.objects.filter(wallet__owner_id=actor.person_id, closed_at=None)
        if open_now.count() >= MOST_OPEN:
            raise GoalsFull
        wallet = wallets.open_wallet(
            owner_id=actor.person_id,
            now=now,
            name=name,
            kind=Kind.GOAL,
            unit=home.unit,
            zone=home.zone,
        )
        made = Goal.objects.create(
            wallet=wallet, picture=picture, target=target, wanted_by=wanted_by, created_at=now
        )
        outbox.append([events.fact(events.MADE, made, by=actor, now=now)])
    return made


def change(*, actor: Actor, goal: UUID, changes: dict[str, Any], now: datetime) -> Goal:
    """Changes ``name``, ``picture``, ``target`` or ``wanted_by``: those that are given. A target
    that is now reached is so at once.

    Raises `NotFound`, `Forbidden` for a guardian, `GoalClosed`, `DatePast`, and `GoalLocked` for
    what a lock may wait for: nobody unlocks their goal by wanting less.
    """
    with transaction.atomic():
        found = of_owner(actor, goal)
        if is_locked(found, now=now) and {"target", "wanted_by"} & changes.keys():
            raise GoalLocked(until=str(found.locked_until_what))
        _check_ahead(changes.get("wanted_by"), found.wallet, now=now)
        if "name" in changes:
            found.wallet.name = changes["name"]
            found.wallet.save(update_fields=["name"])
        for column in ("picture", "target", "wanted_by"):
            if column in changes:
                setattr(found, column, changes[column])
        found.save(update_fields=["picture", "target", "wanted_by"])
        outbox.append([events.fact(events.CHANGED, found, by=actor, now=now)])
        note_reached(found, now=now)
    return found


def locked_row(actor: Actor, goal: UUID) -> Goal:
    """One that the actor may see. Until the transaction ends, nobody else changes it or moves money
    in it. Raises `NotFound`."""
    found = _rows().filter(public_id=goal).first()
    if found is None or not of_wallets.may_see(actor, found.wallet):
        raise NotFound
    return found


def of_owner(actor: Actor, goal: UUID) -> Goal:
    """As `locked_row`, open, and the actor's own. Raises `Forbidden` for a guardian, and
    `GoalClosed`."""
    found = locked_row(actor, goal)
    if found.owner_id != actor.person_id:
        raise Forbidden("only whose goal it is does this")
    check_open(found)
    return found


def check_open(goal: Goal) -> None:
    """Raises `GoalClosed`."""
    if goal.closed_at is not None:
        raise GoalClosed


def locked_rows(goals: list[int]) -> dict[int, Goal]:
    """As `locked_row`, for many by their keys, whoever asks and in whatever state: in one order for
    everyone, so that nobody waits in a circle."""
    return {one.pk: one for one in _rows().filter(pk__in=goals).order_by("pk")}


def is_locked(goal: Goal, *, now: datetime) -> bool:
    """Whether a guardian's lock still holds."""
    return goal.locked_at is not None and not rules.lock_is_over(
        until=goal.locked_until,
        reached=goal.reached_at is not None,
        today=calendar.day_of(now, zone=goal.wallet.zone),
    )


def note_reached(goal: Goal, *, now: datetime) -> None:
    """Says when the target is reached: once for each time it is crossed. Requires that the goal's
    row is locked, and that what was moved is so in this very transaction."""
    reached = queries.saved(goal) >= goal.target
    if reached is (goal.reached_at is not None):
        return
    goal.reached_at = now if reached else None
    goal.save(update_fields=["reached_at"])
    if reached:
        outbox.append([events.fact(events.REACHED, goal, by=None, now=now)])


def _rows() -> QuerySet[Goal]:
    return queries.whole().select_for_update(no_key=True, of=("self",))


def _check_ahead(day: date | None, wallet: Wallet, *, now: datetime) -> None:
    if day is not None and day <= calendar.day_of(now, zone=wallet.zone):
        raise DatePast
