"""End the plans that an ex-guardian pays for: matching what is saved, and interest on it.

Plans ask for the right whenever they are to do something, and end then. Here they end as soon as
the right is lost, so that nobody is shown a promise that will not be kept.
"""

from datetime import datetime

from django.db.models import Q

from tuppence.payments.goals.models import BY_GUARDIAN, Plan
from tuppence.payments.goals.operations.plans import stop
from tuppence.payments.goals.operations.pots import locked_rows
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right


def let_go(*, about: int, now: datetime) -> None:
    """Ends the plans that a person pays for, or that fill goals of theirs, where who pays has lost
    the right. Requires an open transaction."""
    theirs = Q(payer_id=about) | Q(goal__wallet__owner_id=about)
    plans = Plan.objects.filter(theirs, kind__in=BY_GUARDIAN, ended_at=None)
    goals = locked_rows(sorted(set(plans.values_list("goal_id", flat=True))))
    # Read anew under the locks: one may have ended meanwhile.
    still = list(plans.filter(goal_id__in=goals).select_related("payer").order_by("pk"))
    pairs = {plan.pk: (plan.payer_id, goals[plan.goal_id].owner_id) for plan in still}
    held = families.still_hold(Right.TOP_UP, set(pairs.values()))
    for plan in still:
        if pairs[plan.pk] not in held:
            plan.goal = goals[plan.goal_id]
            stop(plan, by=None, now=now)
