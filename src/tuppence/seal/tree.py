"""The Merkle tree of RFC 6962, section 2.1 (the same in RFC 9162): pure arithmetic on hashes.

A tree of ``size`` leaves has one root. Its complete subtrees never change as it grows: the one of
2^height leaves that begins at leaf index * 2^height is its *node* (height, index). Whoever has the
nodes can give a root or a proof of any size with some log2(size) of them, so the functions here ask
for nodes, not leaves.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

WIDTH = 256
"""Hashes of one tile. A tile of level L is 256 neighbours of height 8 * L; its own root is one hash
of the level above."""
TILE_HEIGHT = 8
HASH = 32
"""Bytes of a hash."""

Node: TypeAlias = Callable[[int, int], bytes]
"""Gives the hash of a complete subtree by (height, index)."""


class ProofWrong(Exception):
    """A proof does not prove what it should."""


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes (or over nodes of one height, when their number is a power of two).
    Of none it is the hash of nothing, as the RFC has it."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    row = list(hashes)
    while len(row) > 1:
        pairs = [node_hash(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)]
        # One without a neighbour goes up as it is: the RFC's split at the largest power of two.
        row = pairs + row[len(pairs) * 2 :]
    return row[0]


def root(size: int, node: Node) -> bytes:
    """The root of the tree of the first ``size`` leaves."""
    return _range(0, size, node) if size else root_of([])


def inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """The audit path of a leaf in the tree of ``size`` leaves (RFC 6962, 2.1.1).

    Raises ValueError when there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    first, path = 0, []
    while size - first > 1:
        middle = first + _split(size - first)
        if index < middle:
            path.append(_range(middle, size, node))
            size = middle
        else:
            path.append(_range(first, middle, node))
            first = middle
    return path[::-1]


def consistency(old: int, new: int, node: Node) -> list[bytes]:
    """The proof that the tree of ``new`` leaves begins with that of ``old`` (RFC 6962, 2.1.2).

    Raises ValueError unless 0 < old <= new.
    """
    if not 0 < old <= new:
        raise ValueError("no such sizes")
    first, last, path = 0, new, []
    whole = True  # so far, what is left of the old tree begins at its very first leaf
    while old < last:
        middle = first + _split(last - first)
        if old <= middle:
            path.append(_range(middle, last, node))
            last = middle
        else:
            path.append(_range(first, middle, node))
            first, whole = middle, False
    if not whole:
        path.append(_range(first, last, node))
    return path[::-1]


def root_by_inclusion(leaf: bytes, *, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that an audit path leads to from a leaf's hash (RFC 9162, 2.1.3.2).

    Raises `ProofWrong` when the path has another length than that leaf's.
    """
    if not 0 <= index < size or any(len(each) != HASH for each in path):
        raise ProofWrong("no such leaf, or no hashes")
    found, last, left = leaf, size - 1, list(path)
    while last:
        if index & 1 or index == last:
            while not index & 1:
                index, last = index >> 1, last >> 1
            found = node_hash(_next(left), found)
        else:
            found = node_hash(found, _next(left))
        index, last = index >> 1, last >> 1
    if left:
        raise ProofWrong("the path is too long")
    return found


def roots_by_consistency(
    old_root: bytes, *, old: int, new: int, path: Sequence[bytes]
) -> tuple[bytes, bytes]:
    """The roots of both sizes that a consistency proof leads to (RFC 9162, 2.1.4.2).

    Raises `ProofWrong` when the path has another length than that of these sizes.
    """
    if not 0 < old <= new or any(len(each) != HASH for each in path):
        raise ProofWrong("no such sizes, or no hashes")
    left = list(path)
    if old == new:
        if left:
            raise ProofWrong("the path is too long")
        return old_root, old_root
    index, last = old - 1, new - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    was = now = old_root if old & (old - 1) == 0 else _next(left)
    while last:
        if index & 1 or index == last:
            each = _next(left)
            was, now = node_hash(each, was), node_hash(each, now)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            now = node_hash(now, _next(left))
        index, last = index >> 1, last >> 1
    if left:
        raise ProofWrong("the path is too long")
    return was, now


def grown(
    size: int, hashes: Sequence[bytes], tile: Callable[[int, int], list[bytes]]
) -> Iterator[tuple[int, int, list[bytes]]]:
    """What to store so that a tree of ``size`` leaves has these as well: (level, place of the first
    among the level's hashes, hashes), none of it across the border of a tile.

    ``tile(level, number)`` gives what is stored of a tile that is not full.
    """
    level, first, new = 0, size, list(hashes)
    while new:
        begun = first % WIDTH
        full = (tile(level, first // WIDTH)[:begun] if begun else []) + new
        for at in range(0, len(full), WIDTH):
            part = full[max(at, begun) : at + WIDTH]
            yield level, first - begun + max(at, begun), part
        new = [root_of(full[at : at + WIDTH]) for at in range(0, len(full) - WIDTH + 1, WIDTH)]
        level, first = level + 1, first // WIDTH


def _split(count: int) -> int:
    """The largest power of two below ``count``."""
    return 1 << ((count - 1).bit_length() - 1)


def _range(first: int, last: int, node: Node) -> bytes:
    """The root over leaves [first, last), which begin where a complete subtree may."""
    count = last - first
    if count & (count - 1) == 0:
        height = count.bit_length() - 1
        return node(height, first >> height)
    middle = first + _split(count)
    return node_hash(_range(first, middle, node), _range(middle, last, node))


def _next(path: list[bytes]) -> bytes:
    if not path:
        raise ProofWrong("the path is too short")
    return path.pop(0)
