"""Checks and tiers as one actor may see them: their own, and those of the children they guard."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tuppence.kernel.errors import NotFound
from tuppence.people.families import queries as families
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.queries import PersonRef
from tuppence.people.kyc import rules
from tuppence.people.kyc.models import Check, Standing, State, Tier


@dataclass(frozen=True, slots=True)
class Status:
    """Where a person stands. ``check`` is the newest one. ``again_at``: from when there is another
    try; None when there is one now, or (``tries_spent``) there is none any more."""

    person: PersonRef
    tier: Tier
    check: Check | None
    tries_spent: bool
    again_at: str | None


def status(actor: Actor, person: UUID | None, *, now: datetime) -> Status:
    """The standing of a person, the actor when None. Raises `NotFound` unless it is the actor, or a
    child whom they guard."""
    who = subject(actor, person)
    newest = Check.objects.filter(person_id=who.id).order_by("-id").first()
    spent, again_at = False, None
    try:
        rules.check_tries(tries(who.id), now=now)
    except rules.KycTriesSpent as refusal:
        spent, again_at = True, refusal.data["again_at"]
    return Status(who, tier(who.id), newest, spent, again_at)


def subject(actor: Actor, person: UUID | None) -> PersonRef:
    """Whom the actor asks about: themselves, or a child whom they guard. Raises `NotFound`."""
    found = (
        identity.person(actor.person_id) if person is None else identity.person_by_public_id(person)
    )
    if found is None:
        raise NotFound
    if found.id != actor.person_id and not families.guards(actor.person_id, found.id):
        raise NotFound
    return found


def tier(person_id: int) -> Tier:
    """The tier that a person is on."""
    return tiers([person_id])[person_id]


def tiers(person_ids: Iterable[int]) -> dict[int, Tier]:
    """The tiers of some persons, by key."""
    wanted = list(person_ids)
    found = Standing.objects.filter(person_id__in=wanted).values_list("person_id", "tier")
    return dict.fromkeys(wanted, Tier.SMALL) | {key: Tier(tier) for key, tier in found}


def taken_back() -> list[int]:
    """Persons who were on a larger tier once, and are on the small one now."""
    return list(Standing.objects.filter(tier=Tier.SMALL).values_list("person_id", flat=True))


def tries(person_id: int) -> list[datetime]:
    """When a person tried, as far as it counts."""
    return list(
        Check.objects.filter(person_id=person_id, counts=True)
        .exclude(state=State.VOID)
        .values_list("submitted_at", flat=True)
    )
