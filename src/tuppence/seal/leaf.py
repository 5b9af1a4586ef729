"""A journal as a leaf of the tree: the exact bytes that are hashed. docs/seal.md says it in words.

A leaf is a list of *parts*, each a JSON text, and holds their salted digests, not the texts. So a
receipt can show the parts that are its reader's business and prove them, while the other
side's balance stays a digest that cannot be guessed at, as its salt is not told.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from tuppence.ledger.whole import Moved, Placed, Whole

PREFIX = b"tuppence/journal/1\n"
"""Begins every leaf: what follows, and in which version of the encoding."""
NONCE = 16
"""Random bytes of each leaf, from which its salts are made."""
SALT = 16

_json = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


class Part(NamedTuple):
    """``accounts``: whose owners may read it; None when whoever may see the payment may."""

    text: str
    accounts: tuple[int, ...] | None


CLAIM = ()
"""The ``accounts`` of the part that is for whoever asked: the digests of their key and request."""


def parts(journal: Whole) -> Iterator[Part]:
    """Everything that the journal wrote, in the one order and form that is hashed."""
    yield Part(_json({"part": "journal", "journal": journal.id}), None)
    claim = {"part": "claim", "key": str(journal.key), "request": str(journal.request)}
    yield Part(_json(claim), CLAIM)
    for transfer in journal.transfers:
        yield from _transfer(transfer)
    for hold in journal.holds:
        yield from _hold(hold)
    for release in journal.releases:
        told = {
            "part": "release",
            "line": release.line,
            "hold": release.hold,
            "amount": release.amount,
            "at": _instant(release.at),
        }
        yield Part(_json(told), None)
    if journal.refusal is not None:
        data = journal.refusal.data
        told = {
            "part": "refusal",
            "at": _instant(journal.refusal.at),
            "code": journal.refusal.code,
            "data": json.loads(data) if isinstance(data, str) else data,
        }
        yield Part(_json(told), None)


def digests(journal: Whole, nonce: bytes) -> list[bytes]:
    """The salted digest of each part."""
    return [digest(salt(nonce, place), part.text) for place, part in enumerate(parts(journal))]


def salt(nonce: bytes, place: int) -> bytes:
    """The salt of the part at this place: telling it tells nothing of the others'."""
    return hashlib.sha256(nonce + place.to_bytes(4)).digest()[:SALT]


def digest(salt: bytes, text: str) -> bytes:
    return hashlib.sha256(salt + text.encode()).digest()


def encoded(digests: Sequence[bytes]) -> bytes:
    """The leaf's bytes."""
    return PREFIX + b"".join(digests)


def _transfer(transfer: Moved) -> Iterator[Part]:
    back = [transfer.reverses_journal, transfer.reverses_line]
    told: dict[str, Any] = {
        "part": "transfer",
        "line": transfer.line,
        "amount": transfer.amount,
        "unit": transfer.unit,
        "at": _instant(transfer.at),
        "hold": transfer.hold,
        "reverses": None if back == [None, None] else back,
        "late": transfer.late,
    }
    yield Part(_json(told), (transfer.debit, transfer.credit))
    for side, account, seq, balance in (
        ("debit", transfer.debit, transfer.debit_seq, transfer.debit_balance),
        ("credit", transfer.credit, transfer.credit_seq, transfer.credit_balance),
    ):
        told = {
            "part": side,
            "line": transfer.line,
            "account": account,
            "seq": seq,
            "balance": balance,
        }
        yield Part(_json(told), (account,))


def _hold(hold: Placed) -> Iterator[Part]:
    told: dict[str, Any] = {
        "part": "hold",
        "line": hold.line,
        "hold": hold.hold,
        "amount": hold.amount,
        "unit": hold.unit,
        "over_capture": hold.over_capture,
        "at": _instant(hold.at),
        "expires_at": None if hold.expires_at is None else _instant(hold.expires_at),
    }
    yield Part(_json(told), (hold.debit, hold.credit))
    for side, account in (("debit", hold.debit), ("credit", hold.credit)):
        yield Part(_json({"part": side, "line": hold.line, "account": account}), (account,))


def _instant(at: datetime) -> str:
    """RFC 3339 in UTC, with microseconds always."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
