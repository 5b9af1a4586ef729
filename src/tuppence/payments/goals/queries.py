"""Goals as one actor may see them: their own, and those of the children they guard."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from tuppence.edge.keyset import newest
from tuppence.kernel.errors import NotFound
from tuppence.kernel.paging import Page
from tuppence.ledger import queries as ledger
from tuppence.payments.goals.models import Goal, Plan
from tuppence.payments.wallets import queries as wallets
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right
from tuppence.people.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Saved:
    """A goal and what is in it, in minor units."""

    goal: Goal
    saved: int


def goal(actor: Actor, goal: UUID) -> Goal:
    """One that the actor may see. Raises `NotFound`."""
    found = whole().filter(public_id=goal).first()
    if found is None or not wallets.may_see(actor, found.wallet):
        raise NotFound
    return found


def goals(actor: Actor, *, closed: bool, limit: int, cursor: str | None) -> Page[Saved]:
    """The actor's and their children's goals, newest first: those that are closed, or those that
    are not. Raises `CursorInvalid`."""
    people = [
        actor.person_id,
        *(child.id for child in families.children_of(actor.person_id, Right.SEE_WALLET)),
    ]
    rows = whole().filter(wallet__owner_id__in=people, closed_at__isnull=not closed)
    found = newest(rows, limit=limit, cursor=cursor)
    return Page(with_saved(found.items), found.next)


def with_saved(goals: Sequence[Goal]) -> list[Saved]:
    """Goals with what is in them, all of one instant."""
    balances = ledger.balances([goal.wallet.account_id for goal in goals])
    return [Saved(goal, balances[goal.wallet.account_id].posted) for goal in goals]


def saved(goal: Goal) -> int:
    """What is in a goal now."""
    return ledger.balance(goal.wallet.account_id).posted


def whole() -> QuerySet[Goal]:
    """Goals with what their answers show, in one query."""
    return Goal.objects.select_related("wallet", "wallet__owner", "locked_by")


def plan(actor: Actor, plan: UUID) -> Plan:
    """A plan of a goal that the actor may see. Raises `NotFound`."""
    found = _plans().filter(public_id=plan).first()
    if found is None or not wallets.may_see(actor, found.goal.wallet):
        raise NotFound
    return found


def plans(actor: Actor, of: UUID) -> list[Plan]:
    """What fills a goal by itself now. Raises `NotFound`."""
    return list(_plans().filter(goal=goal(actor, of), ended_at=None).order_by("kind"))


def _plans() -> QuerySet[Plan]:
    return Plan.objects.select_related("goal__wallet__owner", "payer")
