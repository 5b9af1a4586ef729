"""The facts this room states. Ids are public ones, amounts minor units, times RFC 3339."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tuppence.kernel.ids import to_public
from tuppence.outbox.facts import Fact
from tuppence.payments.goals.models import Goal, Plan, PlanKind
from tuppence.people.identity.actor import Actor

MADE = "goal.made"
CHANGED = "goal.changed"
LOCKED = "goal.locked"
UNLOCKED = "goal.unlocked"
REACHED = "goal.reached"
CLOSED = "goal.closed"
PLAN_BEGUN = "goal.plan_begun"
PLAN_ENDED = "goal.plan_ended"
PLAN_SKIPPED = "goal.plan_skipped"


@dataclass(frozen=True, slots=True)
class GoalFact:
    """``person`` (per_) is whose goal it is; ``by`` who did it, None for what time or money did."""

    goal: str
    person: str
    target: int
    unit: str
    by: str | None
    at: str


def fact(
    topic: str,
    goal: Goal,
    *,
    by: Actor | None,
    now: datetime,
    more: Mapping[str, Any] | None = None,
) -> Fact:
    """What happened to a goal, as the outbox takes it. ``more`` are further members."""
    named = to_public("gol", goal.public_id)
    event = GoalFact(
        goal=named,
        person=to_public("per", goal.wallet.owner.public_id),
        target=goal.target,
        unit=goal.wallet.unit,
        by=None if by is None else to_public("per", by.person),
        at=now.isoformat(),
    )
    payload = asdict(event) | dict(more or {})
    return Fact(
        topic=topic, key=named, payload=payload, classification="ledger", subject=goal.owner_id
    )


@dataclass(frozen=True, slots=True)
class PlanFact:
    """``person`` (per_) is whose goal it fills, ``payer`` who pays; ``by`` who did it, None for
    what time or money did."""

    plan: str
    kind: str
    goal: str
    person: str
    payer: str
    by: str | None
    at: str


def of_plan(
    topic: str,
    plan: Plan,
    *,
    by: Actor | None,
    now: datetime,
    more: Mapping[str, Any] | None = None,
) -> Fact:
    """What happened to a plan, as the outbox takes it. ``more`` are further members."""
    event = PlanFact(
        plan=to_public("pln", plan.public_id),
        kind=str(PlanKind(plan.kind).label),
        goal=to_public("gol", plan.goal.public_id),
        person=to_public("per", plan.goal.wallet.owner.public_id),
        payer=to_public("per", plan.payer.public_id),
        by=None if by is None else to_public("per", by.person),
        at=now.isoformat(),
    )
    payload = asdict(event) | dict(more or {})
    return Fact(
        topic=topic,
        key=event.plan,
        payload=payload,
        classification="ledger",
        subject=plan.goal.owner_id,
    )
