"""Verbs of what guardians decide together: propose it, say yes, say no.

Whoever proposes has said yes. As soon as enough have (`quorum`), it is done, in that transaction;
so a decision that takes one guardian is done when it is proposed. What was true when it was
proposed is judged again when it is done.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tuppence.kernel.errors import Forbidden, NotFound, Refused
from tuppence.kernel.ids import to_public
from tuppence.outbox import operations as outbox
from tuppence.people.families import departures, events, queries, quorum, rights
from tuppence.people.families.models import (
    Family,
    Invitation,
    InvitationState,
    Membership,
    Proposal,
    ProposalState,
    QuorumRule,
    Role,
    Scope,
    Vote,
)
from tuppence.people.families.operations import lock, public_id
from tuppence.people.families.quorum import Action, Need
from tuppence.people.families.rights import Right
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.models import Person
from tuppence.people.identity.rules import check_stepped_up

LIFE: Final = timedelta(days=7)
MOST_OPEN: Final = 10
"""Proposals of one family that can be open at once."""


class ProposalDecided(Refused):
    """``state`` is what became of it."""

    code: ClassVar[str] = "proposal_decided"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "This was decided already, or waited too long"


class ProposalsFull(Refused):
    code: ClassVar[str] = "proposals_full"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "The guardians have as much to decide as they can have at once"


class ProposalUnclear(Refused):
    """``needs``: the members of the body that this action needs; no other may be there."""

    code: ClassVar[str] = "proposal_unclear"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "Name what this action needs, and nothing else"


class ProposalPointless(Refused):
    code: ClassVar[str] = "proposal_pointless"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "It is so already"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is proposed. ``person``: whom it is about, of a narrowing the guardian, and ``child``
    about whom; ``kept``: the rights that are left to them (None: all). ``of`` and ``need``: what an
    action is to take."""

    action: Action
    person: UUID | None = None
    child: UUID | None = None
    kept: Sequence[str] | None = None
    of: Action | None = None
    need: Need | None = None

    def check_clear(self) -> None:
        """Raises `ProposalUnclear` unless it names what the action needs, and nothing else."""
        needs = {
            Action.SET_QUORUM: {"of", "need"},
            Action.NARROW_GUARDIAN: {"person", "child"},
        }.get(self.action, {"person"})
        given = {
            name
            for name in ("person", "child", "kept", "of", "need")
            if getattr(self, name) is not None
        }
        if given - {"kept"} != needs or ("kept" in given and "child" not in needs):
            raise ProposalUnclear(needs=sorted(needs))


@dataclass(slots=True)
class _Found:
    """What is proposed, looked up in the family: internal ids, and the terms as they are kept."""

    person_id: int | None = None
    child_id: int | None = None
    terms: dict[str, Any] = field(default_factory=dict)


def propose(*, actor: Actor, wanted: Wanted, now: datetime) -> Proposal:
    """Proposes something, and says yes to it. Proposed already, it is said yes to.

    Raises `NotFound` (also for who is not in the family, or not as what it takes), `Forbidden` for
    who is no guardian, `PinNeeded`, `ProposalUnclear`, `ProposalsFull`, `ProposalPointless`,
    `RightsIncoherent`, and what doing it raises: `LastGuardian`, `RightUnheld`.
    """
    place = queries.place_with(actor, Right.DECIDE)
    check_stepped_up(stepped_up=actor.stepped_up)
    wanted.check_clear()
    with transaction.atomic():
        family = lock(place.family_id)
        found = _look_up(family, wanted)
        proposal = _same(family, wanted.action, found, now=now) or make(
            actor=actor,
            family=family,
            action=wanted.action,
            person_id=found.person_id,
            child_id=found.child_id,
            terms=found.terms,
            now=now,
        )
        vote(actor=actor, family=family, proposal=proposal, yes=True, now=now)
    return queries.whole_proposal(proposal.pk)


def confirm(*, actor: Actor, proposal: UUID, now: datetime) -> Proposal:
    """Says yes. Said already is fine.

    Raises `NotFound`, `Forbidden`, `PinNeeded`, `ProposalDecided`, and what doing it raises, which
    leaves it open.
    """
    place = queries.place_with(actor, Right.DECIDE)
    check_stepped_up(stepped_up=actor.stepped_up)
    with transaction.atomic():
        family = lock(place.family_id)
        found = _waiting(actor, proposal, now=now)
        vote(actor=actor, family=family, proposal=found, yes=True, now=now)
    return queries.whole_proposal(found.pk)


