"""``/v1/live``: hints of what changed, as server-sent events (WHATWG HTML, 9.2)."""

from collections.abc import Iterator
from typing import Final

import orjson
from django.db import close_old_connections
from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.views import APIView

from tuppence.edge.problems import Unauthenticated
from tuppence.edge.schema import problems
from tuppence.kernel.clock import utc_now
from tuppence.people.identity.http.authentication import actor_of, claims_of
from tuppence.reach.live import streams
from tuppence.reach.live.hub import HUB, Batch, Listener, LiveFull, LiveUnavailable, cooperative
from tuppence.reach.live.streams import Place

MEDIA_TYPE: Final = "text/event-stream"

HEARTBEAT: Final = 15.0
"""Seconds of silence after which a comment is sent: proxies and phones drop what is silent."""

RETRY: Final = b"retry: 2000\n\n"
"""How long a browser's own reader would wait before it comes again, in milliseconds."""

LAST: Final = OpenApiParameter(
    "Last-Event-ID",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The `id` of the last event that was read: what came after it is told first.",
)


EVENT: Final = {
    "type": "object",
    "description": "One event. `data` is a JSON object: of a `hint`, its `topic` and `id`.",
    "properties": {name: {"type": "string"} for name in ("id", "event", "data")},
}


class LiveView(APIView):
    @extend_schema(
        operation_id="listen",
        summary="What changes for you, the moment it does",
        description=(
            "Server-sent events until the stream ends, which it does now and then: come again with "
            '`Last-Event-ID`. A `hint` has as its data `{"topic": …, "id": …}`: which thing '
            "changed, to be read anew through its own address; `id` null means that many did. "
            "A `reset` means that hints may have been missed: read anew whatever you show."
        ),
        parameters=[LAST],
        responses={
            (200, MEDIA_TYPE): EVENT,
            **problems(LiveFull, LiveUnavailable),
        },
    )
    def get(self, request: Request) -> HttpResponse | StreamingHttpResponse:
        actor = actor_of(request)
        claims = claims_of(request.headers.get("Authorization"), now=utc_now())
        if claims is None:
            raise Unauthenticated
        try:
            place, missed = _begin(actor.person_id, request.headers.get("Last-Event-ID"))
        except RedisError as error:
            raise LiveUnavailable(retry_after=5) from error
        opening = RETRY + (_event("reset", place, {}) if missed else b"")
        response: HttpResponse | StreamingHttpResponse
        if cooperative() and request.method == "GET":
            listener = HUB.join(person_id=actor.person_id, claims=claims, place=place)
            response = StreamingHttpResponse(_Events(opening, listener), content_type=MEDIA_TYPE)
            # The connection goes back to the pool now, and not when the stream ends.
            close_old_connections()
        else:
            response = HttpResponse(opening, content_type=MEDIA_TYPE)
        response["X-Accel-Buffering"] = "no"
        return response


def _begin(person_id: int, last: str | None) -> tuple[Place, bool]:
    """Where to go on, and whether something before that was or may have been missed. Raises
    `redis.RedisError`."""
    try:
        place = None if last is None else Place.of(last)
    except ValueError:
        place = None
    if place is not None and streams.goes_on_from(person_id, place):
        return place, False
    return streams.begin(person_id), True


class _Events:
    """The stream as the server reads it. Not a generator: one that was never begun would not be
    told that it is closed, and its listener would stay."""

    def __init__(self, opening: bytes, listener: Listener) -> None:
        self._listener = listener
        self._pieces = self._all(opening)

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        self._listener.close()

    def _all(self, opening: bytes) -> Iterator[bytes]:
        yield opening
        while (batch := self._listener.next(wait=HEARTBEAT)) is not None:
            yield _hints(batch) if batch else b":\n\n"


def _hints(batch: Batch) -> bytes:
    return b"".join(
        _event("hint", place, {"topic": hint.topic, "id": hint.id}) for place, hint in batch
    )


def _event(kind: str, place: Place, data: dict[str, str | None]) -> bytes:
    return b"id: %b\nevent: %b\ndata: %b\n\n" % (
        str(place).encode(),
        kind.encode(),
        orjson.dumps(data),
    )
