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


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """``person`` (per_) has no place in ``family`` any more. ``why``: ``left`` or ``removed``, then
    by the guardians."""

    TOPIC: ClassVar[str] = "family.member_left"
    family: str
    person: str
    role: str
    why: str


@dataclass(frozen=True, slots=True)
class _Proposal:
    """``proposal`` (prp_) to do ``action`` (`quorum.Action`); ``person`` is whom it is about, of a
    narrowing the guardian, and ``child`` about whom; ``by`` the guardian (per_) who did it."""

    family: str
    proposal: str
    action: str
    person: str | None
    child: str | None
    by: str


@dataclass(frozen=True, slots=True)
class ProposalMade(_Proposal):
    TOPIC: ClassVar[str] = "family.proposal_made"


@dataclass(frozen=True, slots=True)
class ProposalCarried(_Proposal):
    """It is done; or, where another room has to do it (a freeze is lifted), settled."""

    TOPIC: ClassVar[str] = "family.proposal_carried"


@dataclass(frozen=True, slots=True)
class ProposalDeclined(_Proposal):
    """Too many guardians said no, or who proposed it took it back."""

    TOPIC: ClassVar[str] = "family.proposal_declined"


@dataclass(frozen=True, slots=True)
class CameOfAge:
    """``person`` (per_) is 18: guardians have no rights over them, and no controls bind them.
    ``family`` (fam_) is the one they were a teen of, and are a young adult of now; None for who is
    in none."""

    TOPIC: ClassVar[str] = "person.came_of_age"
    family: str | None
    person: str


OfProposal = ProposalMade | ProposalCarried | ProposalDeclined
OfFamily = (
    FamilyCreated | MemberJoined | MemberLeft | InvitationMade | InvitationRevoked | OfProposal
)


def fact(event: OfFamily | CameOfAge, *, subject: int) -> Fact:
    """An event as the outbox takes it. ``subject`` is the internal id of whom it is about."""
    return Fact(
        topic=event.TOPIC,
        key=event.person if isinstance(event, CameOfAge) else event.family,
        payload=asdict(event),
        classification="security",
        subject=subject,
    )
