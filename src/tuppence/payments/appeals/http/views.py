"""Appeals over HTTP: made by a child, answered by a guardian. They move no money by themselves."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge import paging
from tuppence.edge.bodies import validated
from tuppence.edge.problems import InvalidRequest
from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.kernel.money import AmountInvalid
from tuppence.kernel.paging import CursorInvalid
from tuppence.payments.appeals import operations, queries
from tuppence.payments.appeals.http.serializers import (
    AppealBody,
    AppealSerializer,
    DismissBody,
    GrantBody,
    about_from,
    grant_from,
)
from tuppence.payments.appeals.models import Appeal
from tuppence.payments.appeals.operations import (
    AppealAnswered,
    AppealedAlready,
    AppealsFull,
    NotAppealable,
)
from tuppence.payments.controls.operations import ControlsChanged, NothingRaised
from tuppence.people.identity.http.authentication import actor_of

APPEAL = path_id("appeal", "apl")
ANSWERED = (IdInvalid, NotFound, Forbidden, AppealAnswered)


def _shown(appeal: Appeal, *, status: int = 200) -> Response:
    return Response(AppealSerializer(appeal).data, status=status)


class AppealsView(APIView):
    @extend_schema(
        operation_id="appeals_make",
        summary="Ask a guardian to think again: about a payment that was refused, or a rule",
        request=AppealBody,
        responses={
            201: AppealSerializer,
            **problems(IdInvalid, NotFound, Forbidden, NotAppealable, AppealedAlready, AppealsFull),
        },
    )
    def post(self, request: Request) -> Response:
        body = validated(AppealBody, request)
        made = operations.appeal(
            actor=actor_of(request),
            about=about_from(body),
            message=body["message"],
            now=utc_now(),
        )
        return _shown(made, status=201)

    @extend_schema(
        operation_id="appeals_list",
        summary="Appeals: yours and your children's, newest first",
        parameters=[
            *paging.PARAMETERS,
            OpenApiParameter(
                "state",
                {"type": "string", "enum": ["open"]},
                description="Those that nobody has answered.",
            ),
        ],
        responses={200: paging.page_of(AppealSerializer), **problems(CursorInvalid)},
    )
    def get(self, request: Request) -> Response:
        asked = paging.asked(request)
        state = request.query_params.get("state")
        if state not in (None, "open"):
            raise InvalidRequest(errors=[{"pointer": "/state", "detail": "open, or none"}])
        page = queries.appeals(
            actor_of(request), is_open=state is not None, limit=asked.limit, cursor=asked.cursor
        )
        return paging.answer(page, AppealSerializer)


class AppealView(APIView):
    @extend_schema(
        operation_id="appeals_read",
        summary="One appeal, with what became of it",
        parameters=[APPEAL],
        responses={200: AppealSerializer, **problems(IdInvalid, NotFound)},
    )
    def get(self, request: Request, appeal: str) -> Response:
        return _shown(queries.appeal(actor_of(request), from_public("apl", appeal)))


class GrantView(APIView):
    @extend_schema(
        operation_id="appeals_grant",
        summary="Say yes: a raise for 24 hours, or other controls, in force at once",
        parameters=[APPEAL],
        request=GrantBody,
        responses={
            200: AppealSerializer,
            **problems(*ANSWERED, AmountInvalid, ControlsChanged, NothingRaised),
        },
    )
    def post(self, request: Request, appeal: str) -> Response:
        body = validated(GrantBody, request)
        granted = operations.grant(
            actor=actor_of(request),
            appeal=from_public("apl", appeal),
            by=grant_from(body),
            answer=body["answer"],
            now=utc_now(),
        )
        return _shown(granted)


class DismissView(APIView):
    @extend_schema(
        operation_id="appeals_dismiss",
        summary="Say no",
        parameters=[APPEAL],
        request=DismissBody,
        responses={200: AppealSerializer, **problems(*ANSWERED)},
    )
    def post(self, request: Request, appeal: str) -> Response:
        dismissed = operations.dismiss(
            actor=actor_of(request),
            appeal=from_public("apl", appeal),
            now=utc_now(),
            **validated(DismissBody, request),
        )
        return _shown(dismissed)


class WithdrawView(APIView):
    @extend_schema(
        operation_id="appeals_withdraw",
        summary="Take your appeal back",
        parameters=[APPEAL],
        request=None,
        responses={200: AppealSerializer, **problems(*ANSWERED)},
    )
    def post(self, request: Request, appeal: str) -> Response:
        taken_back = operations.withdraw(
            actor=actor_of(request), appeal=from_public("apl", appeal), now=utc_now()
        )
        return _shown(taken_back)
