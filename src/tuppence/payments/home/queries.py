"""One look at everything that a first screen shows, in as many statements for five children as for
one. Balances and rights are read from the primary; nothing is cached."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tuppence.payments.approvals import queries as approvals
from tuppence.payments.approvals.models import Approval
from tuppence.payments.payments import queries as payments
from tuppence.payments.payments.models import Payment
from tuppence.payments.payments.queries import Spent
from tuppence.payments.wallets import queries as wallets
from tuppence.payments.wallets.queries import Held
from tuppence.people.families import queries as families
from tuppence.people.families.queries import FamilyRef
from tuppence.people.families.rights import Right
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.queries import PersonRef

RECENT: Final = 10
"""Payments that are shown."""
MOST_APPROVALS: Final = 50


@dataclass(frozen=True, slots=True)
class SpentIn:
    """What was spent of one unit."""

    unit: str
    today: int
    month: int


@dataclass(frozen=True, slots=True)
class ChildAtHome:
    """A teen as this guardian may see them. What they may not is empty: ``rights`` says which."""

    person: PersonRef
    rights: list[Right]
    wallets: list[Held]
    spent: list[SpentIn]


@dataclass(frozen=True, slots=True)
class Home:
    """``own``: the actor's wallets. ``approvals`` wait for this guardian's yes, or are the actor's
    own. ``payments`` are the newest of all wallets whose history the actor may see."""

    family: FamilyRef | None
    own: list[Held]
    children: list[ChildAtHome]
    approvals: list[Approval]
    payments: list[Payment]


def home(actor: Actor, *, now: datetime) -> Home:
    """All of it, as the actor may see it."""
    me = actor.person_id
    guarded = {child.person_id: child.rights for child in families.children(me)}
    people = identity.people(list(guarded)) if guarded else {}
    held = wallets.held(wallets.open_of([me, *_with(Right.SEE_WALLET, guarded)]))
    known = {me, *_with(Right.SEE_HISTORY, guarded)}
    seen = [one.wallet for one in held if one.wallet.owner_id in known]
    spent = payments.spent_lately([one for one in seen if one.owner_id != me], now=now)
    return Home(
        family=families.family_of(me),
        own=[one for one in held if one.wallet.owner_id == me],
        children=[_child(people[child], rights, held, spent) for child, rights in guarded.items()],
        approvals=approvals.waiting(
            [me, *_with(Right.SEE_APPROVALS, guarded)], now=now, most=MOST_APPROVALS
        ),
        payments=payments.recent(seen, most=RECENT),
    )


def _with(right: Right, guarded: dict[int, frozenset[Right]]) -> list[int]:
    return [child for child, rights in guarded.items() if right in rights]


def _child(
    person: PersonRef, rights: Iterable[Right], held: list[Held], spent: dict[int, Spent]
) -> ChildAtHome:
    own = [one for one in held if one.wallet.owner_id == person.id]
    by_unit: dict[str, SpentIn] = {}
    for one in own:
        if one.wallet.pk in spent:
            unit, found = one.wallet.unit, spent[one.wallet.pk]
            so_far = by_unit.get(unit, SpentIn(unit, 0, 0))
            by_unit[unit] = SpentIn(unit, so_far.today + found.today, so_far.month + found.month)
    return ChildAtHome(person, sorted(rights), own, list(by_unit.values()))
