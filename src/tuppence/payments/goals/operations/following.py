"""Let plans follow what happens: round a payment up, save a share of what came in, match a saving.

A page of facts is followed as a whole: goals are locked in one order and everything is posted in
one statement, so that plans and payments never wait for each other in a circle. Each movement has a
key of its plan and of the payment that it follows, so none is made twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, Sum

from tuppence.kernel.ids import to_public
from tuppence.ledger import queries as ledger
from tuppence.ledger.journals import Key
from tuppence.payments import calendar
from tuppence.payments.goals import rules
from tuppence.payments.goals.models import Goal, Plan, PlanKind
from tuppence.payments.goals.operations import pots
from tuppence.payments.goals.operations.plans import paid, skipped, stop
from tuppence.payments.payments import posting
from tuppence.payments.payments.models import Kind, Payment, State
from tuppence.payments.payments.posting import Movement, Settled
from tuppence.payments.wallets.models import Kind as WalletKind
from tuppence.payments.wallets.models import Wallet
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right
from tuppence.people.identity import queries as identity

INCOMES: Final = frozenset(
    kind.label for kind in (Kind.TOP_UP, Kind.PERSON, Kind.ALLOWANCE, Kind.CHORE, Kind.GIFT)
)
"""What counts as coming in. What comes back (a refund, a withdrawal) was there before."""

FOLLOWED: Final = INCOMES | {Kind.MERCHANT.label, Kind.SAVING.label}
AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Moved:
    """A payment that succeeded, as its fact tells of it. ``payment`` is its public id; ``kind`` a
    label of `Kind`; ``at`` when it was posted."""

    payment: str
    kind: str
    payer: UUID | None
    payee: UUID
    amount: int
    at: datetime


@dataclass(frozen=True, slots=True)
class _Step:
    """What a plan makes of a payment. All steps of a plan have the same row of it."""

    plan: Plan
    after: Moved

    @property
    def day(self) -> date:
        return calendar.day_of(self.after.at, zone=self.plan.goal.wallet.zone)


def follow(moved: Sequence[Moved], *, now: datetime) -> None:
    """Does what plans promise after these payments. A plan follows only what happened since it was
    begun. Own money is moved if it is there, and otherwise nothing is said; that a guardian's is
    not there is told. While an owner's account rests for want of consent, nothing is done.
    Requires an open transaction."""
    found = list(_found(moved))
    if not found:
        return
    goals = pots.locked_rows(sorted({plan.goal_id for plan, _ in found}))
    owners = identity.people([goal.owner_id for goal in goals.values()])
    awake = {pk: goal for pk, goal in goals.items() if not owners[goal.owner_id].rests}
    steps = _one_match_a_month(list(_steps(found, awake)))
    purses = _Purses([step.plan for step in steps])
    planned = [
        (step, movement)
        for step in steps
        if (movement := _movement(step, purses, now=now)) is not None
    ]
    for begin in range(0, len(planned), AT_ONCE):
        _post(planned[begin : begin + AT_ONCE], now=now)


def _found(moved: Sequence[Moved]) -> Iterator[tuple[Plan, Moved]]:
    """The plans that a payment is of interest to, in the order of payments."""
    wallets = Wallet.objects.in_bulk(
        {one for each in moved for one in (each.payer, each.payee) if one}, field_name="public_id"
    )
    concerned = [(each, *_concern(each, wallets)) for each in moved]
    owners = [who for _, kind, who in concerned if kind not in (None, PlanKind.MATCH)]
    pots_of = [who for _, kind, who in concerned if kind == PlanKind.MATCH]
    plans: dict[tuple[int, int], list[Plan]] = {}
    for plan in (
        Plan.objects.select_related("goal")
        .filter(
            Q(kind__in=(PlanKind.ROUND_UP, PlanKind.SHARE), payer_id__in=owners)
            | Q(kind=PlanKind.MATCH, goal__wallet_id__in=pots_of),
            ended_at=None,
        )
        .order_by("pk")
    ):
        who = plan.goal.wallet_id if plan.kind == PlanKind.MATCH else plan.payer_id
        plans.setdefault((plan.kind, who), []).append(plan)
    for each, kind, who in concerned:
        for plan in plans.get((kind or 0, who), ()):
            if plan.created_at <= each.at:
                yield plan, each


def _concern(moved: Moved, wallets: dict[UUID, Wallet]) -> tuple[PlanKind | None, int]:
    """Which kind of plan a payment may be of interest to, and whose (a person's, a pot's)."""
    payee = wallets.get(moved.payee)
    payer = None if moved.payer is None else wallets.get(moved.payer)
    if moved.kind == Kind.MERCHANT.label and payer and payer.kind == WalletKind.PERSONAL:
        return PlanKind.ROUND_UP, payer.owner_id
    if moved.kind == Kind.SAVING.label and payee:
        return PlanKind.MATCH, payee.pk
    if moved.kind in INCOMES and payee and payee.kind == WalletKind.PERSONAL:
        return PlanKind.SHARE, payee.owner_id
    return None, 0


def _steps(found: Sequence[tuple[Plan, Moved]], goals: dict[int, Goal]) -> Iterator[_Step]:
    """With the plans as they are now that their goals are locked: one may have ended."""
    rows = Plan.objects.select_related("payer").filter(
        pk__in={plan.pk for plan, _ in found}, ended_at=None
    )
    now_there = {row.pk: row for row in rows}
    for plan, each in found:
        row = now_there.get(plan.pk)
        if row is not None and row.goal_id in goals:
            row.goal = goals[row.goal_id]
            yield _Step(row, each)


def _one_match_a_month(steps: Sequence[_Step]) -> list[_Step]:
    """A match is of the month's whole, so of a page's savings only the last asks for it. (An
    earlier one that is told again has used its key.)"""
    last = {
        (step.plan.pk, calendar.month_of(step.day)): step
        for step in steps
        if step.plan.kind == PlanKind.MATCH
    }
    return [step for step in steps if step.plan.kind != PlanKind.MATCH] + list(last.values())


class _Purses:
    """The wallets that plans are paid from, and what is available there."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        rows = Wallet.objects.select_related("owner").filter(
            owner_id__in={plan.payer_id for plan in plans}, kind=WalletKind.PERSONAL, closed_at=None
        )
        self._wallets = {(row.owner_id, row.unit): row for row in rows}
        held = ledger.balances([row.account_id for row in self._wallets.values()])
        self._left = {
            account: 0 if balance.frozen else balance.available or 0
            for account, balance in held.items()
        }

    def of(self, plan: Plan) -> Wallet | None:
        return self._wallets.get((plan.payer_id, plan.goal.wallet.unit))

    def has(self, wallet: Wallet, amount: int) -> bool:
        """Whether so much is there; counts it as gone if it is."""
        if self._left[wallet.account_id] < amount:
            return False
        self._left[wallet.account_id] -= amount
        return True


