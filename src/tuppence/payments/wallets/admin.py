"""Wallets in the console: to read, each look on the record; and to freeze."""

from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from unfold.decorators import display

from tuppence.audit.acting import ReasonForm, act, carry_out
from tuppence.audit.browsing import ReadOnlyAdmin, link, moment, money
from tuppence.audit.site import console
from tuppence.kernel import ids
from tuppence.kernel.clock import utc_now
from tuppence.ledger import queries as ledger
from tuppence.ledger.models import Account
from tuppence.payments.wallets import operations
from tuppence.payments.wallets.models import Wallet
from tuppence.people.identity.models import Person


@admin.register(Wallet, site=console)
class WalletAdmin(ReadOnlyAdmin):
    personal = True
    public_prefix = "wal"
    list_display = ("public", "name", "owned_by", "kind", "account", "frozen", "opened")
    list_select_related = ("owner",)
    list_filter = ("kind",)
    search_fields = ("=owner__handle", "=account_id")
    search_help_text = "The owner's whole handle, an account's number, or a wal_ id"
    actions_detail = ("freeze", "unfreeze")
    fields: ClassVar = (
        "public", "name", "kind", "owned_by", "account", "balance", "available", "zone", "state",
        "opened", "closed",
    )  # fmt: skip

    @display(description="id")
    def public(self, wallet: Wallet) -> str:
        return ids.to_public("wal", wallet.public_id)

    @display(description="owner")
    def owned_by(self, wallet: Wallet) -> str:
        return link(Person, wallet.owner_id, str(wallet.owner))

    @display(description="account")
    def account(self, wallet: Wallet) -> str:
        return link(Account, wallet.account_id)

    @display(description="balance")
    def balance(self, wallet: Wallet) -> str:
        return money(ledger.balance(wallet.account_id).posted, wallet.unit)

    @display(description="available")
    def available(self, wallet: Wallet) -> str:
        return money(ledger.balance(wallet.account_id).available, wallet.unit)

    @display(description="frozen by its family (UTC)")
    def frozen(self, wallet: Wallet) -> str:
        return moment(wallet.frozen_at)

    @display(description="state")
    def state(self, wallet: Wallet) -> str:
        if wallet.frozen_at is not None:
            return f"frozen by its family at {moment(wallet.frozen_at)}"
        frozen = ledger.balance(wallet.account_id).frozen
        return "frozen by an operator" if frozen else "open"

    @display(description="opened (UTC)")
    def opened(self, wallet: Wallet) -> str:
        return moment(wallet.opened_at)

    @display(description="closed (UTC)")
    def closed(self, wallet: Wallet) -> str:
        return moment(wallet.closed_at)

    @act(
        name="Freeze",
        title="Freeze this wallet",
        description="Nothing new can leave it, and its family cannot lift this freeze. Captures, "
        "reversals and arrivals still pass.",
        icon="ac_unit",
    )
    def freeze(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        wallet = get_object_or_404(Wallet, pk=object_id)
        return carry_out(
            request=request,
            form=form,
            target=wallet,
            name="wallet.frozen",
            change=lambda: operations.freeze_as_operator(wallet=wallet, now=utc_now()),
        )

    @act(
        name="Unfreeze",
        title="Unfreeze this wallet",
        description="Money can leave it again at once, also when its family had frozen it.",
        icon="sunny",
    )
    def unfreeze(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        wallet = get_object_or_404(Wallet, pk=object_id)
        return carry_out(
            request=request,
            form=form,
            target=wallet,
            name="wallet.unfrozen",
            change=lambda: operations.unfreeze_as_operator(wallet=wallet, now=utc_now()),
        )
