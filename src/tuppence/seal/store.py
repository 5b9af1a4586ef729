"""The tree's tables: reading its nodes a tile at a time, and adding to its end."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tuppence.ledger.posting import fetch
from tuppence.ledger.whole import Whole
from tuppence.seal import leaf
from tuppence.seal.tree import HASH, TILE_HEIGHT, WIDTH, grown, leaf_hash, root, root_of


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint that was kept: ``note`` is its text as signed."""

    size: int
    root: bytes
    note: str
    at: datetime


class Nodes:
    """The hashes of complete subtrees, by (height, index). Each tile is read once."""

    def __init__(self) -> None:
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def __call__(self, height: int, index: int) -> bytes:
        """Raises LookupError when the tree is not that large."""
        level, within = divmod(height, TILE_HEIGHT)
        first, count = index << within, 1 << within
        place = first % WIDTH
        hashes = self.tile(level, first // WIDTH)[place : place + count]
        if len(hashes) < count:
            raise LookupError(f"no node {index} of height {height}")
        return root_of(hashes)

    def tile(self, level: int, number: int) -> list[bytes]:
        """What there is of a tile: 256 hashes, fewer at the tree's edge."""
        key = level, number
        if key not in self._tiles:
            self._tiles[key] = split(_tile(level, number))
        return self._tiles[key]


def split(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]


def end() -> tuple[int, int]:
    """How many leaves there are, and the journal of the last."""
    [(size, journal)] = fetch("SELECT size, journal FROM seal_end()", [])
    return size, journal


def append(size: int, journals: Sequence[Whole]) -> None:
    """Adds journals to a tree of ``size`` leaves.

    Raises IntegrityError when it is not of that size any more, or they are not above its last.
    """
    nonces = secrets.token_bytes(leaf.NONCE * len(journals))
    hashes = [
        leaf_hash(leaf.encoded(leaf.digests(journal, nonce_at(nonces, place))))
        for place, journal in enumerate(journals)
    ]
    runs = [run for run in grown(size, hashes, Nodes().tile) if run[0] > 0]
    fetch(
        "SELECT seal_append(%s, %s::bigint[], %s, %s, %s::smallint[], %s::bigint[], %s::bytea[])",
        [
            size,
            [journal.id for journal in journals],
            nonces,
            b"".join(hashes),
            [level for level, _, _ in runs],
            [first for _, first, _ in runs],
            [b"".join(run) for _, _, run in runs],
        ],
    )


def nonce_at(nonces: bytes, place: int) -> bytes:
    return nonces[place * leaf.NONCE : (place + 1) * leaf.NONCE]


def find(journal: int) -> tuple[int, bytes] | None:
    """A journal's leaf index and nonce; None when it is not sealed."""
    rows = fetch(
        "SELECT first, journals, nonces FROM seal_leaves WHERE journals[1] <= %s"
        " ORDER BY journals[1] DESC LIMIT 1",
        [journal],
    )
    for first, journals, nonces in rows:
        if journal in journals:
            place = journals.index(journal)
            return first + place, nonce_at(nonces, place)
    return None


def keep(size: int, root: bytes, note: str) -> None:
    """Keeps a checkpoint. Raises IntegrityError unless it is above the last and within the tree."""
    fetch("SELECT seal_sign(%s, %s, %s)", [size, root, note])


def latest() -> Signed | None:
    return _checkpoint("ORDER BY size DESC LIMIT 1", [])


def checkpoint(size: int) -> Signed | None:
    return _checkpoint("WHERE size = %s", [size])


def root_now(size: int) -> bytes:
    """The root of the first ``size`` leaves, by the nodes that are stored."""
    return root(size, Nodes())


def _checkpoint(which: str, arguments: list[int]) -> Signed | None:
    rows = fetch(f"SELECT size, root, note, at FROM seal_checkpoint {which}", arguments)
    return Signed(*rows[0]) if rows else None


def _tile(level: int, number: int) -> bytes:
    table, where = ("seal_nodes", "level = %s AND") if level else ("seal_leaves", "")
    first = number * WIDTH
    rows = fetch(
        f"SELECT hashes FROM {table} WHERE {where} first >= %s AND first < %s ORDER BY first",
        [*([level] if level else []), first, first + WIDTH],
    )
    return b"".join(hashes for (hashes,) in rows)