def _movement(step: _Step, purses: _Purses, *, now: datetime) -> Movement | None:
    plan = step.plan
    payer = purses.of(plan)
    if payer is None or plan.ended_at is not None:
        return None
    if plan.kind == PlanKind.MATCH and not families.guards(
        plan.payer_id, plan.goal.owner_id, Right.TOP_UP
    ):
        stop(plan, by=None, now=now)
        return None
    amount = _amount(step)
    if not amount or (plan.kind != PlanKind.MATCH and not purses.has(payer, amount)):
        return None
    if plan.kind == PlanKind.MATCH:
        plan.matched += amount
    key = Key("goal-plan", f"{to_public('pln', plan.public_id)} {step.after.payment}", "")
    return paid(plan, payer=payer, amount=amount, key=key)


def _amount(step: _Step) -> int:
    plan, paid_before = step.plan, step.after.amount
    if plan.kind == PlanKind.ROUND_UP:
        return rules.round_up(paid_before, step=plan.step or 1)
    if plan.kind == PlanKind.SHARE:
        return rules.share_of(paid_before, percent=plan.percent or 0)
    month, following = calendar.month_of(step.day)
    if plan.matched_in is None or month > plan.matched_in:
        plan.matched_in, plan.matched = month, 0
    if month < plan.matched_in:  # told late, after the month's match was settled
        return 0
    zone = plan.goal.wallet.zone
    since = calendar.moment(month, zone=zone, at=calendar.MIDNIGHT)
    until = calendar.moment(following, zone=zone, at=calendar.MIDNIGHT)
    return rules.match_due(
        saved=_saved_between(plan.goal, max(since, plan.created_at), until),
        percent=plan.percent or 0,
        cap=plan.amount or 0,
        matched=plan.matched,
    )


def _saved_between(goal: Goal, since: datetime, until: datetime) -> int:
    """What its owner saved into a goal, less what they drew."""
    when = Payment.objects.filter(
        state=State.SUCCEEDED, created_at__gte=since, created_at__lt=until
    )
    came = when.filter(payee_wallet=goal.wallet, kind=Kind.SAVING).aggregate(sum=Sum("amount"))
    went = when.filter(payer_wallet=goal.wallet).aggregate(sum=Sum("amount"))
    return int(came["sum"] or 0) - int(went["sum"] or 0)


def _post(planned: Sequence[tuple[_Step, Movement]], *, now: datetime) -> None:
    touched: dict[int, Goal] = {}
    settled = posting.post([movement for _, movement in planned])
    for (step, movement), done in zip(planned, settled, strict=True):
        if _moved(step, done, now=now):
            touched[step.plan.goal_id] = step.plan.goal
        elif step.plan.kind == PlanKind.MATCH:
            step.plan.matched -= movement.payment.amount
    for plan in {step.plan.pk: step.plan for step, _ in planned}.values():
        if plan.kind == PlanKind.MATCH:
            plan.save(update_fields=["matched", "matched_in"])
    for goal in touched.values():
        pots.note_reached(goal, now=now)


def _moved(step: _Step, done: Settled | None, *, now: datetime) -> bool:
    if done is None or done.replayed:
        return False
    if done.payment.refusal_code is None:
        return True
    skipped(step.plan, done.payment.refusal_code, day=step.day, now=now)
    return False
