"""Whether the books are still what was sealed: `tuppence verify`, the part about the tree.

Trusts nothing stored: leaves are made again from the ledger's rows, the tree from the leaves, and
the signatures are checked with the keys of the settings. Memory does not grow with the tree.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice

from django.conf import settings
from django.utils.module_loading import import_string

from tuppence.ledger import detached
from tuppence.ledger.posting import fetch
from tuppence.ledger.verify import Check, Disagreement, Watch, snapshot, unwatched
from tuppence.ledger.whole import Whole, whole
from tuppence.seal import keys, leaf, store
from tuppence.seal.note import Checkpoint, NoteInvalid, opened
from tuppence.seal.tree import WIDTH, leaf_hash, node_hash, root_of

RUNS = 64
"""Runs of leaves looked at together: at most 256 leaves each."""


def verify(*, watch: Watch = unwatched, kept: Sequence[Checkpoint] = ()) -> Iterator[Check]:
    """Runs the checks one by one, in one snapshot when no transaction is open; with checkpoints
    that were kept elsewhere, whether the tree begins with theirs as well."""
    with snapshot():
        size, _ = store.end()
        [(checkpoints,)] = fetch("SELECT count(*) FROM seal_checkpoint", [])
        [(facts,)] = fetch("SELECT count(*) FROM outbox_fact", [])
        for name, meaning, count, look in (
            ("sealed", "each journal is as it was sealed, none missing or added", size, _journals),
            ("tree", "the leaves lead to every root that was signed", checkpoints, _roots),
            ("nodes", "the stored nodes are those of the leaves", size, _nodes),
            ("seals", "triggers and grants keep the tree", 1, _guards),
            ("facts", "each fact has its own id, and none can be altered", facts, _facts),
        ):
            start = time.monotonic()
            found = look(partial(watch, name))
            yield Check(name, meaning, count, time.monotonic() - start, found)
        for each in kept:
            yield contains(each)


def more() -> Iterator[Check]:
    """What the rooms above check of their own: settings.MORE_CHECKS."""
    for path in settings.MORE_CHECKS:
        checks: Callable[[], Iterator[Check]] = import_string(path)
        yield from checks()


def contains(checkpoint: Checkpoint) -> Check:
    """Whether the tree of today begins with the one of a checkpoint that somebody kept."""
    start = time.monotonic()
    tree = _Growing()
    for each in islice(_leaves(), checkpoint.size):
        tree.add(each)
    found = None
    if tree.size < checkpoint.size:
        found = f"{tree.size} leaves"
    elif tree.root != checkpoint.root:
        found = f"root {tree.root.hex()}"
    expected = f"{checkpoint.size} leaves, root {checkpoint.root.hex()}"
    wrong = found and Disagreement(f"checkpoint size={checkpoint.size}", expected, found)
    meaning = "the tree begins with the one of a kept checkpoint"
    return Check("kept", meaning, tree.size, time.monotonic() - start, wrong or None)


_Run = tuple[int, list[int], bytes, bytes]
_Progress = Callable[[int, int], None]
"""Is told how many of how many leaves are done."""


def _runs() -> Iterator[_Run]:
    """All runs of leaves, in order: first index, journals, nonces, hashes."""
    after = -1
    while rows := fetch(
        "SELECT first, journals, nonces, hashes FROM seal_leaves WHERE first > %s"
        " ORDER BY first LIMIT %s",
        [after, RUNS],
    ):
        yield from rows
        after = rows[-1][0]


def _journals(progress: _Progress) -> Disagreement | None:
    """The ledger's journals, walked along the leaves; both are in the order of ids. What is in a
    detached month cannot be hashed: its leaves are believed, until it is attached."""
    (size, _), last, away = store.end(), 0, detached.journals()
    for first, journals, nonces, hashes in _runs():
        progress(first, size)
        if journals != sorted(set(journals)) or journals[0] <= last:
            return Disagreement(f"seal_leaves first={first}", "journals in order", f"{journals}")
        kept = {each.id: each for each in _all(after=last, upto=journals[-1])}
        last = journals[-1]
        places = {journal: place for place, journal in enumerate(journals)}
        was = store.split(hashes)
        for journal in sorted(kept.keys() | places):
            place = places.get(journal)
            if place is None:
                return Disagreement(
                    f"ledger_journal id={journal}",
                    f"no such row when journal {last} was sealed",
                    "a row",
                )
            if journal not in kept:
                return Disagreement(
                    f"ledger_journal id={journal}", f"a row, sealed as leaf {first + place}", "none"
                )
            if journal in away and kept[journal].refusal is None:
                continue
            now = _leaf(kept[journal], store.nonce_at(nonces, place))
            if was[place] != now:
                return Disagreement(
                    f"ledger_journal id={journal}",
                    f"rows as they were sealed, leaf {first + place}: {was[place].hex()}",
                    now.hex(),
                )
    return None


def _all(*, after: int, upto: int) -> Iterator[Whole]:
    while page := whole(after=after, upto=upto, limit=WIDTH):
        yield from page
        after = page[-1].id


def _leaf(journal: Whole, nonce: bytes) -> bytes:
    return leaf_hash(leaf.encoded(leaf.digests(journal, nonce)))


class _Growing:
    """A tree that only grows, held as the roots of its complete subtrees, largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, node: bytes) -> None:
        number = self.size
        while number & 1:
            node = node_hash(self._peaks.pop(), node)
            number >>= 1
        self._peaks.append(node)
        self.size += 1

    @property
    def root(self) -> bytes:
        if not self._peaks:
            return root_of([])
        found = self._peaks[-1]
        for peak in self._peaks[-2::-1]:
            found = node_hash(peak, found)
        return found