def decline(*, actor: Actor, proposal: UUID, now: datetime) -> Proposal:
    """Says no, in place of a yes that was said. Who proposed it takes it back so.

    Raises `NotFound`, `Forbidden`, `ProposalDecided`.
    """
    place = queries.place_with(actor, Right.DECIDE)
    with transaction.atomic():
        family = lock(place.family_id)
        found = _waiting(actor, proposal, now=now)
        if found.proposed_by_id == actor.person_id:
            _end(family, found, ProposalState.WITHDRAWN, by=actor, now=now)
        else:
            vote(actor=actor, family=family, proposal=found, yes=False, now=now)
    return queries.whole_proposal(found.pk)


def make(
    *,
    actor: Actor,
    family: Family,
    action: Action,
    now: datetime,
    person_id: int | None = None,
    child_id: int | None = None,
    invitation: Invitation | None = None,
    terms: dict[str, Any] | None = None,
) -> Proposal:
    """Writes a proposal down, and states it. Requires the family's lock. Raises `ProposalsFull`."""
    if _open(family, now=now).count() >= MOST_OPEN:
        raise ProposalsFull
    made = Proposal.objects.create(
        family=family,
        action=action,
        person_id=person_id,
        child_id=child_id,
        invitation=invitation,
        terms=terms or {},
        proposed_by_id=actor.person_id,
        created_at=now,
        expires_at=now + LIFE,
    )
    _tell(events.ProposalMade, family, made, by=actor)
    return made


def vote(*, actor: Actor, family: Family, proposal: Proposal, yes: bool, now: datetime) -> None:
    """Counts a guardian's word, and does what is carried by it. Requires the family's lock. Raises
    `Forbidden` for a guardian who has no say in this, and what doing it raises."""
    action = Action(proposal.action)
    voters = queries.voters_on(action, family.pk, about=proposal.person_id)
    if actor.person_id not in voters:
        raise Forbidden("your place in the family leaves this to others")
    Vote.objects.update_or_create(
        proposal=proposal, guardian_id=actor.person_id, defaults={"yes": yes, "at": now}
    )
    said = dict(Vote.objects.filter(proposal=proposal).values_list("guardian_id", "yes"))
    ayes = sum(said.get(one, False) for one in voters)
    noes = sum(not said.get(one, True) for one in voters)
    need = _need(family, proposal)
    if quorum.is_carried(yes=ayes, need=need, guardians=len(voters)):
        _carry_out(family, proposal, now=now)
        _end(family, proposal, ProposalState.CARRIED, by=actor, now=now)
    elif quorum.is_lost(no=noes, need=need, guardians=len(voters)):
        _end(family, proposal, ProposalState.DECLINED, by=actor, now=now)


def _need(family: Family, proposal: Proposal) -> Need:
    needs = queries.needs(family.pk)
    action = Action(proposal.action)
    if action == Action.SET_QUORUM:
        # To make something easier takes what it takes itself.
        return quorum.stricter(needs[action], needs[Action(proposal.terms["of"])])
    return needs[action]


def _look_up(family: Family, wanted: Wanted) -> _Found:
    action = wanted.action
    if action == Action.SET_QUORUM:
        return _quorum_wanted(family, wanted)
    person = _member(family, wanted.person)
    expected = {
        Action.REMOVE_MEMBER: (Role.TEEN, Role.YOUNG_ADULT),
        Action.REMOVE_GUARDIAN: (Role.GUARDIAN,),
        Action.NARROW_GUARDIAN: (Role.GUARDIAN,),
        Action.LIFT_FREEZE: (Role.TEEN,),
    }
    if person.role not in expected[action]:
        raise NotFound
    found = _Found(person_id=person.person_id)
    if action == Action.NARROW_GUARDIAN:
        child = _member(family, wanted.child)
        if child.role != Role.TEEN:
            raise NotFound
        found.child_id = child.person_id
        kept = None if wanted.kept is None else sorted(rights.checked(wanted.kept))
        found.terms = {"kept": kept}
    return found


