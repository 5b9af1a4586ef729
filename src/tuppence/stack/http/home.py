"""``GET /dev/``: where to go next, for whoever has just started the demo."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_safe

from tuppence.edge.pages import page

_PLACES = (
    ("/", "The app", "What a teen pays with, and what a guardian looks after it by."),
    ("/dev/inbox", "Text messages", "One-time codes arrive here: nothing leaves this machine."),
    ("/admin/", "Operators' console", "Books, people, payments, dead letters, and who looked."),
    ("/problems", "Problem codes", "Every refusal that the API gives, and what it means."),
    ("/healthz", "Health", "Whether every part answers."),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """In demo mode only; a production system has nothing to tell a stranger here."""
    if settings.ENVIRONMENT.mode != "demo":
        raise Http404
    rows = format_html_join("", '<tr><td><a href="{}">{}</a></td><td>{}</td></tr>', _PLACES)
    table = format_html("<table><tbody>{}</tbody></table>", rows)
    return page(
        title="Tuppence is running",
        lead="The API is under /v1; the README shows a first payment. Demo log-ins were printed "
        "by make up, and tuppence status prints them again.",
        body=table,
    )