def _roots(progress: _Progress) -> Disagreement | None:
    trusted, tree, leaves = keys.trusted(), _Growing(), _leaves()
    total, _ = store.end()
    good = 0
    for size, root, note in _checkpoints():
        progress(good, total)
        subject = f"seal_checkpoint size={size}"
        try:
            checkpoint = opened(note, trusted)
        except NoteInvalid as error:
            return Disagreement(subject, "a note signed by a key of the settings", str(error))
        if (checkpoint.size, checkpoint.root) != (size, root):
            return Disagreement(
                subject,
                f"what its note says: {checkpoint.size}, {checkpoint.root.hex()}",
                root.hex(),
            )
        while tree.size < size and (each := next(leaves, None)) is not None:
            tree.add(each)
        if tree.size < size:
            return Disagreement(subject, f"{size} leaves", f"{tree.size} leaves")
        if tree.root != root:
            return Disagreement(
                subject,
                f"root {root.hex()}",
                f"root {tree.root.hex()}: leaves {good} to {size - 1} were rewritten",
            )
        good = size
    return None


def _checkpoints() -> Iterator[tuple[int, bytes, str]]:
    after = 0
    while rows := fetch(
        "SELECT size, root, note FROM seal_checkpoint WHERE size > %s ORDER BY size LIMIT 1000",
        [after],
    ):
        yield from ((size, root, note) for size, root, note in rows)
        after = rows[-1][0]


def _leaves() -> Iterator[bytes]:
    for _, _, _, hashes in _runs():
        yield from store.split(hashes)


def _nodes(progress: _Progress) -> Disagreement | None:
    """Each level made from the one below it, as it is stored."""
    [(levels,)] = fetch("SELECT coalesce(max(level), 0) FROM seal_nodes", [])
    for level in range(1, levels + 2):
        progress(level - 1, levels + 1)
        below = _leaves() if level == 1 else _level(level - 1)
        stored = _level(level)
        for place, expected in enumerate(_tile_roots(below)):
            found = next(stored, None)
            if found != expected:
                return Disagreement(
                    f"seal_nodes level={level} number={place}",
                    expected.hex(),
                    found.hex() if found else "none",
                )
        if next(stored, None) is not None:
            return Disagreement(f"seal_nodes level={level}", "no more nodes", "a node")
    return None


def _level(level: int) -> Iterator[bytes]:
    after = -1
    while rows := fetch(
        "SELECT first, hashes FROM seal_nodes WHERE level = %s AND first > %s"
        " ORDER BY first LIMIT %s",
        [level, after, RUNS],
    ):
        for _, hashes in rows:
            yield from store.split(hashes)
        after = rows[-1][0]


def _tile_roots(hashes: Iterator[bytes]) -> Iterator[bytes]:
    tile: list[bytes] = []
    for each in hashes:
        tile.append(each)
        if len(tile) == WIDTH:
            yield root_of(tile)
            tile = []


def _guards(progress: _Progress) -> Disagreement | None:
    progress(0, 1)
    found = fetch("SELECT subject, expected, found FROM seal_verify_guards() LIMIT 1", [])
    return Disagreement(*found[0]) if found else None


def _facts(progress: _Progress) -> Disagreement | None:
    """The outbox's own: looked at here, as the room does not know how checks are told."""
    progress(0, 1)
    found = fetch("SELECT subject, expected, found FROM outbox_verify_facts() LIMIT 1", [])
    return Disagreement(*found[0]) if found else None
