"""End what an ex-guardian gives: who has no right any more to give a child anything gives nothing.

What is owed already stays owed: it was due while they had.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from tuppence.payments.allowances import queries
from tuppence.payments.allowances.models import Allowance, Plan, State, What
from tuppence.payments.allowances.operations.change import changed, stop
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right


class Between(NamedTuple):
    """Between whom an allowance is."""

    allowance: int
    giver: int
    person: int


def let_go(*, about: int, now: datetime) -> None:
    """Ends what a person gives or gets where the giver has lost the right. It leaves the rest
    alone, and may be asked for at any time. Requires an open transaction."""
    theirs = Q(giver_id=about) | Q(person_id=about)
    rows = Allowance.objects.filter(theirs).exclude(plan__state=State.ENDED)
    end_unheld([Between(*row) for row in rows.values_list("pk", "giver_id", "person_id")], now=now)


def end_unheld(found: Collection[Between], *, now: datetime) -> set[int]:
    """Ends those whose giver has no right to give; gives which. Requires an open transaction."""
    held = families.still_hold(Right.TOP_UP, {(one.giver, one.person) for one in found})
    gone = {one.allowance for one in found if (one.giver, one.person) not in held}
    if gone:
        _end(gone, now=now)
    return gone


def _end(gone: Collection[int], *, now: datetime) -> None:
    # In one order for everyone; a pay-day run waits for no row.
    rows = Plan.objects.select_for_update(no_key=True).filter(pk__in=gone).order_by("pk")
    plans = {plan.pk: plan for plan in rows if plan.state != State.ENDED}
    for allowance in queries.whole().filter(pk__in=plans).order_by("pk"):
        allowance.plan = plans[allowance.pk]
        stop(allowance.plan, State.ENDED)
        changed(allowance, What.ENDED, by=None, now=now)
