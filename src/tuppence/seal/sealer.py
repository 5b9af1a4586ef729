"""Sealing: takes committed journals into the tree, in the order of their ids, and signs its root.

Ids are drawn in one order and committed in another, so the sealer goes no further than the
frontier: an id that is missing is waited for until no running transaction may still commit it
(outbox/frontier.py). Hence nothing is ever added below what is sealed.
"""

import threading
import time
from typing import Final

from django.db import IntegrityError

from tuppence.ledger.posting import fetch
from tuppence.ledger.whole import whole
from tuppence.outbox.frontier import Frontier
from tuppence.seal import store
from tuppence.seal.note import Checkpoint, Signer
from tuppence.seal.tree import root
from tuppence.seal.witness import Witness

PAGE: Final = 4096
"""Journals read, hashed and stored at once."""
MOST: Final = 50 * PAGE
"""Journals of one pass at most; the next pass goes on."""
LOOKS: Final = 10
"""Looks at a gap in one pass; the next pass goes on waiting for the same one."""
PAUSE: Final = 0.05
"""Seconds between two looks."""


class HistoryRewritten(Exception):
    """The tree does not contain what was signed before: nothing more is signed."""


class HistoryForked(Exception):
    """The tree lacks what was given out under its name: nothing more is signed under that."""


class Sealer:
    """One for a process: it remembers the gap that it waits at. ``witness`` knows what was given
    out, also when the database does not any more."""

    def __init__(self, witness: Witness | None = None) -> None:
        self._witness = witness
        self._frontier: Frontier | None = None
        self._busy = threading.Lock()

    def seal(self, signer: Signer) -> int:
        """One pass; gives how many journals were sealed. Outside any transaction.

        Of two passes at once, in this process or another, one does the work. Raises
        `HistoryRewritten` or `HistoryForked`.
        """
        if not self._busy.acquire(blocking=False):
            return 0
        try:
            sealed = self._take()
            sign(signer, witness=self._witness)
        except IntegrityError:
            return 0  # another process was first, or we would not have been at the end
        finally:
            self._busy.release()
        return sealed

    def _take(self) -> int:
        """Takes what is there now, and does not run after what is added meanwhile."""
        [(newest,)] = fetch("SELECT coalesce(max(id), 0) FROM ledger_journal", [])
        sealed = 0
        while sealed < MOST:
            size, last = store.end()
            if last >= newest:
                break
            frontier = self._frontier
            if frontier is None or frontier.settled < last:
                frontier = self._frontier = Frontier(settled=last, table="ledger_journal")
            page = whole(after=last, upto=frontier.settled, limit=PAGE)
            if page:
                store.append(size, page)
                sealed += len(page)
            elif not _further(frontier):
                break
        return sealed


def sign(signer: Signer, *, witness: Witness | None = None) -> None:
    """Signs the tree as it is now, unless it has not grown since the last checkpoint.

    Raises `HistoryRewritten` when it no longer contains what that one says, and `HistoryForked`
    when it lacks what the witness knows to be in other hands.
    """
    size, _ = store.end()
    last = store.latest()
    given = None if witness is None else witness.last(signer.key.name)
    if given is not None and given.size > size:
        raise HistoryForked(f"the tree has {size} leaves, and one of {given.size} was given out")
    if last is not None and last.size >= size:
        return
    nodes = store.Nodes()
    if last is not None and root(last.size, nodes) != last.root:
        raise HistoryRewritten(f"the tree of {last.size} leaves is not the one that was signed")
    if given is not None and root(given.size, nodes) != given.root:
        raise HistoryForked(f"the tree of {given.size} leaves is not the one that was given out")
    if size:
        checkpoint = Checkpoint(signer.key.name, size, root(size, nodes))
        # First: should we die in between, it knows of one that nobody has, which does no harm.
        if witness is not None:
            witness.note(checkpoint)
        store.keep(size, checkpoint.root, signer.sign(checkpoint.text))


def _further(frontier: Frontier) -> bool:
    for _ in range(LOOKS):
        if frontier.advance():
            return True
        if not frontier.waiting:
            return False
        time.sleep(PAUSE)
    return False
