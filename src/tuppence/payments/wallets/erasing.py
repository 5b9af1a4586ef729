"""Wallets' part in an erasure: they are empty, and are closed for good."""

from datetime import datetime
from typing import ClassVar

from tuppence.kernel.errors import Refused
from tuppence.ledger import accounts
from tuppence.ledger import queries as ledger
from tuppence.ledger.refusals import AccountNotEmpty
from tuppence.payments.wallets.models import Kind, Wallet
from tuppence.payments.wallets.operations import public_id

CLOSED = "Closed wallet"


class WalletsLeft(Refused):
    """``wallets``: those that hold money or have some reserved, and goals and shops that are still
    open."""

    code: ClassVar[str] = "wallets_left"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "Pay out what is left, and close goals and shops, first"


def check(person_id: int) -> None:
    """Raises `WalletsLeft`."""
    found = list(Wallet.objects.filter(owner_id=person_id, closed_at=None))
    balances = ledger.balances([wallet.account_id for wallet in found])
    left = [
        public_id(wallet)
        for wallet in found
        if wallet.kind != Kind.PERSONAL
        or (balances[wallet.account_id].posted, balances[wallet.account_id].held) != (0, 0)
    ]
    if left:
        raise WalletsLeft(wallets=left)


def erase(person_id: int, now: datetime) -> None:
    """Closes them. Requires an open transaction. Raises `WalletsLeft` for money that came in the
    meantime: the ledger itself refuses to close an account that holds any."""
    check(person_id)
    for wallet in Wallet.objects.select_for_update().filter(owner_id=person_id).order_by("id"):
        if wallet.closed_at is None:
            try:
                accounts.close(wallet.account_id)
            except AccountNotEmpty as refusal:
                raise WalletsLeft(wallets=[public_id(wallet)]) from refusal
            wallet.closed_at = now
        wallet.name = CLOSED
        wallet.save(update_fields=["closed_at", "name"])
