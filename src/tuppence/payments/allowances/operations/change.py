"""Change an allowance: raise it, skip once, pause, go on, end. Each is a version with its author.

The plan's row is the lock: a pay-day run pays what it has found in the row, so a change that was
answered binds the next due day, and one that comes while a run pays waits until it has.
"""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from tuppence.kernel.errors import Forbidden, Refused
from tuppence.ledger.journals import Key
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.outbox import operations as outbox
from tuppence.payments.allowances import events, queries, rules
from tuppence.payments.allowances.models import Allowance, AllowanceVersion, Plan, State, What
from tuppence.payments.allowances.operations.set_up import Answered, begins, confirmed
from tuppence.payments.calendar import day_of
from tuppence.people.identity.actor import Actor


class AllowanceOver(Refused):
    code: ClassVar[str] = "allowance_over"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "This allowance has ended: set up another"


class AllowancePaused(Refused):
    code: ClassVar[str] = "allowance_paused"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "This allowance is paused: nothing is due that could be skipped"


def raise_to(
    *, actor: Actor, allowance: UUID, amount: int, from_on: date | None, key: Key, now: datetime
) -> Answered:
    """Pays ``amount`` minor units, more or less than until then, on due days from a day on (None:
    from the next). One that was to come later is replaced. The same key does it once.

    Raises `NotFound`, `Forbidden`, `AllowanceOver`, `DayInvalid`, `StepUpRequired`,
    `IdempotencyConflict`.
    """
    with transaction.atomic():
        found = _locked(actor, allowance)
        plan = found.plan
        done = found.versions.filter(author_id=actor.person_id, key=key.digest).first()
        if done is not None:
            if done.request != UUID(key.request_digest):
                raise IdempotencyConflict
            return Answered(found, replayed=True)
        confirmed(actor, amount, unit=found.unit)
        day = begins(from_on, zone=found.zone, now=now)
        if plan.raised_on is not None and plan.raised_on <= day_of(now, zone=found.zone):
            plan.amount = plan.raised_amount or plan.amount  # it holds already
        plan.raised_amount, plan.raised_on = amount, day
        changed(found, What.RAISED, by=actor, amount=amount, from_on=day, key=key, now=now)
    return Answered(found, replayed=False)


def skip(*, actor: Actor, allowance: UUID, now: datetime) -> Allowance:
    """Pays nothing on the next due day. Skipped already is fine.

    Raises `NotFound`, `Forbidden`, `AllowanceOver`, `AllowancePaused`.
    """
    with transaction.atomic():
        found = _locked(actor, allowance)
        if found.plan.state == State.PAUSED:
            raise AllowancePaused
        if found.plan.skip:
            return found
        found.plan.skip = True
        return changed(found, What.SKIPPED, by=actor, now=now)


def pause(*, actor: Actor, allowance: UUID, now: datetime) -> Allowance:
    """Pays nothing until it is resumed. Paused already is fine.

    Raises `NotFound`, `Forbidden`, `AllowanceOver`.
    """
    with transaction.atomic():
        found = _locked(actor, allowance)
        if found.plan.state == State.PAUSED:
            return found
        stop(found.plan, State.PAUSED)
        return changed(found, What.PAUSED, by=actor, now=now)


def resume(*, actor: Actor, allowance: UUID, now: datetime) -> Answered:
    """Pays again from the next due day that is still to come. Not paused is fine.

    Raises `NotFound`, `Forbidden`, `AllowanceOver`.
    """
    with transaction.atomic():
        found = _locked(actor, allowance)
        plan = found.plan
        if plan.state == State.ACTIVE:
            return Answered(found, replayed=True)
        turn = rules.resumed(found.rhythm, zone=found.zone, now=now)
        plan.state, plan.next_on, plan.next_at = State.ACTIVE, turn.on, turn.at
        changed(found, What.RESUMED, by=actor, now=now)
    return Answered(found, replayed=False)


def end(*, actor: Actor, allowance: UUID, now: datetime) -> Allowance:
    """Pays nothing any more; what is owed already stays owed. Ended already is fine.

    Raises `NotFound`, `Forbidden`.
    """
    with transaction.atomic():
        found = _locked(actor, allowance, over=True)
        if found.plan.state == State.ENDED:
            return found
        stop(found.plan, State.ENDED)
        return changed(found, What.ENDED, by=actor, now=now)


def stop(plan: Plan, state: State) -> None:
    """Lets nothing of a locked plan be due."""
    plan.state, plan.next_on, plan.next_at, plan.skip = state, None, None, False


def _locked(actor: Actor, allowance: UUID, *, over: bool = False) -> Allowance:
    """One that the actor gives, its plan locked; ``over``: one that has ended, too."""
    found = queries.allowance(actor, allowance)
    if found.giver_id != actor.person_id:
        raise Forbidden("only who gives an allowance changes it")
    found.plan = Plan.objects.select_for_update(no_key=True).get(pk=found.pk)
    if found.plan.state == State.ENDED and not over:
        raise AllowanceOver
    return found


def changed(
    found: Allowance,
    what: What,
    *,
    by: Actor | None,
    now: datetime,
    amount: int | None = None,
    from_on: date | None = None,
    key: Key | None = None,
) -> Allowance:
    """Writes down and states what became of an allowance whose plan is locked."""
    plan = found.plan
    plan.version += 1
    plan.save()
    holds = plan.amount if amount is None else amount
    AllowanceVersion.objects.create(
        allowance=found,
        version=plan.version,
        what=what,
        amount=holds,
        from_on=from_on,
        next_on=plan.next_on,
        author_id=None if by is None else by.person_id,
        at=now,
        key=None if key is None else key.digest,
        request=None if key is None else key.request_digest,
    )
    day = None if from_on is None else from_on.isoformat()
    outbox.append(
        [events.changed(found, plan, what, amount=holds, from_on=day, by=by, at=now.isoformat())]
    )
    return found
