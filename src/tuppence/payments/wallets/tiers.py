"""What a tier lets a wallet do, as the ledger holds it: a ceiling on what it has, limits on what is
loaded into it and what it sends to people. No rule asks for a tier: the ledger refuses, and says
which limit, its cap and when it opens again.

Loads are counted on every tier, also where they are not capped: so who is put back on the small one
has not loaded nothing yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from tuppence.ledger import accounts
from tuppence.payments.wallets.models import Kind, Wallet
from tuppence.people.kyc import queries as kyc
from tuppence.people.kyc.models import Tier
from tuppence.people.kyc.operations.tiers import one_at_a_time
from tuppence.people.policy import rows
from tuppence.people.policy.rows import POLICY
from tuppence.people.policy.table import Row

LOAD: Final = "load"
"""The ledger's scope of what comes into a wallet from outside: a bank, a card."""

PEOPLE: Final = "p2p"
"""Of what goes to people, whoever they are."""

NEW_PEOPLE: Final = "p2p.new"
"""Of what goes to people who are not registered as payees."""

REGISTERED_PEOPLE: Final = "p2p.registered"
"""Of what goes to those who are: the payer's own family, and whom they have paid for long."""

UNCAPPED: Final = 10**15
"""A cap that nobody reaches, of what is only counted."""

SCOPES: Final = (LOAD, PEOPLE, NEW_PEOPLE, REGISTERED_PEOPLE)

BOUND: Final = (Kind.PERSONAL, Kind.GOAL)
"""Wallets of a person. A shop's takings are no prepaid money of anyone's."""

Limit = tuple[str, accounts.Window]
"""By its scope and window."""

_CAPS: Final[Mapping[Tier, Mapping[Limit, Row[dict[str, int]] | None]]] = {
    Tier.SMALL: {
        (LOAD, "month"): rows.SMALL_LOAD_MONTH,
        (LOAD, "year"): rows.SMALL_LOAD_YEAR,
        (PEOPLE, "month"): rows.SMALL_PEOPLE_MONTH,
    },
    Tier.FULL: {
        (LOAD, "month"): None,
        (LOAD, "year"): None,
        (NEW_PEOPLE, "month"): rows.FULL_PEOPLE_NEW_MONTH,
        (REGISTERED_PEOPLE, "month"): rows.FULL_PEOPLE_REGISTERED_MONTH,
    },
}
_BALANCE: Final = {Tier.SMALL: rows.SMALL_BALANCE, Tier.FULL: rows.FULL_BALANCE}


def of_people(*, registered: bool) -> tuple[str, str]:
    """The scopes that money to a person is charged to."""
    return PEOPLE, REGISTERED_PEOPLE if registered else NEW_PEOPLE


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a wallet of a tier may do: hold up to ``ceiling``, and be charged up to the caps. Minor
    units."""

    ceiling: int
    caps: Mapping[Limit, int]


def allowed(tier: Tier, *, kind: Kind, unit: str) -> Allowed:
    """What the table of policy says of a tier. Of a unit that it does not name, nothing is
    allowed."""

    def most(row: Row[dict[str, int]] | None) -> int:
        return UNCAPPED if row is None else POLICY[row].value.get(unit, 0)

    caps = _CAPS[tier] if kind == Kind.PERSONAL else {}
    return Allowed(most(_BALANCE[tier]), {name: most(row) for name, row in caps.items()})


def bind(wallet: Wallet, *, now: datetime) -> None:
    """Brings the tier of its owner to a wallet. Requires an open transaction, in which nobody else
    changes that tier."""
    kind = Kind(wallet.kind)
    if kind not in BOUND:
        return
    bounds = allowed(kyc.tier(wallet.owner_id), kind=kind, unit=wallet.unit)
    accounts.set_ceiling(wallet.account_id, bounds.ceiling)
    for (scope, window), cap in bounds.caps.items():
        accounts.set_limit(
            wallet.account_id, scope=scope, window=window, cap=cap, zone=wallet.zone, at=now
        )
    if (PEOPLE, "month") not in bounds.caps:
        accounts.remove_limit(wallet.account_id, scope=PEOPLE, window="month")


def apply(*, person_id: int, now: datetime) -> None:
    """Brings a person's tier, as it is now, to all wallets of theirs. Done again, it changes
    nothing but a ceiling that what they held was above."""
    with transaction.atomic():
        one_at_a_time(person_id)
        for wallet in Wallet.objects.filter(owner_id=person_id, closed_at=None).order_by("id"):
            bind(wallet, now=now)
