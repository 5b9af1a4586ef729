"""Shops for tests, and one look at everything that a refused request must leave alone."""

from typing import Any

from tuppence.kernel.clock import utc_now
from tuppence.ledger import queries as ledger
from tuppence.payments.payments.models import Merchant, Payment
from tuppence.payments.payments.operations.merchants import register_merchant
from tuppence.payments.wallets.tests import household
from tuppence.payments.wallets.tests.household import Phone


def a_shop(owner: Phone, *, name: str = "Campus Canteen", mcc: str = "5814") -> Merchant:
    handle = name.lower().replace(" ", "-")
    return register_merchant(
        owner_id=owner.person.pk,
        handle=handle,
        vpa=f"{handle}@tuppence",
        name=name,
        mcc=mcc,
        now=utc_now(),
    )


def takings(shop: Merchant) -> int:
    return ledger.balance(shop.wallet.account_id).posted


def world() -> dict[str, Any]:
    """Wallets, balances, limits, facts, and the payments."""
    return {**household.world(), "payments": list(Payment.objects.order_by("id").values())}


def without_money(before: dict[str, Any]) -> dict[str, Any]:
    """The part of the world that a stored refusal leaves alone: all but its row and its fact."""
    return {name: before[name] for name in ("wallets", "balances", "limits")}
