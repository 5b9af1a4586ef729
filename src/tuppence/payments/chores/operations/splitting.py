"""Decide how a child's rewards are split."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from tuppence.kernel.errors import Forbidden, Refused
from tuppence.payments.chores.models import Split
from tuppence.payments.chores.queries import split_of
from tuppence.payments.chores.rules import WHOLE
from tuppence.payments.controls.queries import controlled
from tuppence.payments.goals.models import Goal
from tuppence.people.identity.actor import Actor


class SplitInvalid(Refused):
    code: ClassVar[str] = "split_invalid"
    status: ClassVar[int] = 422
    title: ClassVar[str] = (
        "A split is of one whole, and each part names an open goal of the child's"
    )


@dataclass(frozen=True, slots=True)
class Part:
    """Basis points of each reward, and the goal that they go into."""

    bp: int
    goal: UUID | None


def decide(*, actor: Actor, person: UUID, save: Part, share: Part, now: datetime) -> Split:
    """A guardian decides how a child's rewards are split from now on.

    Raises `NotFound`, `Forbidden` for the child, `SplitInvalid`.
    """
    child = controlled(actor, person)
    if child.id == actor.person_id:
        raise Forbidden("a guardian decides this")
    if save.bp + share.bp > WHOLE:
        raise SplitInvalid
    with transaction.atomic():
        Split.objects.update_or_create(
            person_id=child.id,
            defaults={
                "save_bp": save.bp,
                "save_goal": _goal(save, child.id),
                "share_bp": share.bp,
                "share_goal": _goal(share, child.id),
                "author_id": actor.person_id,
                "at": now,
            },
        )
        found = split_of(child.id)
    if found is None:
        raise RuntimeError("a split that was written is not there")
    return found


def _goal(part: Part, person_id: int) -> Goal | None:
    if part.goal is None:
        if part.bp:
            raise SplitInvalid
        return None
    found = Goal.objects.filter(
        public_id=part.goal, wallet__owner_id=person_id, closed_at=None
    ).first()
    if found is None:
        raise SplitInvalid
    return found
