"""Checks in the console: to read, each look on the record, and to decide where they wait for it.
And tiers, to be taken back."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from unfold.decorators import display

from tuppence.audit.acting import ReasonForm, act, carry_out
from tuppence.audit.browsing import ReadOnlyAdmin, link, moment
from tuppence.audit.site import console
from tuppence.kernel import ids
from tuppence.kernel.clock import utc_now
from tuppence.people.identity.models import Person
from tuppence.people.kyc.models import OPEN, Check, Standing, Tier
from tuppence.people.kyc.operations import tiers
from tuppence.people.kyc.operations.decide import decide


class _Waiting(admin.SimpleListFilter):
    """The review queue: what waits for a person's decision."""

    title = "queue"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "not decided yet")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(state__in=OPEN) if self.value() == "open" else queryset


@admin.register(Check, site=console)
class CheckAdmin(ReadOnlyAdmin):
    personal = True
    public_prefix = "kyc"
    list_display = ("public", "who", "document", "state", "reason", "submitted", "decided")
    list_select_related = ("person",)
    list_filter = (_Waiting, "state")
    search_fields = ("=person__handle",)
    search_help_text = "A person's whole handle, or a kyc_ id"
    actions_detail = ("approve", "reject")
    fields: ClassVar = (
        "public", "who", "document", "last_four", "state", "reason", "submitted", "sent", "asked",
        "decided",
    )  # fmt: skip

    @display(description="id")
    def public(self, check: Check) -> str:
        return ids.to_public("kyc", check.public_id)

    @display(description="person")
    def who(self, check: Check) -> str:
        return link(Person, check.person_id, str(check.person))

    @display(description="submitted (UTC)")
    def submitted(self, check: Check) -> str:
        return moment(check.submitted_at)

    @display(description="with the provider since (UTC)")
    def sent(self, check: Check) -> str:
        return moment(check.sent_at)

    @display(description="decided (UTC)")
    def decided(self, check: Check) -> str:
        return moment(check.decided_at)

    @act(
        name="Approve",
        title="Approve this check",
        description="The person is on the full tier at once: a larger balance, and people to pay.",
        icon="check",
    )
    def approve(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        return self._decided(request, form, object_id, approve=True)

    @act(
        name="Reject",
        title="Reject this check",
        description="The person is told that an operator rejected it, and may show another "
        "document while tries are left.",
        icon="close",
    )
    def reject(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        return self._decided(request, form, object_id, approve=False)

    def _decided(
        self, request: HttpRequest, form: ReasonForm, object_id: str, *, approve: bool
    ) -> HttpResponse:
        check = get_object_or_404(Check, pk=object_id)
        return carry_out(
            request=request,
            form=form,
            target=check,
            name="kyc.approved" if approve else "kyc.rejected",
            change=lambda: decide(check=check.public_id, approve=approve, now=utc_now()),
        )


@admin.register(Standing, site=console)
class StandingAdmin(ReadOnlyAdmin):
    personal = True
    list_display = ("who", "tier", "check_link", "since_utc")
    list_select_related = ("person",)
    list_filter = ("tier",)
    search_fields = ("=person__handle",)
    search_help_text = "A person's whole handle"
    actions_detail = ("take_back",)
    fields: ClassVar = ("who", "tier", "check_link", "since_utc")

    @display(description="person")
    def who(self, standing: Standing) -> str:
        return link(Person, standing.person_id, str(standing.person))

    @display(description="rests on")
    def check_link(self, standing: Standing) -> str:
        key = standing.check_made_id
        return "-" if key is None else link(Check, key)

    @display(description="since (UTC)")
    def since_utc(self, standing: Standing) -> str:
        return moment(standing.since)

    @act(
        name="Put back",
        title=f"Put this person back on the {Tier.SMALL.label} tier",
        description="At once: nobody can be paid but shops, and little can come in. What is there "
        "already stays theirs.",
        icon="undo",
    )
    def take_back(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        standing = get_object_or_404(Standing, pk=object_id)
        return carry_out(
            request=request,
            form=form,
            target=standing,
            name="kyc.taken_back",
            change=lambda: tiers.take_back(person_id=standing.person_id, now=utc_now()),
        )
