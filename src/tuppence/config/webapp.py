"""The web app's files, as `tools/npm run build` left them: where they are, and under which policy a
browser may run them.

WhiteNoise serves the files; the page itself is served at every address of the app's own, so that a
link to a screen opens that screen.
"""

from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

FILES: Final[Path] = Path(__file__).parents[3] / "web" / "dist"

SCREENS: Final = r"^(?!v1/|admin/|static/|dev/)[a-z0-9_/-]*$"
"""Addresses at which a browser is given the app."""

_POLICY: Final = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' blob: data:",
    "connect-src 'self'{servers}",
    "manifest-src 'self'",
    "worker-src 'self'",
    "media-src 'self' blob:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    # Only our own code may make a script of a string, and only the service worker's address is one.
    "require-trusted-types-for 'script'",
    "trusted-types tuppence",
))  # fmt: skip
PERMISSIONS: Final = (
    "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self)"
)


def policy() -> str:
    """Under which a browser runs the app. In demo mode it may also ask the servers that its
    builders' tools can be switched to."""
    return _POLICY.format(servers="".join(f" {server}" for server in _servers()))


def _servers() -> tuple[str, ...]:
    environment = settings.ENVIRONMENT
    return tuple(environment.app_servers) if environment.mode == "demo" else ()


@require_safe
def builders(request: HttpRequest) -> JsonResponse:
    """``GET /dev/builders.json``: that the app may show its builders' tools here, and the servers
    they may be switched to. In demo mode alone: elsewhere it is not there, and they do not open."""
    if settings.ENVIRONMENT.mode != "demo":
        raise Http404
    answer = JsonResponse({"servers": list(_servers())})
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The app, to a browser that goes to one of its addresses. Raises `Http404` for anybody else,
    and where the app was not built."""
    index = FILES / "index.html"
    if "text/html" not in request.headers.get("Accept", "") or not index.is_file():
        raise Http404
    response = HttpResponse(index.read_bytes())
    response["Content-Security-Policy"] = policy()
    response["Permissions-Policy"] = PERMISSIONS
    response["Cache-Control"] = "no-cache"
    return response


def describe(headers: dict[str, str], path: str, url: str) -> None:
    """WhiteNoise's hook: the service worker is bound by the policy of its own file."""
    if url == "/sw.js":
        headers["Content-Security-Policy"] = policy()
        headers["Cache-Control"] = "no-cache"


def is_immutable(path: str, url: str) -> bool:
    """WhiteNoise's hook: files named by what is in them never change."""
    return url.startswith("/assets/")
