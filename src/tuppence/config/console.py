"""The console's look and its front page: what spans the rooms, and so belongs to none of them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest
from django.urls import reverse, reverse_lazy

if TYPE_CHECKING:  # settings import this module, before there are models
    from tuppence.ledger.queries import Total
    from tuppence.outbox.queries import Lag
    from tuppence.payments.payments.pulse import Minute

ALARM: Final = "text-red-600 dark:text-red-500"


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
                    _page("Proposed refunds", "undo", "refunds_proposal_changelist"),
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


PULSE_MINUTES: Final = 15
"""What the front page looks back on."""


def front_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The figures of the front page, as of this moment. The page asks for them anew by itself."""
    from tuppence.kernel.clock import utc_now
    from tuppence.ledger import queries as ledger
    from tuppence.outbox import queries as outbox
    from tuppence.payments.payments.pulse import pulse

    lags, totals = outbox.lag(), ledger.totals()
    context["cards"] = [
        *_of_payments(pulse(now=utc_now(), minutes=PULSE_MINUTES)),
        *_of_the_books(totals),
        *_of_the_outbox(lags),
    ]
    context["finders"] = [
        {"title": "Person", "href": reverse("admin:identity_person_changelist"),
         "hint": "start of a name, handle, phone or per_ id"},
        {"title": "Payment", "href": reverse("admin:payments_payment_changelist"),
         "hint": "journal number or pay_ id"},
        {"title": "Family", "href": reverse("admin:families_family_changelist"),
         "hint": "start of a name or fam_ id"},
    ]  # fmt: skip
    context["panels"] = [_books(totals), _consumers(lags)]
    return context


def _of_payments(minutes: list["Minute"]) -> Iterator[dict[str, Any]]:
    asked = [minute.succeeded + minute.refused for minute in minutes]
    most, done = max(asked), sum(minute.succeeded for minute in minutes)
    yield {
        "title": "Payments a minute",
        "figure": str(asked[-1]),
        "note": f"{sum(asked)} in {PULSE_MINUTES} minutes",
        "bars": [_bar(place, each, most=most) for place, each in enumerate(asked)],
        "href": reverse("admin:payments_payment_changelist"),
    }
    yield {
        "title": "Went through",
        "figure": f"{100 * done / sum(asked):.1f}%" if sum(asked) else "-",
        "note": f"{sum(asked) - done} refused in {PULSE_MINUTES} minutes",
        "href": reverse("admin:payments_payment_changelist") + "?state__exact=2",
    }


def _bar(place: int, value: int, *, most: int) -> dict[str, int]:
    """A bar of the picture, which is 40 high."""
    height = round(38 * value / most) if most else 0
    return {"x": 10 * place, "y": 38 - height, "height": height + 2}


def _of_the_books(totals: list["Total"]) -> Iterator[dict[str, Any]]:
    from tuppence.audit.browsing import money

    accounts = reverse("admin:ledger_account_changelist")
    for unit in sorted({total.unit for total in totals if total.code == "escrow"}):
        bank, owed = (
            sum(total.posted for total in totals if (total.unit, total.code) == (unit, code))
            for code in ("escrow", "wallet")
        )
        gap = -bank - owed
        yield {
            "title": f"Wallets against escrow, {unit}",
            "figure": money(owed, unit),
            "tone": ALARM if gap else "",
            "note": f"{money(gap, unit)} apart" if gap else "exactly what the bank holds",
            "href": accounts + "?q=escrow",
        }
    frozen = sum(total.frozen for total in totals)
    yield {
        "title": "Frozen accounts",
        "figure": str(frozen),
        "note": "nothing new can leave them",
        "href": accounts + "?balance__frozen__exact=1",
    }


def _of_the_outbox(lags: list["Lag"]) -> Iterator[dict[str, Any]]:
    slowest = max((lag.seconds for lag in lags), default=0.0)
    dead = sum(lag.dead for lag in lags)
    yield {
        "title": "Oldest fact not delivered",
        "figure": f"{slowest:.1f} s",
        "tone": ALARM if slowest > 60 else "",
        "note": f"{max((lag.facts for lag in lags), default=0)} facts behind at most",
        "href": reverse("admin:outbox_cursor_changelist"),
    }
    yield {
        "title": "Dead letters",
        "figure": str(dead),
        "tone": ALARM if dead else "",
        "note": f"{sum(lag.retrying for lag in lags)} being retried",
        "href": reverse("admin:outbox_delivery_changelist") + "?state__exact=dead",
    }


def _books(totals: list["Total"]) -> dict[str, Any]:
    from tuppence.audit.browsing import money

    return {
        "title": "The books: every unit adds up to zero",
        "table": {
            "headers": ["kind of account", "accounts", "frozen", "total"],
            "rows": [
                [each.code, each.accounts, each.frozen, money(each.posted, each.unit)]
                for each in totals
            ],
        },
    }


def _consumers(lags: list["Lag"]) -> dict[str, Any]:
    return {
        "title": "Consumers of facts",
        "table": {
            "headers": ["consumer", "at fact", "behind", "seconds", "retrying", "dead"],
            "rows": [
                [each.consumer, each.last_id, each.facts, f"{each.seconds:.1f}",
                 each.retrying, each.dead]
                for each in lags
            ],
        },
    }  # fmt: skip
