"""Reading the tree: checkpoints, proofs, receipts. Who may have a receipt is decided above."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, ClassVar

from tuppence.kernel.errors import NotFound, Refused
from tuppence.ledger import detached
from tuppence.ledger.whole import whole
from tuppence.seal import BEAT, keys, receipt, store
from tuppence.seal.note import NoteInvalid, VerifierKey, opened
from tuppence.seal.tree import consistency, inclusion


class NotSealedYet(Refused):
    """Sent with Retry-After: seconds until it should be there."""

    code: ClassVar[str] = "not_sealed_yet"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "There is no signed root over this yet; ask again in some seconds"
    retry_after = BEAT


@dataclass(frozen=True, slots=True)
class Consistency:
    """The proof that the tree of ``new`` leaves begins with that of ``old``."""

    old: int
    new: int
    path: list[bytes]


def latest() -> store.Signed:
    """The newest checkpoint. Raises `NotSealedYet` before the first."""
    found = store.latest()
    if found is None:
        raise NotSealedYet
    return found


def checkpoint(size: int) -> store.Signed:
    """The checkpoint of this size. Raises `NotFound` when none was signed at it."""
    found = store.checkpoint(size)
    if found is None:
        raise NotFound
    return found


def newest(*, covering: int | None) -> tuple[store.Signed | None, bool]:
    """The newest checkpoint, if there is one, and whether it is over a journal (None: over none
    needed) and all before it."""
    signed = store.latest()
    if signed is None or covering is None:
        return signed, signed is not None
    found = store.find(covering)
    return signed, found is not None and found[0] < signed.size


def proof(old: int, new: int) -> Consistency:
    """Raises `NotFound` unless 0 < old <= new, and new is signed for."""
    if not 0 < old <= new <= latest().size:
        raise NotFound
    return Consistency(old, new, consistency(old, new, store.Nodes()))


def receipt_of(journal: int, *, accounts: Collection[int], asked: bool) -> dict[str, Any]:
    """A journal's receipt, for the owners of ``accounts``; ``asked``: it was they who asked for it.

    Raises `NotSealedYet`, and `HistoryDetached` when what it would show is not in the ledger now.
    """
    found, signed = store.find(journal), store.latest()
    if found is None or signed is None or signed.size <= found[0]:
        raise NotSealedYet
    index, nonce = found
    [rows] = whole(after=journal - 1, upto=journal, limit=1)
    since = detached.kept_since()
    if since is not None and rows.refusal is None and journal in detached.journals():
        raise detached.HistoryDetached(since=since.isoformat())
    return receipt.make(
        parts=receipt.disclosed(rows, nonce, accounts=accounts, asked=asked),
        index=index,
        path=inclusion(index, signed.size, store.Nodes()),
        checkpoint=signed.note,
        key=_key_of(signed.note),
    )


def _key_of(note: str) -> VerifierKey:
    """Which of our keys signed it."""
    for key in keys.trusted():
        try:
            opened(note, [key])
        except NoteInvalid:
            continue
        return key
    raise NotSealedYet("the newest checkpoint is by a key that is not in the settings")
