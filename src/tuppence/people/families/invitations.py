"""Verbs of invitations: invite somebody to a family, take that back, take it up.

The platform sends nothing: the guardian hands the code over, so nobody can have strangers texted.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tuppence.kernel.errors import Refused
from tuppence.kernel.ids import to_public
from tuppence.outbox import operations as outbox
from tuppence.people.families import events, limits, proposals, queries
from tuppence.people.families.models import (
    Family,
    Invitation,
    InvitationState,
    Proposal,
    ProposalState,
    Role,
)
from tuppence.people.families.operations import add_member, create_family, lock, public_id
from tuppence.people.families.queries import Household
from tuppence.people.families.quorum import Action
from tuppence.people.families.rights import Right
from tuppence.people.families.rules import check_room
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.keys import derived
from tuppence.people.identity.models import Person
from tuppence.people.identity.operations import people
from tuppence.people.identity.rules import check_stepped_up, phone_from

LIFE: Final = timedelta(days=7)
_WAITING: Final = (InvitationState.OPEN, InvitationState.PROPOSED)
MOST_OPEN: Final = 5
"""Invitations of one family that can be open at once."""

_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without what is read as another: no 0 and O, 1 and I and L, U and V."""
_LENGTH: Final = 12


class InvitationUnknown(Refused):
    code: ClassVar[str] = "invitation_unknown"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "This code is wrong, used, revoked or too old, or is not for your phone"


class InvitationDecided(Refused):
    """``state`` is what became of it."""

    code: ClassVar[str] = "invitation_decided"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "Somebody took this invitation up already"


class InvitationsFull(Refused):
    code: ClassVar[str] = "invitations_full"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "The family has as many open invitations as it can have"


