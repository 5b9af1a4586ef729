"""Sealing inside a test's transaction, where no other writer can come late."""

import json
from typing import Any

from tuppence.ledger.journals import Transfer
from tuppence.ledger.posting import fetch
from tuppence.ledger.tests.books import bank, post_one, wallet
from tuppence.ledger.whole import whole
from tuppence.seal import keys, queries, sealer, store


def seal_all() -> int:
    """Takes all there is into the tree and signs it; gives the tree's size."""
    size, last = store.end()
    [(newest,)] = fetch("SELECT coalesce(max(id), 0) FROM ledger_journal", [])
    if journals := whole(after=last, upto=newest, limit=10_000):
        store.append(size, journals)
    signer = keys.signer()
    assert signer is not None
    sealer.sign(signer)
    return store.end()[0]


class Paid:
    """A payment among others: in the middle of a tree of 21 leaves."""

    def __init__(self) -> None:
        self.teen, self.shop, source = wallet(), wallet(), bank()
        post_one(Transfer(source, self.teen, 5000, "INR"))
        journals = [post_one(Transfer(self.teen, self.shop, 7 + n, "INR")) for n in range(20)]
        self.journal = journals[6].journal
        seal_all()

    def receipt(self, *accounts: int, asked: bool = False) -> dict[str, Any]:
        made = queries.receipt_of(self.journal, accounts=accounts, asked=asked)
        return dict(json.loads(json.dumps(made)))
