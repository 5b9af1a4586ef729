"""Payments and merchants in the console: to read, each look at a payment on the record."""

import json
from typing import ClassVar

from django.contrib import admin
from django.utils.html import format_html
from unfold.decorators import display

from tuppence.audit.browsing import ReadOnlyAdmin, link, moment, money, table
from tuppence.audit.site import console
from tuppence.kernel import ids
from tuppence.ledger.models import Journal
from tuppence.payments.payments.models import Kind, Merchant, Payment, State
from tuppence.payments.wallets.models import Wallet
from tuppence.people.identity.models import Person


@admin.register(Merchant, site=console)
class MerchantAdmin(ReadOnlyAdmin):
    public_prefix = "mer"
    list_display = ("public", "name", "handle", "vpa", "mcc")
    search_fields = ("name__istartswith", "=handle", "=vpa")
    search_help_text = "The start of a name, a whole handle or UPI address, or a mer_ id"
    fields: ClassVar = ("public", "name", "handle", "vpa", "mcc", "paid_into")

    @display(description="id")
    def public(self, merchant: Merchant) -> str:
        return ids.to_public("mer", merchant.public_id)

    @display(description="wallet")
    def paid_into(self, merchant: Merchant) -> str:
        return link(Wallet, merchant.wallet_id)


@admin.register(Payment, site=console)
class PaymentAdmin(ReadOnlyAdmin):
    personal = True
    public_prefix = "pay"
    list_display = ("public", "made", "what", "outcome", "sum", "payer_label", "payee_label")
    list_filter = ("kind", "state")
    search_fields = ("=journal",)
    search_help_text = "A journal's number, or a pay_ id"
    fields: ClassVar = (
        "public", "made", "what", "outcome", "why_refused", "sum", "payer_label", "from_wallet",
        "payee_label", "to_wallet", "asked_by", "note", "mcc", "upi_ref", "in_journal", "returns",
        "refunds",
    )  # fmt: skip

    @display(description="id")
    def public(self, payment: Payment) -> str:
        return ids.to_public("pay", payment.public_id)

    @display(description="when (UTC)")
    def made(self, payment: Payment) -> str:
        return moment(payment.created_at)

    @display(description="kind")
    def what(self, payment: Payment) -> str:
        return Kind(payment.kind).label.replace("_", " ")

    @display(description="state", label={"succeeded": "success", "refused": "danger"})
    def outcome(self, payment: Payment) -> str:
        return str(State(payment.state).label)

    @display(description="refused because")
    def why_refused(self, payment: Payment) -> str:
        if payment.refusal_code is None:
            return "-"
        return format_html(
            "{} <code>{}</code>", payment.refusal_code, json.dumps(payment.refusal_data)
        )

    @display(description="amount")
    def sum(self, payment: Payment) -> str:
        return money(payment.amount, payment.unit)

    @display(description="from wallet")
    def from_wallet(self, payment: Payment) -> str:
        wallet = payment.payer_wallet_id
        return "the bank" if wallet is None else link(Wallet, wallet)

    @display(description="to wallet")
    def to_wallet(self, payment: Payment) -> str:
        return link(Wallet, payment.payee_wallet_id)

    @display(description="asked for by")
    def asked_by(self, payment: Payment) -> str:
        return link(Person, payment.actor_id, str(payment.actor))

    @display(description="journal")
    def in_journal(self, payment: Payment) -> str:
        return link(Journal, payment.journal)

    @display(description="refund of")
    def returns(self, payment: Payment) -> str:
        original = payment.refund_of_id
        return "-" if original is None else link(Payment, original)

    @display(description="refunds")
    def refunds(self, payment: Payment) -> str:
        rows = [
            (link(Payment, each.pk), moment(each.created_at), money(each.amount, each.unit),
             State(each.state).label)
            for each in payment.refunds.order_by("pk")
        ]  # fmt: skip
        return table(("payment", "when (UTC)", "amount", "state"), rows)
