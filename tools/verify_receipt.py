"""Checks a payment's receipt offline: that what it shows stands in a tree of journals whose root
was signed with the key you give. Needs Python 3.9 and `cryptography`, and nothing of ours.

    python verify_receipt.py receipt.json 'pay.example.org/ledger+1a2b3c4d+AQ...'

The key must come from somewhere you trust, not from the receipt. Formats: docs/seal.md; RFC 6962;
https://c2sp.org/signed-note; https://c2sp.org/tlog-checkpoint. Exit code 0 when it holds, else 1.
"""

import base64
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

DASH = "\u2014 "


class Wrong(Exception):
    """Why the receipt does not hold."""


def sha256(data):
    return hashlib.sha256(data).digest()


def decoded(text, size=None):
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text or size not in (None, len(raw)):
        raise Wrong("malformed base64")
    return raw


def pinned(key):
    """(name, id, public key) of 'name+id+key'."""
    name, key_id, encoded = key.strip().split("+", 2)
    raw = decoded(encoded, 33)
    if raw[:1] != b"\x01" or sha256(name.encode() + b"\n" + raw)[:4].hex() != key_id:
        raise Wrong("the key is malformed")
    return name, bytes.fromhex(key_id), raw[1:]


def signed(note, key):
    """(size, root) of a checkpoint that the key has signed."""
    name, key_id, public = pinned(key)
    text, divider, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines() if divider else ():
        who, _, encoded = line.rpartition(" ")
        if who != DASH + name or decoded(encoded)[:4] != key_id:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(decoded(encoded)[4:], text.encode())
        except InvalidSignature:
            raise Wrong("the signature is wrong") from None
        origin, size, root = text.split("\n")[:3]
        if origin != name or not size.isascii() or not size.isdigit():
            raise Wrong("the checkpoint is malformed")
        return int(size), decoded(root, 32)
    raise Wrong(f"not signed by {name} with key {key_id.hex()}")


def leaf(parts):
    """(leaf hash, what is shown) of a receipt's parts."""
    body, shown = b"tuppence/journal/1\n", []
    for part in parts:
        if "text" in part:
            body += sha256(decoded(part["salt"], 16) + part["text"].encode())
            shown.append(part["text"])
        else:
            body += decoded(part["digest"], 32)
    return sha256(b"\x00" + body), shown


def root(found, index, size, path):
    """Where an audit path leads to from a leaf's hash (RFC 9162, 2.1.3.2)."""
    if type(index) is not int or not 0 <= index < size:
        raise Wrong("no such leaf")
    last = size - 1
    for each in path:
        if last == 0:
            raise Wrong("the path is too long")
        if index & 1 or index == last:
            found = sha256(b"\x01" + each + found)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            found = sha256(b"\x01" + found + each)
        index, last = index >> 1, last >> 1
    if last:
        raise Wrong("the path is too short")
    return found


def verified(receipt, key):
    """(size of the tree, texts that the receipt proves). Raises Wrong."""
    if receipt["format"] != "tuppence/receipt/1":
        raise Wrong("an unknown form of receipt")
    size, expected = signed(receipt["checkpoint"], key)
    found, shown = leaf(receipt["parts"])
    path = [decoded(each, 32) for each in receipt["path"]]
    if root(found, receipt["index"], size, path) != expected:
        raise Wrong("what it shows is not in the tree that was signed")
    return size, shown


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(f"usage: {sys.argv[0]} RECEIPT.json KEY")
    try:
        with open(sys.argv[1], encoding="utf-8") as file:
            tree_size, texts = verified(json.load(file), sys.argv[2])
    except (Wrong, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        sys.exit(f"WRONG: {error!r}")
    print("\n".join(texts))
    print(f"ok: proven by a signed tree of {tree_size} journals")
