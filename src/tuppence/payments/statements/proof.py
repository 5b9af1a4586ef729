"""What a statement can be checked by: the newest signed root over all of its lines."""

from collections.abc import Sequence

from tuppence.payments.payments.queries import Line
from tuppence.payments.statements.pdf import Proof
from tuppence.seal import queries as seal


def proof_of(lines: Sequence[Line], *, root: str) -> Proof | None:
    """The newest checkpoint; None before the first. ``root`` is the address that a size is put
    behind to get the same checkpoint."""
    last = max((line.entry.journal for line in lines), default=None)
    signed, covers = seal.newest(covering=last)
    if signed is None:
        return None
    return Proof(note=signed.note, covers=covers, address=f"{root}{signed.size}")
