"""The facts this room states. All concern who has rights over whom; none holds a name or phone."""

from dataclasses import asdict, dataclass
from typing import ClassVar

from tuppence.outbox.facts import Fact


@dataclass(frozen=True, slots=True)
class FamilyCreated:
    """``family`` (fam_) by its first guardian (per_)."""

    TOPIC: ClassVar[str] = "family.created"
    family: str
    by: str


@dataclass(frozen=True, slots=True)
class MemberJoined:
    """``person`` (per_) has a place in ``family`` (fam_); ``role`` is guardian, teen or
    young_adult."""

    TOPIC: ClassVar[str] = "family.member_joined"
    family: str
    person: str
    role: str


@dataclass(frozen=True, slots=True)
class InvitationMade:
    """``invitation`` (inv_) to ``family``, for a ``role``, by a guardian (per_)."""

    TOPIC: ClassVar[str] = "family.invitation_made"
    family: str
    invitation: str
    role: str
    by: str


@dataclass(frozen=True, slots=True)
class InvitationRevoked:
    TOPIC: ClassVar[str] = "family.invitation_revoked"
    family: str
    invitation: str
    by: str


Event = FamilyCreated | MemberJoined | InvitationMade | InvitationRevoked


def fact(event: Event, *, subject: int) -> Fact:
    """An event as the outbox takes it. ``subject`` is the internal id of whom it is about."""
    return Fact(
        topic=event.TOPIC,
        key=event.family,
        payload=asdict(event),
        classification="security",
        subject=subject,
    )
