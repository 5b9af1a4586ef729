"""The demo's inbox of text messages: ``/dev/inbox``. In any other mode it is not there."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_safe

from tuppence.people.identity.models import TextMessage


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The texts as a page that renews itself."""
    rows = format_html_join(
        "",
        "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
        ((text.sent_at.isoformat(timespec="seconds"), text.phone, text.body) for text in _texts()),
    )
    page = format_html(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="refresh" content="5"><title>Text messages</title></head>'
        "<body><h1>Text messages</h1><p>What would have been sent, newest first.</p>"
        "<table><thead><tr><th>At</th><th>To</th><th>Text</th></tr></thead>"
        "<tbody>{}</tbody></table></body></html>",
        rows,
    )
    return HttpResponse(page)


@require_safe
def inbox_json(request: HttpRequest) -> HttpResponse:
    """The same for scripts: ``{"items": [{"phone", "body", "sent_at"}]}``."""
    items = [{"phone": text.phone, "body": text.body, "sent_at": text.sent_at} for text in _texts()]
    return JsonResponse({"items": items})


def _texts() -> list[TextMessage]:
    if settings.ENVIRONMENT.mode != "demo":
        raise Http404
    return list(TextMessage.objects.all())
