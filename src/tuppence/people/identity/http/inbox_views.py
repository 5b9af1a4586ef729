"""The demo's inbox of text messages: ``/dev/inbox``. In any other mode it is not there, and
never for another machine: whoever reads the codes signs in as anybody."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_safe

from tuppence.edge.addresses import is_of_this_machine
from tuppence.edge.pages import page
from tuppence.people.identity.models import TextMessage


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The texts as a page that renews itself."""
    rows = format_html_join(
        "",
        "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
        ((f"{text.sent_at:%Y-%m-%d %H:%M:%S}", text.phone, text.body) for text in _texts(request)),
    )
    table = format_html(
        "<table><thead><tr><th>At (UTC)</th><th>To</th><th>Text</th></tr></thead>"
        "<tbody>{}</tbody></table>",
        rows,
    )
    return page(
        title="Text messages",
        lead="What would have been sent, newest first. This page renews itself.",
        body=table,
        refresh=5,
    )


@require_safe
def inbox_json(request: HttpRequest) -> HttpResponse:
    """The same for scripts: ``{"items": [{"phone", "body", "sent_at"}]}``."""
    items = [
        {"phone": text.phone, "body": text.body, "sent_at": text.sent_at}
        for text in _texts(request)
    ]
    return JsonResponse({"items": items})


def _texts(request: HttpRequest) -> list[TextMessage]:
    if settings.ENVIRONMENT.mode != "demo" or not is_of_this_machine(request):
        raise Http404
    return list(TextMessage.objects.all())
