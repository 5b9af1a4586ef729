"""The demo's issuer of document tokens: ``/dev/document-token``. In any other mode it is not
there, nor for another machine."""

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from tuppence.edge.addresses import is_of_this_machine
from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.people.consent import documents


@require_safe
def document_token(request: HttpRequest) -> JsonResponse:
    """``?person=per_...``: ``{"token"}`` that says that they are an adult, true or not."""
    if settings.ENVIRONMENT.mode != "demo" or not is_of_this_machine(request):
        raise Http404
    try:
        person = from_public("per", request.GET.get("person", ""))
    except IdInvalid as error:
        raise Http404 from error
    return JsonResponse({"token": documents.issue(person=person, now=utc_now())})