@dataclass(frozen=True, slots=True)
class Made:
    """An invitation and its code, which is known in this moment only."""

    invitation: Invitation
    code: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody who has just signed in tells of themselves when they join a family."""

    name: str
    handle: str
    birth_date: date


def found(*, actor: Actor, name: str, now: datetime) -> Household:
    """A family of the actor's own, who is its first guardian.

    Raises `RoleRefused` for a minor, `AlreadyMember` for who guards a family.
    """
    person = Person.objects.get(pk=actor.person_id)
    family = create_family(name=name, guardian=person, today=people.local_day(now))
    return queries.household(family.pk)


def invite(*, actor: Actor, role: Role, phone: str | None, now: datetime) -> Made:
    """An invitation to the family that the actor guards. With ``phone``, only who has signed in
    with that phone can take it up. A guardian's is proposed to the other guardians first.

    Raises `NotFound`, `Forbidden` for who is no guardian, `PinNeeded` for a guardian's place,
    `PhoneInvalid`, `FamilyFull`, `InvitationsFull`, `ProposalsFull`, `RateLimited`.
    """
    place = queries.place_with(actor, Right.INVITE)
    if role == Role.GUARDIAN:
        check_stepped_up(stepped_up=actor.stepped_up)
    number = None if phone is None else phone_from(phone)
    limits.admit_invitation(person_id=actor.person_id)
    code = new_code()
    with transaction.atomic():
        family = lock(place.family_id)
        roles = list(family.memberships.values_list("role", flat=True))
        check_room(role, guardians=roles.count(Role.GUARDIAN), members=len(roles))
        if _open(family, now=now).count() >= MOST_OPEN:
            raise InvitationsFull
        made = Invitation.objects.create(
            family=family,
            role=role,
            phone=number,
            code_hash=_hash(code),
            invited_by_id=actor.person_id,
            created_at=now,
            expires_at=now + LIFE,
            state=InvitationState.PROPOSED if role == Role.GUARDIAN else InvitationState.OPEN,
        )
        told = events.InvitationMade(
            family=public_id(family),
            invitation=to_public("inv", made.public_id),
            role=role,
            by=to_public("per", actor.person),
        )
        outbox.append([events.fact(told, subject=actor.person_id)])
        if role == Role.GUARDIAN:
            proposal = proposals.make(
                actor=actor, family=family, action=Action.INVITE_GUARDIAN, invitation=made, now=now
            )
            proposals.vote(actor=actor, family=family, proposal=proposal, yes=True, now=now)
    return Made(queries.invitation(actor, made.public_id), code)


def revoke(*, actor: Actor, invitation: UUID, now: datetime) -> Invitation:
    """Takes an invitation back, whichever guardian made it. Revoked or expired already is fine.

    Raises `NotFound`, `Forbidden`, and `InvitationDecided` for one that was taken up.
    """
    place = queries.place_with(actor, Right.INVITE)
    with transaction.atomic():
        family = lock(place.family_id)
        one = queries.invitation(actor, invitation)
        if one.state == InvitationState.ACCEPTED:
            raise InvitationDecided(state=InvitationState.ACCEPTED.label)
        if one.state in _WAITING:
            _revoke(family, one, by=actor, now=now)
    return one


def accept(
    *, actor: Actor, code: str, profile: Profile | None, address: str, now: datetime
) -> Household:
    """Takes an invitation up: the actor has its place in the family. ``profile`` completes that of
    somebody who has none yet; a minor may, as the guardian who invited them vouches for them.

    Raises `InvitationUnknown`, `RoleRefused` for the wrong age, `FamilyFull`, `AlreadyMember`,
    `RateLimited`, `LimiterUnavailable`, and what completing a profile raises.
    """
    limits.admit_try(person_id=actor.person_id, address=address)
    with transaction.atomic():
        one = Invitation.objects.filter(code_hash=_hash(code)).first()
        if one is None:
            raise InvitationUnknown
        # The family's lock, and only then its rows: the order that every other verb has.
        family = lock(one.family_id)
        one.refresh_from_db()
        person = Person.objects.get(pk=actor.person_id)
        if one.standing(at=now) != InvitationState.OPEN or one.phone not in (None, person.phone):
            raise InvitationUnknown
        person = _with_profile(actor, person, profile, now=now)
        add_member(family=family, person=person, role=Role(one.role), today=people.local_day(now))
        if one.role == Role.GUARDIAN:
            # Others may have been invited by fewer guardians than there are from now on.
            _end(_waiting_for_guardians(family).exclude(pk=one.pk), now=now)
        one.state, one.decided_at, one.accepted_by = InvitationState.ACCEPTED, now, person
        one.save(update_fields=["state", "decided_at", "accepted_by"])
    return queries.household(family.pk)


def new_code() -> str:
    """Twelve random characters, in threes of four: 59 bits."""
    drawn = [secrets.choice(_ALPHABET) for _ in range(_LENGTH)]
    return "-".join("".join(drawn[at : at + 4]) for at in range(0, _LENGTH, 4))


def _with_profile(
    actor: Actor, person: Person, profile: Profile | None, *, now: datetime
) -> Person:
    if profile is None:
        if not person.profile_complete:
            raise people.ProfileUnfinished
        return person
    if person.profile_complete:
        raise people.ProfileFixed
    return people.change_profile(
        actor,
        name=profile.name,
        handle=profile.handle,
        birth_date=profile.birth_date,
        now=now,
        vouched_for=True,
    )


def _open(family: Family, *, now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(family=family, state__in=_WAITING, expires_at__gt=now)


def _waiting_for_guardians(family: Family) -> QuerySet[Invitation]:
    return Invitation.objects.filter(family=family, role=Role.GUARDIAN, state__in=_WAITING)


def _revoke(family: Family, one: Invitation, *, by: Actor, now: datetime) -> None:
    one.state, one.decided_at = InvitationState.REVOKED, now
    _end(Invitation.objects.filter(pk=one.pk), now=now)
    told = events.InvitationRevoked(
        family=public_id(family),
        invitation=to_public("inv", one.public_id),
        by=to_public("per", by.person),
    )
    outbox.append([events.fact(told, subject=by.person_id)])


def _end(rows: QuerySet[Invitation], *, now: datetime) -> None:
    """Ends invitations, and what is proposed about them."""
    ids = list(rows.values_list("pk", flat=True))
    Invitation.objects.filter(pk__in=ids).update(state=InvitationState.REVOKED, decided_at=now)
    Proposal.objects.filter(invitation_id__in=ids, state=ProposalState.OPEN).update(
        state=ProposalState.MOOT, decided_at=now
    )


def _hash(code: str) -> bytes:
    """A keyed hash of a code, however it was typed."""
    plain = "".join(character for character in code.upper() if character in _ALPHABET)
    return hmac.digest(derived("invitation"), plain.encode(), hashlib.sha256)
