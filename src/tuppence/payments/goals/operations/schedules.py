"""Do what plans are due for by the calendar: save a set amount, pay interest.

Each due day of a plan is done in a transaction of its own, under a key of the plan and the day. So
one that was done is not done again, whatever died in between, and after an outage every day that
was missed is made up for, in order.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

import structlog
from django.db import transaction

from tuppence.kernel.ids import to_public
from tuppence.ledger import queries as ledger
from tuppence.ledger.journals import Key
from tuppence.payments import calendar
from tuppence.payments.goals import rules
from tuppence.payments.goals.models import Goal, Plan, PlanKind
from tuppence.payments.goals.operations import pots
from tuppence.payments.goals.operations.plans import paid, rhythm, skipped, stop
from tuppence.payments.payments import posting
from tuppence.payments.wallets import queries as wallets
from tuppence.payments.wallets.queries import WalletMissing
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right
from tuppence.people.identity import queries as identity
from tuppence.people.identity.rules import ConsentRequired

AT_ONCE: Final = 500
_INSTANT: Final = timedelta(microseconds=1)

log = structlog.get_logger(__name__)


def run_due(*, now: datetime) -> int:
    """Does what is due; gives how many due days were done. What fails stays due, and does not hold
    up the others."""
    done = 0
    # The zone that is furthest ahead has tomorrow's date; the goal's own zone decides below.
    horizon = now.date() + calendar.DAY
    waiting = Plan.objects.filter(ended_at=None, due_on__lte=horizon).order_by("due_on", "pk")
    for plan in list(waiting.values_list("pk", "goal_id")[:AT_ONCE]):
        try:
            while _run(*plan, now=now):
                done += 1
        except Exception:
            log.exception("goal_plan_failed", plan=plan[0])
    return done


def _run(plan_id: int, goal_id: int, *, now: datetime) -> bool:
    """The plan's next due day, if it has come; whether it had."""
    with transaction.atomic():
        goal = pots.locked_rows([goal_id])[goal_id]
        plan = Plan.objects.select_related("payer").filter(pk=plan_id, ended_at=None).first()
        last = calendar.last_due_day(now, zone=goal.wallet.zone)
        if plan is None or plan.due_on is None or plan.due_on > last:
            return False
        plan.goal = goal
        if plan.kind == PlanKind.INTEREST and not families.guards(
            plan.payer_id, goal.owner_id, Right.TOP_UP
        ):
            stop(plan, by=None, now=now)
            return False
        _do(plan, goal, plan.due_on, now=now)
    return True


def _do(plan: Plan, goal: Goal, day: date, *, now: datetime) -> None:
    amount, plan.carry = _amount(plan, goal, day)
    plan.due_on = calendar.after(rhythm(plan), day)
    plan.save(update_fields=["due_on", "carry"])
    if not amount:
        return
    payer = wallets.personal(plan.payer_id, unit=goal.wallet.unit)
    owner = identity.person(goal.owner_id)
    if payer is None or owner is None or owner.rests:
        code = WalletMissing.code if payer is None else ConsentRequired.code
        skipped(plan, code, day=day, now=now)
        return
    [settled] = posting.post([paid(plan, payer=payer, amount=amount, key=_key(plan, day))])
    if settled is None:
        raise RuntimeError(f"the key of plan {plan.pk} for {day} stands for something else")
    if settled.payment.refusal_code is not None:
        skipped(plan, settled.payment.refusal_code, day=day, now=now)
    else:
        pots.note_reached(goal, now=now)


def _key(plan: Plan, day: date) -> Key:
    return Key("goal-plan", f"{to_public('pln', plan.public_id)} {day.isoformat()}", "")


def _amount(plan: Plan, goal: Goal, day: date) -> tuple[int, int]:
    """What is moved on a due day, and what is carried to the next."""
    if plan.kind == PlanKind.INTEREST:
        ends = list(_ends_of_days(plan, goal, day))
        return rules.interest(ends, basis_points=plan.basis_points or 0, carry=plan.carry)
    return plan.amount or 0, 0


def _ends_of_days(plan: Plan, goal: Goal, day: date) -> Iterator[int]:
    """What was in the goal at the end of each day of the month before, since the plan began."""
    zone = goal.wallet.zone
    begun = calendar.day_of(plan.created_at, zone=zone)
    one = max(calendar.month_of(day - calendar.DAY)[0], begun)
    while one < day:
        midnight = calendar.moment(one + calendar.DAY, zone=zone, at=calendar.MIDNIGHT)
        yield ledger.balance_at(goal.wallet.account_id, midnight - _INSTANT)
        one += calendar.DAY
