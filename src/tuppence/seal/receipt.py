"""Receipts: a journal's leaf, the path to a signed root, and what its reader may see of it.

A receipt is JSON and proves itself to whoever has the public key: offline, without us.
tools/verify_receipt.py does the same in one file; docs/seal.md describes the form.
"""

import base64
import binascii
import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from tuppence.ledger.whole import Whole
from tuppence.seal import leaf
from tuppence.seal.note import Checkpoint, NoteInvalid, VerifierKey, opened
from tuppence.seal.tree import ProofWrong, leaf_hash, root_by_inclusion

FORMAT: Final = "tuppence/receipt/1"


class ReceiptWrong(Exception):
    """A receipt is malformed, or does not prove what it says."""


def disclosed(
    journal: Whole, nonce: bytes, *, accounts: Collection[int], asked: bool
) -> list[dict[str, str]]:
    """The parts of a journal's leaf: text and salt of those that the owners of ``accounts`` may
    read (and of the claim, if they ``asked`` for the payment), digests of the others."""
    shown = []
    for place, part in enumerate(leaf.parts(journal)):
        salt = leaf.salt(nonce, place)
        if _may_read(part, accounts, asked):
            shown.append({"text": part.text, "salt": encode(salt)})
        else:
            shown.append({"digest": encode(leaf.digest(salt, part.text))})
    return shown


def make(
    *,
    parts: list[dict[str, str]],
    index: int,
    path: Sequence[bytes],
    checkpoint: str,
    key: VerifierKey,
) -> dict[str, Any]:
    """The receipt, ready to be JSON. ``checkpoint`` is a signed note."""
    return {
        "format": FORMAT,
        "parts": parts,
        "index": index,
        "path": [encode(each) for each in path],
        "checkpoint": checkpoint,
        "key": key.text,
    }


def verify(receipt: Any, keys: Iterable[VerifierKey]) -> tuple[Checkpoint, list[dict[str, Any]]]:
    """The checkpoint that a receipt leads to, and the parts that it proves. The key that it names
    itself counts for nothing. Raises `ReceiptWrong`."""
    try:
        if receipt["format"] != FORMAT:
            raise ReceiptWrong(f"not a receipt of the form {FORMAT}")
        checkpoint = opened(receipt["checkpoint"], keys)
        digests, texts = [], []
        for part in receipt["parts"]:
            if "text" in part:
                texts.append(json.loads(part["text"]))
                digests.append(leaf.digest(_decode(part["salt"], leaf.SALT), part["text"]))
            else:
                digests.append(_decode(part["digest"], 32))
        found = root_by_inclusion(
            leaf_hash(leaf.encoded(digests)),
            index=receipt["index"],
            size=checkpoint.size,
            path=[_decode(each, 32) for each in receipt["path"]],
        )
    except (NoteInvalid, ProofWrong) as error:
        raise ReceiptWrong(str(error)) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ReceiptWrong(f"malformed: {error!r}") from error
    if found != checkpoint.root:
        raise ReceiptWrong("what it shows is not in the tree that was signed")
    return checkpoint, texts


def encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decode(text: str, size: int) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ReceiptWrong("malformed: not base64") from error
    if len(raw) != size or encode(raw) != text:
        raise ReceiptWrong(f"malformed: not {size} bytes of base64")
    return raw


def _may_read(part: leaf.Part, accounts: Collection[int], asked: bool) -> bool:
    if part.accounts is None:
        return True
    if part.accounts == leaf.CLAIM:
        return asked
    return not set(part.accounts).isdisjoint(accounts)
