"""Proposed refunds in the console: to look at, and for another operator to decide."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from tuppence.audit.acting import ReasonForm, act, carry_out
from tuppence.audit.browsing import ReadOnlyAdmin, link, moment, money
from tuppence.audit.operations import asking
from tuppence.audit.site import console
from tuppence.kernel.clock import utc_now
from tuppence.kernel.money import parse_major
from tuppence.payments.payments.admin import PaymentAdmin
from tuppence.payments.payments.models import Payment
from tuppence.payments.refunds import operations
from tuppence.payments.refunds.models import Proposal, State


class AmountForm(ReasonForm):
    amount = forms.CharField(
        required=False,
        max_length=20,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}),
        help_text="Such as 120.50. Empty: all that has not been given back.",
    )

    def minor(self, *, unit: str) -> int | None:
        """What was asked for, in minor units. Raises `AmountInvalid`."""
        typed = self.cleaned_data["amount"].strip()
        return parse_major(typed, unit=unit) if typed else None


class RefundablePaymentAdmin(PaymentAdmin):
    """A payment's page, with a way to propose that it is given back."""

    actions_detail: Any = ("propose_refund",)

    @act(
        name="Propose a refund",
        title="Propose to give this payment back",
        description="Nothing moves yet: another operator has to agree.",
        icon="undo",
        form=AmountForm,
    )
    def propose_refund(
        self, request: HttpRequest, form: AmountForm, object_id: str
    ) -> HttpResponse:
        payment = get_object_or_404(Payment, pk=object_id)
        return carry_out(
            request=request,
            form=form,
            target=payment,
            name="refund.proposed",
            change=lambda: operations.propose(
                payment=payment,
                amount=form.minor(unit=payment.unit),
                reason=form.cleaned_data["reason"],
                by=asking(request),
                now=utc_now(),
            ),
        )


console.unregister(Payment)
console.register(Payment, RefundablePaymentAdmin)


@admin.register(Proposal, site=console)
class ProposalAdmin(ReadOnlyAdmin):
    personal = True
    list_display = ("id", "of", "sum", "proposed", "outcome", "decided")
    list_filter = ("state",)
    search_fields = ("=payment__journal", "=proposed_by_name")
    search_help_text = "A payment's journal number, or who proposed it"
    actions_detail = ("agree", "turn_down")
    fields: ClassVar = ("of", "sum", "reason", "proposed", "outcome", "decided", "given_back")

    @display(description="payment")
    def of(self, proposal: Proposal) -> str:
        return link(Payment, proposal.payment_id)

    @display(description="amount")
    def sum(self, proposal: Proposal) -> str:
        return money(proposal.amount, proposal.payment.unit)

    @display(description="proposed (UTC)")
    def proposed(self, proposal: Proposal) -> str:
        return f"{moment(proposal.proposed_at)} by {proposal.proposed_by_name}"

    @display(
        description="state",
        label={"open": "warning", "made": "success", "turned down": "danger"},
    )
    def outcome(self, proposal: Proposal) -> str:
        return str(State(proposal.state).label)

    @display(description="decided (UTC)")
    def decided(self, proposal: Proposal) -> str:
        if proposal.decided_at is None:
            return "-"
        return f"{moment(proposal.decided_at)} by {proposal.decided_by_name}"

    @display(description="refund")
    def given_back(self, proposal: Proposal) -> str:
        return "-" if proposal.refund_id is None else link(Payment, proposal.refund_id)

    @act(
        name="Agree",
        title="Give this payment back",
        description="The money goes back at once, out of what the payee has. Only an operator "
        "who did not propose it can agree.",
        icon="done_all",
    )
    def agree(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        return _decide(request, form, object_id, name="refund.agreed", by_way_of=operations.agree)

    @act(
        name="Turn down",
        title="Turn this refund down",
        description="Nothing is given back.",
        icon="close",
    )
    def turn_down(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        return _decide(
            request, form, object_id, name="refund.turned_down", by_way_of=operations.turn_down
        )


def _decide(
    request: HttpRequest,
    form: ReasonForm,
    object_id: str,
    *,
    name: str,
    by_way_of: Callable[..., object],
) -> HttpResponse:
    proposal = get_object_or_404(Proposal, pk=object_id)
    return carry_out(
        request=request,
        form=form,
        target=proposal,
        name=name,
        change=lambda: by_way_of(proposal=proposal.pk, by=asking(request), now=utc_now()),
        payment=proposal.payment_id,
    )
