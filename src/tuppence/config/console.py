"""The console's look and its front page: what spans the rooms, and so belongs to none of them."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse, reverse_lazy


def _page(title: str, icon: str, view: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{view}")}


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Tuppence",
    "SITE_HEADER": "Tuppence",
    "SITE_SUBHEADER": "Operators' console",
    "SITE_SYMBOL": "savings",
    "SITE_URL": None,
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "10px",
    "DASHBOARD_CALLBACK": "tuppence.config.console.front_page",
    "COLORS": {
        # Copper, for the coin that the house is named after.
        "primary": {
            "50": "oklch(97.6% .016 62)",
            "100": "oklch(94.6% .036 62)",
            "200": "oklch(89.2% .068 61)",
            "300": "oklch(82.4% .104 59)",
            "400": "oklch(74.6% .132 56)",
            "500": "oklch(67.0% .142 52)",
            "600": "oklch(57.6% .132 49)",
            "700": "oklch(48.2% .112 47)",
            "800": "oklch(40.4% .090 46)",
            "900": "oklch(34.6% .072 46)",
            "950": "oklch(24.0% .050 45)",
        },
    },
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
        "navigation": [
            {"items": [_page("Today", "monitoring", "index")]},
            {
                "title": "Money",
                "separator": True,
                "items": [
                    _page("Payments", "payments", "payments_payment_changelist"),
                    _page("Wallets", "account_balance_wallet", "wallets_wallet_changelist"),
                    _page("Accounts", "account_balance", "ledger_account_changelist"),
                    _page("Journals", "receipt_long", "ledger_journal_changelist"),
                    _page("Holds", "lock_clock", "ledger_hold_changelist"),
                    _page("Limits", "speed", "ledger_limit_changelist"),
                ],
            },
            {
                "title": "People",
                "separator": True,
                "items": [
                    _page("People", "person", "identity_person_changelist"),
                    _page("Families", "family_restroom", "families_family_changelist"),
                    _page("Documents", "badge", "kyc_check_changelist"),
                    _page("Tiers", "stairs", "kyc_standing_changelist"),
                    _page("Consents", "approval_delegation", "consent_entry_changelist"),
                    _page("Devices", "smartphone", "identity_device_changelist"),
                    _page("Merchants", "storefront", "payments_merchant_changelist"),
                ],
            },
            {
                "title": "Outbox",
                "separator": True,
                "items": [
                    _page("Deliveries", "mark_email_unread", "outbox_delivery_changelist"),
                    _page("Consumers", "hub", "outbox_cursor_changelist"),
                    _page("Facts", "fact_check", "outbox_storedfact_changelist"),
                ],
            },
            {
                "title": "Trust",
                "separator": True,
                "items": [_page("Audit trail", "policy", "audit_auditentry_changelist")],
            },
        ],
    },
}


def front_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The figures of the front page, as of this moment."""
    from tuppence.audit.browsing import money
    from tuppence.ledger import queries as ledger
    from tuppence.outbox import queries as outbox

    lags, totals = outbox.lag(), ledger.totals()
    slowest = max((lag.seconds for lag in lags), default=0.0)
    dead = sum(lag.dead for lag in lags)
    frozen = sum(total.frozen for total in totals)
    context["cards"] = [
        *(
            {
                "title": f"Wallets, {total.unit}",
                "figure": money(total.posted, total.unit),
                "note": f"{total.accounts} accounts",
                "href": reverse("admin:ledger_account_changelist") + "?q=wallet",
            }
            for total in totals
            if total.code == "wallet"
        ),
        {
            "title": "Oldest fact not delivered",
            "figure": f"{slowest:.1f} s",
            "tone": "text-red-600 dark:text-red-500" if slowest > 60 else "",
            "note": f"{max((lag.facts for lag in lags), default=0)} facts behind at most",
            "href": reverse("admin:outbox_cursor_changelist"),
        },
        {
            "title": "Dead letters",
            "figure": str(dead),
            "tone": "text-red-600 dark:text-red-500" if dead else "",
            "note": f"{sum(lag.retrying for lag in lags)} being retried",
            "href": reverse("admin:outbox_delivery_changelist") + "?state__exact=dead",
        },
        {
            "title": "Frozen accounts",
            "figure": str(frozen),
            "note": "nothing new can leave them",
            "href": reverse("admin:ledger_account_changelist") + "?balance__frozen__exact=1",
        },
    ]
    context["panels"] = [
        {
            "title": "The books: every unit adds up to zero",
            "table": {
                "headers": ["kind of account", "accounts", "frozen", "total"],
                "rows": [
                    [each.code, each.accounts, each.frozen, money(each.posted, each.unit)]
                    for each in totals
                ],
            },
        },
        {
            "title": "Consumers of facts",
            "table": {
                "headers": ["consumer", "at fact", "behind", "seconds", "retrying", "dead"],
                "rows": [
                    [each.consumer, each.last_id, each.facts, f"{each.seconds:.1f}",
                     each.retrying, each.dead]
                    for each in lags
                ],
            },
        },
    ]  # fmt: skip
    return context
