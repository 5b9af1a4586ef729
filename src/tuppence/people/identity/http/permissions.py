"""What a caller must have shown before a view is reached. Each permission includes those it
inherits from.

Whatever changes something is signed by the device: a stolen token alone reads, and no more. A view
has to say so (`ByToken`, `LooksOnly`) to go without a signature.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.encoding import escape_uri_path
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from tuppence.edge import idempotency
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Forbidden, Refused
from tuppence.kernel.ids import to_public
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.http.authentication import actor_of
from tuppence.people.identity.rules import ConsentRequired
from tuppence.people.identity.signatures import (
    Message,
    SignatureInvalid,
    SignatureMissing,
    verify,
)

_HEADERS = (
    idempotency.PARAMETER,
    *(
        OpenApiParameter(
            name=name, location=OpenApiParameter.HEADER, required=True, description=meaning
        )
        for name, meaning in (
            ("Content-Digest", "`sha-256=:...:` of the body (RFC 9530)."),
            (
                "Signature-Input",
                '`sig1=("@method" "@path" "content-digest" "idempotency-key");created=...;'
                'keyid="dev_..."` (RFC 9421).',
            ),
            ("Signature", "`sig1=:...:`, ECDSA P-256 with SHA-256, r then s."),
        )
    ),
)
_OF_SIGNATURES: tuple[type[Refused], ...] = (
    idempotency.IdempotencyKeyMissing,
    idempotency.IdempotencyKeyInvalid,
    SignatureMissing,
    SignatureInvalid,
)


class ProfileIncomplete(Forbidden):
    code: ClassVar[str] = "profile_incomplete"
    title: ClassVar[str] = "Complete the profile first: PATCH /v1/me"


class SignedIn(BasePermission):
    """A valid access token; and, to change anything, a signature of this very request by the device
    that the token belongs to."""

    signs: ClassVar[bool] = True
    refusals: ClassVar[tuple[type[Refused], ...]] = ()

    def has_permission(self, request: Request, view: Any) -> bool:
        actor = actor_of(request)
        method = request.method or ""
        # A method that the view does not have is refused for that alone, after this.
        if self._asks_signature(method) and method in view.allowed_methods:
            _check_signature(request, actor)
        return True

    def refuses(self, method: str) -> Sequence[type[Refused]]:
        """What it refuses a request of this method with, for the OpenAPI document."""
        return (*self.refusals, *(_OF_SIGNATURES if self._asks_signature(method) else ()))

    def parameters(self, method: str) -> Sequence[OpenApiParameter]:
        """The headers that it reads of a request of this method."""
        return _HEADERS if self._asks_signature(method) else ()

    def _asks_signature(self, method: str) -> bool:
        return self.signs and method not in SAFE_METHODS


class ByToken(SignedIn):
    """A valid access token is enough, also to change something: for what only takes access away,
    which must not wait for a device that was lost."""

    signs = False


class WithProfile(SignedIn):
    """And a complete profile; a guardian's consent may be missing."""

    refusals: ClassVar[tuple[type[Refused], ...]] = (ProfileIncomplete,)

    def has_permission(self, request: Request, view: Any) -> bool:
        super().has_permission(request, view)
        if not actor_of(request).profile_complete:
            raise ProfileIncomplete
        return True


class Consented(SignedIn):
    """And, for a minor, a guardian's consent that is in force. The token tells nothing of it: it is
    read with the caller for every request, so a withdrawal binds the next one."""

    refusals: ClassVar[tuple[type[Refused], ...]] = (ConsentRequired,)

    def has_permission(self, request: Request, view: Any) -> bool:
        super().has_permission(request, view)
        if not actor_of(request).consented:
            raise ConsentRequired
        return True


class SignedUp(Consented, WithProfile):
    """All of these. The default of every view that names no permission."""

    refusals = (*WithProfile.refusals, *Consented.refusals)


class LooksOnly(SignedUp):
    """For a request that has a body, and changes nothing."""

    signs = False


def _check_signature(request: Request, actor: Actor) -> None:
    message = Message(
        method=request.method or "",
        path=escape_uri_path(request.path),
        query=request.META.get("QUERY_STRING", ""),
        body=request._request.body,
        idempotency_key=idempotency.key_of(request),
        content_digest=request.headers.get("Content-Digest"),
        signature_input=request.headers.get("Signature-Input"),
        signature=request.headers.get("Signature"),
    )
    verify(message, keyid=to_public("dev", actor.device), key=actor.device_key, now=utc_now())
