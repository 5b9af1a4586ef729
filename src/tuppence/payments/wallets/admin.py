"""What an operator sees of wallets. What they hold is among the ledger's pages."""

from django.contrib import admin

from tuppence.payments.wallets.models import Wallet
from tuppence.people.identity.admin import ReadOnly


@admin.register(Wallet)
class WalletAdmin(ReadOnly):
    list_display = ("name", "owner", "kind", "unit", "account_id", "frozen_at", "opened_at")
    list_select_related = ("owner",)
    list_filter = ("kind", "unit")
    search_fields = ("owner__handle", "account_id")
    ordering = ("-id",)
