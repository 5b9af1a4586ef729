"""Coming of age: on the 18th birthday rights are handed over to whom they were about.

What a guardian may do ends by itself at that midnight, whether or not any schedule runs: every look
at rights asks the age (`queries.rights_over_child`), and every payment does. What is done here is
the rest: the place in the family changes, what was proposed about them is moot, and the fact tells
other rooms to let go of controls and of what waits for a guardian.
"""

from datetime import datetime
from typing import Final

import structlog
from django.db import Error, transaction

from tuppence.kernel.ids import to_public
from tuppence.outbox import operations as outbox
from tuppence.people.families import departures, events
from tuppence.people.families.models import ComingOfAge, Family, Membership, Role, Scope
from tuppence.people.families.operations import lock, public_id
from tuppence.people.identity.operations import people

AT_ONCE: Final = 200

log = structlog.get_logger(__name__)


def hand_over(*, now: datetime) -> int:
    """Hands rights over to all whose 18th birthday has begun, each in a transaction of their own;
    gives how many. After an outage it does what it missed. Run twice, or by two at once, it does
    nothing twice. One that fails is logged, and tried again the next time."""
    done, after = 0, 0
    while due := _due(now, after=after):
        for person_id in due:
            try:
                done += _hand_over(person_id, now=now)
            except Error:
                log.exception("coming_of_age_failed", person=person_id)
        after = due[-1]
    return done


def _give_place(family: Family, place: Membership, *, now: datetime) -> None:
    Membership.objects.filter(pk=place.pk, role=Role.TEEN).update(role=Role.YOUNG_ADULT)
    Scope.objects.filter(child_id=place.pk).delete()
    departures.end_proposals_about(family, place.person_id, now=now)


def _due(now: datetime, *, after: int) -> list[int]:
    rows = ComingOfAge.objects.filter(
        done_at=None, day__lte=people.local_day(now), person_id__gt=after
    ).order_by("person_id")
    return list(rows.values_list("person_id", flat=True)[:AT_ONCE])


def _hand_over(person_id: int, *, now: datetime) -> bool:
    with transaction.atomic():
        place = Membership.objects.filter(person_id=person_id, role=Role.TEEN).first()
        family = None if place is None else lock(place.family_id)
        rows = ComingOfAge.objects.select_for_update().select_related("person")
        row = rows.filter(person_id=person_id, done_at=None).first()
        if row is None:
            return False
        if place is not None and family is not None:
            _give_place(family, place, now=now)
        row.done_at = now
        row.save(update_fields=["done_at"])
        event = events.CameOfAge(
            family=None if family is None else public_id(family),
            person=to_public("per", row.person.public_id),
        )
        outbox.append([events.fact(event, subject=person_id)])
    return True
