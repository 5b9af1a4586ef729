"""Acting in the console: every act asks for a reason first, and is on the record with it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextareaWidget

from tuppence.audit import operations
from tuppence.audit.browsing import address_of
from tuppence.kernel.errors import Refused


class ReasonForm(BaseDialogForm):
    reason = forms.CharField(
        min_length=5,
        max_length=500,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="Kept in the audit trail with your name.",
    )


Act = Callable[..., HttpResponse]


def act(
    *, name: str, title: str, description: str, icon: str, form: type[ReasonForm] = ReasonForm
) -> Callable[[Act], Act]:
    """Makes a method ``(self, request, form, object_id)`` an act of a detail page: named in its
    ``actions_detail``, open to operators only, and called once a reason is given in ``form``,
    which may ask for more.

    The method calls `carry_out`.
    """
    decorate: Any = action
    made: Callable[[Act], Act] = decorate(
        description=name,
        permissions=["act"],
        icon=icon,
        dialog={
            "title": title,
            "description": description,
            "form_class": form,
            "form_submit_text": name,
        },
    )
    return made


def carry_out(
    *,
    request: HttpRequest,
    form: ReasonForm,
    target: Model,
    name: str,
    change: Callable[[], object],
    refusals: tuple[type[Exception], ...] = (Refused,),
    **data: Any,
) -> HttpResponse:
    """Makes the change and its entry in the audit trail in one transaction, says how it went, and
    goes back to the page of ``target``. A refused change leaves neither."""
    try:
        with transaction.atomic(durable=True):
            change()
            operations.record(
                who=operations.asking(request),
                action=name,
                target=target,
                reason=form.cleaned_data["reason"],
                **data,
            )
    except refusals as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Done, and on the record: {name}.")
    # The dialog was sent by htmx, which moves the whole page only when told so by this header.
    return HttpResponse(headers={"HX-Redirect": address_of(type(target), target.pk)})
