"""Who is asking, from the ``Authorization: Bearer`` header."""

from datetime import datetime
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from tuppence.edge import freshness
from tuppence.edge.problems import Unauthenticated
from tuppence.kernel.clock import utc_now
from tuppence.people.identity import queries
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.tokens import Claims, read_access_token

_MAX_HEADER = 2048


class TokenAuthentication(BaseAuthentication):
    """Reads the access token, then asks PostgreSQL whether session and device still stand, so that
    a revocation is in force with the next request."""

    def authenticate(self, request: Request) -> tuple[Actor, None] | None:
        header = request.headers.get("Authorization")
        if header is None:
            return None
        now = utc_now()
        claims = claims_of(header, now=now)
        actor = None if claims is None else queries.actor(claims, now=now)
        if actor is None:
            raise Unauthenticated
        if request.method not in SAFE_METHODS:
            freshness.note_change(person=actor.person)
        return actor, None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="tuppence"'


def claims_of(header: str | None, *, now: datetime) -> Claims | None:
    """What the token in an ``Authorization`` header names; None unless it is one of ours."""
    if header is None or len(header) > _MAX_HEADER:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer":
        return None
    return read_access_token(token.strip(), now=now)


def actor_of(request: Request) -> Actor:
    """The caller. Raises `Unauthenticated` when there is none."""
    actor: object = request.user
    if not isinstance(actor, Actor):
        raise Unauthenticated
    return actor


class _Scheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = TokenAuthentication
    name = "accessToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
