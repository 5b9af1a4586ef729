"""A guardian's say when a child forgot the PIN."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.people.families import queries
from tuppence.people.families.rights import Right
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.models import PinReset
from tuppence.people.identity.operations import pin_resets
from tuppence.people.identity.rules import check_stepped_up


def waiting(actor: Actor, *, now: datetime) -> list[PinReset]:
    """Those that this guardian may agree to and nobody has answered, the oldest first."""
    children = queries.children_of(actor.person_id, Right.APPROVE)
    found = pin_resets.under_way(now=now).filter(
        person_id__in=[child.id for child in children], state=PinReset.State.OPEN
    )
    return list(found.select_related("person").order_by("id"))


def answer(*, actor: Actor, reset: UUID, agrees: bool, now: datetime) -> PinReset:
    """Agrees that a child chooses another PIN, or does not. It takes the right to approve what the
    child pays, as it is the PIN that confirms it; and to agree, the guardian's own step-up.

    Raises `NotFound`, `Forbidden` for the child, `PinNeeded`, `PinResetAnswered`.
    """
    with transaction.atomic():
        found = (
            PinReset.objects.select_for_update(no_key=True, of=("self",))
            .select_related("person")
            .filter(public_id=reset)
            .first()
        )
        if found is None:
            raise NotFound
        if found.person_id == actor.person_id:
            raise Forbidden("a guardian answers this")
        rights = queries.rights_over_child(actor.person_id, found.person_id)
        if not rights:
            raise NotFound
        if Right.APPROVE not in rights:
            raise Forbidden("a guardian who approves payments answers this")
        if agrees:
            check_stepped_up(stepped_up=actor.stepped_up)
        pin_resets.answer(found, by=actor, agrees=agrees, now=now)
    return found
