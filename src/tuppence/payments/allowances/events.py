"""The facts this room states. That an allowance was paid is `payment.succeeded`."""

from dataclasses import asdict, dataclass
from typing import ClassVar

from tuppence.kernel.ids import to_public
from tuppence.outbox.facts import Fact
from tuppence.payments.allowances.models import Allowance, Plan, State, What
from tuppence.people.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class AllowanceChanged:
    """``what`` was done (set, raised, skipped, paused, resumed, ended) ``by`` (per_) whom; None for
    one that ended as its giver guards the child no more. ``amount`` is what is paid from
    ``from_on`` on; dates are ISO 8601."""

    TOPIC: ClassVar[str] = "allowance.changed"
    allowance: str
    person: str
    what: str
    state: str
    amount: int
    unit: str
    from_on: str | None
    next_on: str | None
    by: str | None
    at: str


@dataclass(frozen=True, slots=True)
class AllowanceLapsed:
    """Due days from ``first_on`` to the one before ``next_on`` were so long ago, when schedules ran
    again, that they are not made up for by themselves."""

    TOPIC: ClassVar[str] = "allowance.lapsed"
    allowance: str
    first_on: str
    next_on: str
    at: str


def changed(
    allowance: Allowance, plan: Plan, what: What, *, amount: int, from_on: str | None,
    by: Actor | None, at: str,
) -> Fact:  # fmt: skip
    event = AllowanceChanged(
        allowance=to_public("alw", allowance.public_id),
        person=to_public("per", allowance.person.public_id),
        what=what.label,
        state=State(plan.state).label,
        amount=amount,
        unit=allowance.unit,
        from_on=from_on,
        next_on=None if plan.next_on is None else plan.next_on.isoformat(),
        by=None if by is None else to_public("per", by.person),
        at=at,
    )
    return Fact(
        topic=event.TOPIC,
        key=event.allowance,
        payload=asdict(event),
        classification="ledger",
        subject=allowance.person_id,
    )


def lapsed(event: AllowanceLapsed, *, person_id: int) -> Fact:
    return Fact(
        topic=event.TOPIC,
        key=event.allowance,
        payload=asdict(event),
        classification="ledger",
        subject=person_id,
    )
