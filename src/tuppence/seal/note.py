"""Signed notes and checkpoints: how the root of a tree is written down and signed.

Formats: C2SP signed-note (https://c2sp.org/signed-note) and tlog-checkpoint
(https://c2sp.org/tlog-checkpoint), with Ed25519.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
"""The algorithm's number in key ids and verifier keys."""
_DASH = "\u2014 "


class NoteInvalid(Exception):
    """A note, key or checkpoint is malformed, or not signed by a key that it should be."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name. ``text`` is how it is given to others: ``name+id+key``."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that a signature names its key by."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    @property
    def text(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_b64(_ED25519 + self.public)}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the log of that name was: its first ``size`` leaves have this ``root``."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{_b64(self.root)}\n"


class Signer:
    """Signs under one name with an Ed25519 seed of 32 bytes."""

    def __init__(self, *, name: str, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.key = VerifierKey(name, self._private.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The signed note of a text that ends with a line's end."""
        signature = self.key.id + self._private.sign(text.encode())
        return f"{text}\n{_DASH}{self.key.name} {_b64(signature)}\n"


def key_from(text: str) -> VerifierKey:
    """The key in ``name+id+key``. Raises `NoteInvalid`."""
    name, _, rest = text.strip().partition("+")
    id_text, _, encoded = rest.partition("+")
    raw = _bytes(encoded)
    key = VerifierKey(name, raw[1:])
    if raw[:1] != _ED25519 or len(key.public) != 32 or key.id.hex() != id_text:
        raise NoteInvalid("not a verifier key: name+id+key, of Ed25519")
    return key


def opened(note: str, keys: Iterable[VerifierKey]) -> Checkpoint:
    """The checkpoint in a note that one of the keys has signed. Raises `NoteInvalid`."""
    text, key = signed_text(note, keys)
    checkpoint = _checkpoint(text)
    if checkpoint.origin != key.name:
        raise NoteInvalid(f"signed by {key.name}, for another log: {checkpoint.origin}")
    return checkpoint


def signed_text(note: str, keys: Iterable[VerifierKey]) -> tuple[str, VerifierKey]:
    """The text of a note, and the first of the keys that has signed it. Signatures by others are
    passed over, as the format asks. Raises `NoteInvalid`."""
    text, divider, signatures = note.rpartition("\n\n")
    text += "\n"
    if not divider or not signatures.endswith("\n"):
        raise NoteInvalid("not a signed note")
    by = {(key.name, key.id): key for key in keys}
    signed: VerifierKey | None = None
    for line in signatures[:-1].split("\n"):
        name, _, encoded = line.removeprefix(_DASH).rpartition(" ")
        raw = _bytes(encoded)
        if not line.startswith(_DASH) or not name or len(raw) < 5:
            raise NoteInvalid("a signature line is malformed")
        key = by.get((name, raw[:4]))
        if key is None:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(raw[4:], text.encode())
        except InvalidSignature as error:
            raise NoteInvalid(f"the signature by {name} ({raw[:4].hex()}) is wrong") from error
        signed = signed or key
    if signed is None:
        raise NoteInvalid("no signature by a key that is trusted")
    return text, signed


def _checkpoint(text: str) -> Checkpoint:
    origin, size, encoded, *_ = [*text.split("\n"), "", "", ""]
    found = Checkpoint(origin, int(size) if size.isascii() and size.isdigit() else -1, b"")
    root = _bytes(encoded)
    if not origin or found.size < 0 or str(found.size) != size or len(root) != 32:
        raise NoteInvalid("not a checkpoint: origin, size, root")
    return Checkpoint(origin, found.size, root)


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteInvalid("not base64") from error
    if _b64(raw) != text:  # two spellings of one thing would let a note be altered unnoticed
        raise NoteInvalid("not base64 in its one form")
    return raw
