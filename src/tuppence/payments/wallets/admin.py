"""Wallets in the console: to read, each look on the record. Freezing is on the account's page."""

from typing import ClassVar

from django.contrib import admin
from unfold.decorators import display

from tuppence.audit.browsing import ReadOnlyAdmin, link, moment, money
from tuppence.audit.site import console
from tuppence.kernel import ids
from tuppence.ledger import queries as ledger
from tuppence.ledger.models import Account
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
    fields: ClassVar = (
        "public", "name", "kind", "owned_by", "account", "balance", "available", "zone", "frozen",
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

    @display(description="opened (UTC)")
    def opened(self, wallet: Wallet) -> str:
        return moment(wallet.opened_at)

    @display(description="closed (UTC)")
    def closed(self, wallet: Wallet) -> str:
        return moment(wallet.closed_at)
