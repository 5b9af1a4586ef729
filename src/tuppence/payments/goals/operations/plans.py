"""Begin a plan that fills a goal by itself, and end it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from tuppence.kernel.errors import Forbidden, Refused
from tuppence.ledger.journals import Key
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.outbox import operations as outbox
from tuppence.payments import calendar
from tuppence.payments.calendar import Every, Rhythm
from tuppence.payments.goals import events, queries
from tuppence.payments.goals.models import BY_GUARDIAN, Goal, Plan, PlanKind
from tuppence.payments.goals.operations.pots import check_open, locked_row
from tuppence.payments.payments.models import Kind
from tuppence.payments.payments.operations.transfer import transfer
from tuppence.payments.payments.posting import Movement
from tuppence.payments.wallets.models import Wallet
from tuppence.payments.wallets.operations import one_at_a_time
from tuppence.people.identity.actor import Actor


class SharesTooLarge(Refused):
    """``left`` is the percentage that other goals leave."""

    code: ClassVar[str] = "shares_too_large"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "All goals together cannot have more than all that comes in"


class DueDayInvalid(Refused):
    code: ClassVar[str] = "due_day_invalid"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "A week has days 1 to 7, a month 1 to 31"


@dataclass(frozen=True, slots=True)
class Begun:
    """A plan; ``replayed``: as this very request had begun it before."""

    plan: Plan
    replayed: bool


def begin(
    *, actor: Actor, goal: UUID, kind: PlanKind, terms: Mapping[str, Any], key: Key, now: datetime
) -> Begun:
    """Begins a plan of the actor's, in place of one of its kind that there is. ``terms`` are the
    columns that `Plan` names for the kind. The same key gives the same plan.

    A goal's owner begins what is paid from their own wallet, a guardian what they add to it.
    Raises `NotFound`, `Forbidden` for the other of the two, `GoalClosed`, `SharesTooLarge`,
    `DueDayInvalid`, `IdempotencyConflict`.
    """
    first = Plan.objects.filter(payer_id=actor.person_id, key=key.digest).first()
    if first is not None:
        return _same(actor, first, key)
    with transaction.atomic():
        one_at_a_time(f"plans:{actor.person_id}")
        first = Plan.objects.filter(payer_id=actor.person_id, key=key.digest).first()
        if first is not None:
            return _same(actor, first, key)
        found = locked_row(actor, goal)
        _check_theirs(actor, found, kind)
        check_open(found)
        _end_others(actor, found, kind, now=now)
        if kind == PlanKind.SHARE:
            _check_shares(actor, terms["percent"])
        made = Plan.objects.create(
            goal=found,
            kind=kind,
            payer_id=actor.person_id,
            key=key.digest,
            request=key.request_digest,
            created_at=now,
            due_on=_first_due(found, kind, terms, now=now),
            **terms,
        )
        outbox.append([events.of_plan(events.PLAN_BEGUN, made, by=actor, now=now)])
    return Begun(queries.plan(actor, made.public_id), replayed=False)


def end(*, actor: Actor, plan: UUID, now: datetime) -> Plan:
    """Ends a plan for good: by whoever pays for it, or by another guardian of the goal's owner if a
    guardian does. Ended already is fine.

    Raises `NotFound`, and `Forbidden` for the rest of the family.
    """
    seen = queries.plan(actor, plan)
    may_end = (
        seen.goal.owner_id != actor.person_id
        if seen.kind in BY_GUARDIAN
        else seen.payer_id == actor.person_id
    )
    if not may_end:
        raise Forbidden("whoever pays for this plan ends it")
    with transaction.atomic():
        list(queries.whole().select_for_update(no_key=True, of=("self",)).filter(pk=seen.goal_id))
        found = queries.plan(actor, plan)
        if found.ended_at is None:
            stop(found, by=actor, now=now)
    return found


def stop(plan: Plan, *, by: Actor | None, now: datetime) -> None:
    """Ends a plan, and says so. Requires that its goal's row is locked."""
    plan.ended_at = now
    plan.due_on = None
    plan.save(update_fields=["ended_at", "due_on"])
    outbox.append([events.of_plan(events.PLAN_ENDED, plan, by=by, now=now)])


def rhythm(plan: Plan) -> Rhythm:
    """When it is due. Interest is for a whole month, and due on the first day of the next."""
    start = calendar.day_of(plan.created_at, zone=plan.goal.wallet.zone) + calendar.DAY
    if plan.kind == PlanKind.INTEREST:
        return Rhythm(Every.MONTHLY, 1, start)
    return Rhythm(Every(plan.every or ""), plan.day or 0, start)


def _same(actor: Actor, first: Plan, key: Key) -> Begun:
    if first.request.hex != key.request_digest:
        raise IdempotencyConflict
    return Begun(queries.plan(actor, first.public_id), replayed=True)


def _check_theirs(actor: Actor, goal: Goal, kind: PlanKind) -> None:
    is_owner = goal.owner_id == actor.person_id
    if kind in BY_GUARDIAN and is_owner:
        raise Forbidden("a guardian adds to what is saved")
    if kind not in BY_GUARDIAN and not is_owner:
        raise Forbidden("only whose goal it is saves into it")


def _end_others(actor: Actor, goal: Goal, kind: PlanKind, *, now: datetime) -> None:
    """Those that the new plan stands in for. The change of one payment goes to one goal."""
    there = Plan.objects.select_related("goal__wallet__owner").filter(ended_at=None, kind=kind)
    others = (
        there.filter(payer_id=actor.person_id)
        if kind == PlanKind.ROUND_UP
        else there.filter(goal=goal)
    )
    for plan in others:
        stop(plan, by=actor, now=now)


def _check_shares(actor: Actor, percent: int) -> None:
    others = Plan.objects.filter(
        payer_id=actor.person_id, kind=PlanKind.SHARE, ended_at=None
    ).aggregate(sum=Sum("percent"))
    left = 100 - (others["sum"] or 0)
    if percent > left:
        raise SharesTooLarge(left=left)


def _first_due(goal: Goal, kind: PlanKind, terms: Mapping[str, Any], *, now: datetime) -> Any:
    if kind not in (PlanKind.AUTOSAVE, PlanKind.INTEREST):
        return None
    draft = Plan(
        goal=goal, kind=kind, created_at=now, every=terms.get("every"), day=terms.get("day")
    )
    try:
        return calendar.first(rhythm(draft))
    except ValueError as error:
        raise DueDayInvalid(str(error)) from error


def paid(plan: Plan, *, payer: Wallet, amount: int, key: Key) -> Movement:
    """What a plan moves into its goal from the wallet of whoever pays for it."""
    return transfer(
        kind=_MOVES.get(plan.kind, Kind.SAVING),
        payer=payer,
        payee=plan.goal.wallet,
        payer_name=payer.owner.name or "",
        payee_name=plan.goal.wallet.name,
        amount=amount,
        actor_id=plan.payer_id,
        key=key,
    )


_MOVES: dict[int, Kind] = {PlanKind.MATCH: Kind.MATCH, PlanKind.INTEREST: Kind.INTEREST}


def skipped(plan: Plan, code: str, *, day: date, now: datetime) -> None:
    """Says that nothing was moved this time, and why: a refusal's code."""
    more = {"day": day.isoformat(), "code": code}
    outbox.append([events.of_plan(events.PLAN_SKIPPED, plan, by=None, now=now, more=more)])
