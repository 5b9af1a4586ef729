"""The books in the console: to read. What may be done to an account is its owning room's."""

from typing import ClassVar

from django.contrib import admin
from django.db import models
from unfold.decorators import display

from tuppence.audit.browsing import ReadOnlyAdmin, link, moment, money, table
from tuppence.audit.site import console
from tuppence.ledger import queries
from tuppence.ledger.models import Account, Hold, Journal, Limit, Refusal, Transfer

SHOWN = 50
"""Transfers and holds on one detail page; the rest is reached through statements and searches."""


@admin.register(Account, site=console)
class AccountAdmin(ReadOnlyAdmin):
    list_display = ("id", "code", "unit", "posted", "state", "opened")
    list_select_related = ("balance",)
    list_filter = (("balance__frozen", admin.BooleanFieldListFilter),)
    search_fields = ("=id", "=code")
    search_help_text = "An account's number, or a kind of account such as wallet"
    fields: ClassVar = (
        "code", "unit", "state", "posted", "available", "held", "floor", "ceiling", "opened",
        "limits", "holds", "statement",
    )  # fmt: skip

    @display(description="balance")
    def posted(self, account: Account) -> str:
        balance = account.balance
        return money(balance.credits_posted - balance.debits_posted, account.unit)

    @display(description="available")
    def available(self, account: Account) -> str:
        return money(queries.balance(account.pk).available, account.unit)

    @display(description="held")
    def held(self, account: Account) -> str:
        return money(queries.balance(account.pk).held, account.unit)

    @display(description="floor")
    def floor(self, account: Account) -> str:
        return _bound(account.balance.floor, account.unit)

    @display(description="ceiling")
    def ceiling(self, account: Account) -> str:
        return _bound(account.balance.ceiling, account.unit)

    @display(description="state", label={"open": "success", "frozen": "info", "closed": "danger"})
    def state(self, account: Account) -> str:
        balance = account.balance
        return "closed" if balance.closed else "frozen" if balance.frozen else "open"

    @display(description="opened (UTC)")
    def opened(self, account: Account) -> str:
        return moment(account.opened_at)

    @display(description="limits")
    def limits(self, account: Account) -> str:
        rows = [
            (each.scope, each.window, each.measure, _counted(each.used, each.measure, account.unit),
             _counted(each.cap, each.measure, account.unit), moment(each.resets_at))
            for each in queries.limits(account.pk)
        ]  # fmt: skip
        return table(("scope", "window", "measure", "used", "cap", "resets (UTC)"), rows)

    @display(description="open holds")
    def holds(self, account: Account) -> str:
        open_holds = Hold.objects.filter(debit_id=account.pk, reserved__gt=0).order_by("-pk")
        rows = [
            (link(Hold, hold.pk), money(hold.reserved, account.unit), hold.credit_id,
             moment(hold.placed_at), moment(hold.expires_at))
            for hold in open_holds[:SHOWN]
        ]  # fmt: skip
        return table(("hold", "reserved", "for account", "placed", "expires"), rows)

    @display(description="statement")
    def statement(self, account: Account) -> str:
        page = queries.statement(account.pk, limit=SHOWN)
        rows = [
            (moment(entry.at), money(entry.amount, account.unit),
             money(entry.balance, account.unit), link(Account, entry.counterparty),
             link(Journal, entry.journal))
            for entry in page.items
        ]  # fmt: skip
        note = f"The newest {SHOWN}; there are older ones." if page.next else ""
        headers = ("when (UTC)", "amount", "balance", "with account", "journal")
        return table(headers, rows, note=note)


