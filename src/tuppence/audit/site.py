"""The console at /admin: a site of its own, so that it holds what we register and nothing else."""

from typing import Any, Final

import structlog
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from unfold.forms import AuthenticationForm
from unfold.sites import UnfoldAdminSite

from tuppence.audit import operations, roles
from tuppence.edge import rates
from tuppence.edge.addresses import client_address, limited_as
from tuppence.edge.rates import Limit

BY_ADDRESS: Final = Limit("console_sign_in_address", cap=20, seconds=300, fails_closed=True)
BY_NAME: Final = Limit("console_sign_in_name", cap=10, seconds=900, fails_closed=True)
"""Attempts to sign in. A name is counted with its address, so that nobody can lock an operator out
from elsewhere."""

log = structlog.get_logger(__name__)


class SignIn(AuthenticationForm):
    """Counts attempts before it looks at a password, and records who came in."""

    request: HttpRequest

    def clean(self) -> dict[str, Any]:
        address = limited_as(client_address(self.request))
        name = str(self.cleaned_data.get("username", "")).lower()
        try:
            rates.hit(BY_ADDRESS, subject=address)
            rates.hit(BY_NAME, subject=f"{name} {address}")
        except rates.RateLimited as refusal:
            minutes = -(-refusal.retry_after // 60)
            message = f"Too many attempts. Try again in {minutes} minute(s)."
            raise self.refused(message) from refusal
        except rates.LimiterUnavailable as refusal:
            raise self.refused("Sign-in is closed for a moment. Try again soon.") from refusal
        cleaned: dict[str, Any] = super().clean()
        return cleaned

    def refused(self, message: str) -> ValidationError:
        log.warning("console_sign_in_limited", address=client_address(self.request))
        return ValidationError(message, code="rate_limited")

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if not roles.may_read(user):
            raise self.get_invalid_login_error()


class Console(UnfoldAdminSite):
    site_title = "Tuppence"
    index_title = "Today"
    login_form = SignIn
    index_template = "audit/dashboard.html"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        return roles.may_read(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        response = super().login(request, extra_context)
        if request.method == "POST" and response.status_code == 302:
            operations.record(who=operations.asking(request), action="console.signed_in")
        return response

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        response = super().password_change(request, extra_context)
        if request.method == "POST" and response.status_code == 302:
            operations.record(who=operations.asking(request), action="console.password_changed")
        return response


console = Console(name="admin")
