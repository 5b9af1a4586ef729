"""What guardians decide together, who may do what about whom, and leaving: ``/v1/family/...``."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge import paging
from tuppence.edge.bodies import validated
from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.kernel.paging import CursorInvalid
from tuppence.people.families import departures, proposals, queries
from tuppence.people.families.http import serializers as shapes
from tuppence.people.families.models import Proposal
from tuppence.people.families.proposals import Wanted
from tuppence.people.families.quorum import Action, Need
from tuppence.people.families.rights import RightsIncoherent
from tuppence.people.families.rules import LastGuardian, RightUnheld
from tuppence.people.identity.http.authentication import actor_of
from tuppence.people.identity.rules import PinNeeded

PROPOSAL = path_id("proposal", "prp")
GUARDIANS = (NotFound, Forbidden)
DOING = (PinNeeded, LastGuardian, RightUnheld)


def _shown(proposal: Proposal, *, status: int = 200) -> Response:
    return Response(shapes.ProposalSerializer(proposal).data, status=status)


class RightsOfFamily(APIView):
    @extend_schema(
        operation_id="read_family_rights",
        tags=["family"],
        responses={200: shapes.RightsOfFamilySerializer, **problems(NotFound)},
    )
    def get(self, request: Request) -> Response:
        """What each guardian may do about each teen; to a teen, about them."""
        found = queries.held(actor_of(request))
        return Response(shapes.RightsOfFamilySerializer({"items": found}).data)


class Quorum(APIView):
    @extend_schema(
        operation_id="read_family_quorum",
        tags=["family"],
        responses={200: shapes.QuorumSerializer, **problems(*GUARDIANS)},
    )
    def get(self, request: Request) -> Response:
        """Whose yes each decision of your family takes: any guardian's, two guardians' (both of
        two, two of three), or every guardian's."""
        found = queries.needs_of(actor_of(request))
        items = [{"action": action, "need": need} for action, need in found.items()]
        return Response(shapes.QuorumSerializer({"items": items}).data)


class Leave(APIView):
    @extend_schema(
        operation_id="leave_family",
        tags=["family"],
        request=shapes.LeaveBody,
        responses={204: None, **problems(IdInvalid, *GUARDIANS, *DOING)},
    )
    def post(self, request: Request) -> Response:
        """Leave a family that you guard, or belong to as an adult. Needs your PIN."""
        body = validated(shapes.LeaveBody, request)
        departures.leave(actor=actor_of(request), family=body["family"], now=utc_now())
        return Response(status=204)


class Proposals(APIView):
    @extend_schema(
        operation_id="propose_to_guardians",
        tags=["family"],
        request=shapes.ProposeBody,
        responses={
            201: shapes.ProposalSerializer,
            **problems(
                IdInvalid,
                *GUARDIANS,
                *DOING,
                RightsIncoherent,
                proposals.ProposalUnclear,
                proposals.ProposalsFull,
                proposals.ProposalPointless,
            ),
        },
    )
    def post(self, request: Request) -> Response:
        """Propose something to the other guardians, and say yes to it: what takes one guardian is
        done at once (`carried`), the rest waits a week for the others. Needs your PIN."""
        body = validated(shapes.ProposeBody, request)
        wanted = Wanted(
            action=Action(body["action"]),
            person=body.get("person"),
            child=body.get("child"),
            kept=body.get("rights"),
            of=Action(body["of"]) if "of" in body else None,
            need=Need(body["need"]) if "need" in body else None,
        )
        made = proposals.propose(actor=actor_of(request), wanted=wanted, now=utc_now())
        return _shown(made, status=201)

    @extend_schema(
        operation_id="list_proposals",
        tags=["family"],
        parameters=paging.PARAMETERS,
        responses={
            200: paging.page_of(shapes.ProposalSerializer),
            **problems(*GUARDIANS, CursorInvalid),
        },
    )
    def get(self, request: Request) -> Response:
        """What is or was proposed to the guardians of your family, newest first."""
        asked = paging.asked(request)
        page = queries.proposals(actor_of(request), limit=asked.limit, cursor=asked.cursor)
        return paging.answer(page, shapes.ProposalSerializer)


class OneProposal(APIView):
    @extend_schema(
        operation_id="read_proposal",
        tags=["family"],
        parameters=[PROPOSAL],
        responses={200: shapes.ProposalSerializer, **problems(IdInvalid, *GUARDIANS)},
    )
    def get(self, request: Request, proposal: str) -> Response:
        """One proposal, and who has said what."""
        return _shown(queries.proposal(actor_of(request), from_public("prp", proposal)))


class Confirm(APIView):
    @extend_schema(
        operation_id="confirm_proposal",
        tags=["family"],
        parameters=[PROPOSAL],
        request=None,
        responses={
            200: shapes.ProposalSerializer,
            **problems(IdInvalid, *GUARDIANS, *DOING, proposals.ProposalDecided),
        },
    )
    def post(self, request: Request, proposal: str) -> Response:
        """Say yes. When enough guardians have, it is done. Needs your PIN."""
        confirmed = proposals.confirm(
            actor=actor_of(request), proposal=from_public("prp", proposal), now=utc_now()
        )
        return _shown(confirmed)


class Decline(APIView):
    @extend_schema(
        operation_id="decline_proposal",
        tags=["family"],
        parameters=[PROPOSAL],
        request=None,
        responses={
            200: shapes.ProposalSerializer,
            **problems(IdInvalid, *GUARDIANS, proposals.ProposalDecided),
        },
    )
    def post(self, request: Request, proposal: str) -> Response:
        """Say no; or take back what you proposed."""
        declined = proposals.decline(
            actor=actor_of(request), proposal=from_public("prp", proposal), now=utc_now()
        )
        return _shown(declined)