@admin.register(Journal, site=console)
class JournalAdmin(ReadOnlyAdmin):
    list_display = ("id", "outcome", "key")
    list_select_related = ("refusal",)
    search_fields = ("=id",)
    search_help_text = "A journal's number"
    fields: ClassVar = ("id", "outcome", "key", "transfers", "holds")

    @display(description="outcome")
    def outcome(self, journal: Journal) -> str:
        try:
            return f"refused: {journal.refusal.code}"
        except Refusal.DoesNotExist:
            return "posted"

    @display(description="transfers")
    def transfers(self, journal: Journal) -> str:
        found = Transfer.objects.filter(journal_id=journal.pk).select_related("debit")
        rows = [
            (each.line, moment(each.at), link(Account, each.debit_id),
             link(Account, each.credit_id), money(each.amount, each.debit.unit), _back(each))
            for each in found.order_by("line")[:SHOWN]
        ]  # fmt: skip
        return table(("line", "when (UTC)", "from", "to", "amount", "reverses"), rows)

    @display(description="holds placed")
    def holds(self, journal: Journal) -> str:
        placed = Hold.objects.filter(journal_id=journal.pk).select_related("debit")
        rows = [
            (link(Hold, each.pk), link(Account, each.debit_id), link(Account, each.credit_id),
             money(each.amount, each.debit.unit), each.state)
            for each in placed.order_by("line")[:SHOWN]
        ]  # fmt: skip
        return table(("hold", "from", "to", "amount", "state"), rows)


@admin.register(Hold, site=console)
class HoldAdmin(ReadOnlyAdmin):
    list_display = ("id", "state", "of", "left", "from_account", "to_account", "placed", "expires")
    list_select_related = ("debit",)
    search_fields = ("=id",)
    search_help_text = "A hold's number"
    fields: ClassVar = (
        "id", "state", "of", "left", "taken", "from_account", "to_account", "origin", "placed",
        "expires", "over_capture",
    )  # fmt: skip

    @display(description="amount")
    def of(self, hold: Hold) -> str:
        return money(hold.amount, hold.debit.unit)

    @display(description="reserved")
    def left(self, hold: Hold) -> str:
        return money(hold.reserved, hold.debit.unit)

    @display(description="captured")
    def taken(self, hold: Hold) -> str:
        return money(hold.captured, hold.debit.unit)

    @display(description="from")
    def from_account(self, hold: Hold) -> str:
        return link(Account, hold.debit_id)

    @display(description="for")
    def to_account(self, hold: Hold) -> str:
        return link(Account, hold.credit_id)

    @display(description="journal")
    def origin(self, hold: Hold) -> str:
        return link(Journal, hold.journal_id)

    @display(description="placed (UTC)")
    def placed(self, hold: Hold) -> str:
        return moment(hold.placed_at)

    @display(description="expires (UTC)")
    def expires(self, hold: Hold) -> str:
        return moment(hold.expires_at)


@admin.register(Limit, site=console)
class LimitAdmin(ReadOnlyAdmin):
    list_display = ("id", "of_account", "scope", "period", "measure", "allowed")
    list_select_related = ("account",)
    list_filter = (("period", admin.AllValuesFieldListFilter),)
    search_fields = ("=account__id", "=scope")
    search_help_text = "An account's number, or a scope"
    fields: ClassVar = (
        "of_account", "scope", "period", "measure", "allowed", "zone", "seconds", "since",
    )  # fmt: skip

    @display(description="account")
    def of_account(self, limit: Limit) -> str:
        return link(Account, limit.account_id)

    @display(description="cap")
    def allowed(self, limit: Limit) -> str:
        return _counted(limit.cap, limit.measure, limit.account.unit)

    @display(description="cap set (UTC)")
    def since(self, limit: Limit) -> str:
        return moment(limit.cap_set_at)


def _bound(value: int, unit: str) -> str:
    """A floor or ceiling; the ends of bigint stand for none."""
    none: models.BigIntegerField[int, int] = models.BigIntegerField()
    return "none" if abs(value) >= none.MAX_BIGINT else money(value, unit)


def _counted(value: int, measure: str, unit: str) -> str:
    return money(value, unit) if measure == "sum" else str(value)


def _back(transfer: Transfer) -> str:
    if transfer.reverses_journal is None:
        return "-"
    return link(Journal, transfer.reverses_journal)
