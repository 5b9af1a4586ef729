"""What this installation has given out, remembered outside the database.

A database can go back: restored to an earlier time, or failed over to a replica that was behind.
Others still hold the roots that were signed since, so the tree of today may only go on if it begins
with them. The database cannot tell that; this file, which is beside it and is restored with
nothing, can.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tuppence.kernel.files import write_private
from tuppence.seal.note import Checkpoint

FILE: Final = "checkpoints.json"
"""In the data folder."""


class WitnessUnreadable(Exception):
    """The file is damaged, so it is not known what was given out."""


@dataclass(frozen=True, slots=True)
class Witness:
    """The largest checkpoint of each tree, by the tree's name."""

    file: Path

    def last(self, origin: str) -> Checkpoint | None:
        """None when nothing of that tree was given out. Raises `WitnessUnreadable`."""
        try:
            row = self._rows().get(origin)
            return row and Checkpoint(origin, int(row["size"]), bytes.fromhex(row["root"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise WitnessUnreadable(f"{self.file} cannot be read ({error!r})") from error

    def note(self, checkpoint: Checkpoint) -> None:
        """Before the checkpoint is given out. Raises OSError when that cannot be written."""
        known = self.last(checkpoint.origin)
        if known is not None and known.size >= checkpoint.size:
            return
        row = {"size": checkpoint.size, "root": checkpoint.root.hex()}
        rows = self._rows() | {checkpoint.origin: row}
        write_private(self.file, json.dumps(rows, indent=2) + "\n")

    def _rows(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self.file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return {}