def _quorum_wanted(family: Family, wanted: Wanted) -> _Found:
    if wanted.of is None or wanted.need is None:
        raise ProposalUnclear(needs=["need", "of"])
    if quorum.need_of(wanted.of, wanted.need) == queries.needs(family.pk)[wanted.of]:
        raise ProposalPointless
    return _Found(terms={"of": wanted.of.value, "need": wanted.need.value})


def _member(family: Family, person: UUID | None) -> Membership:
    found = Membership.objects.filter(family=family, person__public_id=person or UUID(int=0))
    place = found.select_related("person").first()
    if place is None:
        raise NotFound
    return place


def _carry_out(family: Family, proposal: Proposal, *, now: datetime) -> None:
    match Action(proposal.action):
        case Action.REMOVE_MEMBER | Action.REMOVE_GUARDIAN:
            departures.depart(family, _place(family, proposal.person_id), why="removed", now=now)
            proposal.refresh_from_db(fields=["state", "decided_at"])
        case Action.NARROW_GUARDIAN:
            _narrow(family, proposal)
        case Action.SET_QUORUM:
            _set_quorum(family, proposal)
        case Action.INVITE_GUARDIAN:
            Invitation.objects.filter(proposal=proposal, state=InvitationState.PROPOSED).update(
                state=InvitationState.OPEN, expires_at=now + LIFE
            )
        case Action.LIFT_FREEZE:
            pass  # the wallets' room does it, when it hears of it


def _narrow(family: Family, proposal: Proposal) -> None:
    guardian, child = _place(family, proposal.person_id), _place(family, proposal.child_id)
    kept = proposal.terms["kept"]
    if kept is None or rights.kept(kept) == rights.OVER_A_CHILD:
        Scope.objects.filter(guardian=guardian, child=child).delete()
    else:
        Scope.objects.update_or_create(guardian=guardian, child=child, defaults={"rights": kept})
    departures.check_all_held(departures.places(family.pk, Role.GUARDIAN), [child])


def _set_quorum(family: Family, proposal: Proposal) -> None:
    of, need = Action(proposal.terms["of"]), Need(proposal.terms["need"])
    if quorum.need_of(of, need) == quorum.LEAST[of]:
        QuorumRule.objects.filter(family=family, action=of).delete()
    else:
        QuorumRule.objects.update_or_create(family=family, action=of, defaults={"need": need})


def _place(family: Family, person_id: int | None) -> Membership:
    found = Membership.objects.filter(family=family, person_id=person_id or 0)
    place = found.select_related("person").first()
    if place is None:
        raise NotFound
    return place


def _same(family: Family, action: Action, found: _Found, *, now: datetime) -> Proposal | None:
    """The open proposal of the very same thing."""
    for one in _open(family, now=now).filter(action=action):
        asked = (one.person_id, one.child_id, one.terms)
        if asked == (found.person_id, found.child_id, found.terms):
            return one
    return None


def _open(family: Family, *, now: datetime) -> QuerySet[Proposal]:
    return Proposal.objects.filter(family=family, state=ProposalState.OPEN, expires_at__gt=now)


def _waiting(actor: Actor, proposal: UUID, *, now: datetime) -> Proposal:
    found = queries.proposal(actor, proposal)
    state = found.standing(at=now)
    if state != ProposalState.OPEN:
        raise ProposalDecided(state=state.label)
    return found


def _end(
    family: Family, proposal: Proposal, state: ProposalState, *, by: Actor, now: datetime
) -> None:
    proposal.state, proposal.decided_at = state, now
    proposal.save(update_fields=["state", "decided_at"])
    carried = state == ProposalState.CARRIED
    if not carried:
        Invitation.objects.filter(proposal=proposal, state=InvitationState.PROPOSED).update(
            state=InvitationState.REVOKED, decided_at=now
        )
    kind = events.ProposalCarried if carried else events.ProposalDeclined
    _tell(kind, family, proposal, by=by)


def _tell(kind: type[events.OfProposal], family: Family, proposal: Proposal, *, by: Actor) -> None:
    event = kind(
        family=public_id(family),
        proposal=to_public("prp", proposal.public_id),
        action=proposal.action,
        person=_public(proposal.person),
        child=_public(proposal.child),
        by=to_public("per", by.person),
    )
    subject = proposal.person_id or proposal.proposed_by_id
    outbox.append([events.fact(event, subject=subject)])


def _public(person: Person | None) -> str | None:
    return None if person is None else to_public("per", person.public_id)
