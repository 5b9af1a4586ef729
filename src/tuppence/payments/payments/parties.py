"""Who would pay whom. Every payment and preview asks it, so it is one prepared statement, and
requests that wait in one web worker ask it together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tuppence.edge.gather import Gatherer
from tuppence.kernel.arrays import numbers, texts
from tuppence.ledger.posting import fetch
from tuppence.payments.controls.document import OPEN, Controls, parsed
from tuppence.payments.payments.models import Merchant
from tuppence.payments.policy import HOME_UNIT
from tuppence.payments.wallets.models import Wallet


@dataclass(frozen=True, slots=True)
class Search:
    """Whose personal wallet would pay, and exactly one way to name the payee: a person's ``phone``
    (E.164) or ``handle``, a merchant's ``vpa`` or handle (``shop``), all in lower case."""

    person_id: int
    unit: str
    phone: str | None = None
    handle: str | None = None
    vpa: str | None = None
    shop: str | None = None

    @property
    def for_person(self) -> bool:
        """Whether it would tell a person's name: shops are public."""
        return self.vpa is None and self.shop is None


@dataclass(frozen=True, slots=True)
class Payer:
    """A person's own wallet: in the unit asked for, else in the home unit; and what a guardian has
    decided for them. ``rests``: a minor without a guardian's consent. ``zone`` is the wallet's
    calendar."""

    wallet: Wallet
    name: str
    is_minor: bool
    rests: bool
    zone: str
    controls: Controls = OPEN


@dataclass(frozen=True, slots=True)
class Payee:
    """Who would be paid: a wallet, and the name that the payer is shown."""

    wallet: Wallet
    name: str
    merchant: Merchant | None = None


Parties = tuple[Payer | None, Payee | None]


def find(search: Search) -> Parties:
    """The payer and the payee, or None for either who has no open wallet here."""
    return _gatherer().submit(search)


def find_all(searches: Sequence[Search]) -> list[Parties]:
    """`find` for many, in one statement."""
    rows = fetch(
        _statement(),
        {
            "person": numbers([one.person_id for one in searches]),
            "unit": texts([one.unit for one in searches]),
            "phone": texts([one.phone for one in searches]),
            "handle": texts([one.handle for one in searches]),
            "vpa": texts([one.vpa for one in searches]),
            "shop": texts([one.shop for one in searches]),
            "home": HOME_UNIT.value,
        },
    )
    return [
        (_payer(search.person_id, row[:9]), _payee(row[9:]))
        for search, row in zip(searches, rows, strict=True)
    ]


def _payer(owner: int, row: Sequence[Any]) -> Payer | None:
    key, public_id, account, unit, name, minor, consented, zone, document = row
    if key is None:
        return None
    wallet = _wallet(key, public_id, owner, account, unit)
    controls = OPEN if document is None else parsed(document)
    return Payer(wallet, name or "", minor, minor and not consented, zone, controls)


def _payee(row: Sequence[Any]) -> Payee | None:
    key, public_id, account, unit, owner, name, merchant, merchant_public_id, mcc = row
    if key is None:
        return None
    wallet = _wallet(key, public_id, owner, account, unit)
    if merchant is None:
        return Payee(wallet, name)
    return Payee(wallet, name, _merchant(merchant, merchant_public_id, key, name, mcc))


# Django's own rows take long to make, and these are asked for again and again. What they hold is
# all part of the key, and nobody writes to them.


@lru_cache(maxsize=4096)
def _merchant(key: int, public_id: Any, wallet: int, name: str, mcc: str) -> Merchant:
    return Merchant.from_db(
        None, ("id", "public_id", "wallet_id", "name", "mcc"), (key, public_id, wallet, name, mcc)
    )


@lru_cache(maxsize=8192)
def _wallet(key: int, public_id: Any, owner: int, account: int, unit: str) -> Wallet:
    return Wallet.from_db(
        None, ("id", "public_id", "owner_id", "account_id", "unit"),
        (key, public_id, owner, account, unit),
    )  # fmt: skip


@cache
def _statement() -> str:
    return (Path(__file__).parent / "sql" / "parties.sql").read_text(encoding="utf-8")


@cache
def _gatherer() -> Gatherer[Search, Parties]:
    environment = settings.ENVIRONMENT
    return Gatherer(find_all, max_batch=environment.post_batch, max_waiting=environment.post_queue)
