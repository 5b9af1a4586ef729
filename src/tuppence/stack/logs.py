"""`tuppence logs`: the programs' logs, together or one by one."""

import time
from pathlib import Path
from typing import IO

from tuppence.stack.display import OUT
from tuppence.stack.failures import StackFailed
from tuppence.stack.folder import Folder
from tuppence.stack.supervisor import last_lines

SHOWN = 40
"""Lines of each log shown at first."""


class NoSuchLog(StackFailed):
    """There is no log of that name."""


def logs(folder: Folder, *, name: str | None, follow: bool) -> None:
    """Prints the end of one log or of all, and with ``follow`` what is added, until Ctrl-C."""
    files = sorted(folder.logs.glob("*.log"))
    if name is not None:
        files = [file for file in files if file.stem == name]
    if not files:
        known = ", ".join(sorted(file.stem for file in folder.logs.glob("*.log"))) or "none yet"
        raise NoSuchLog(f"there is no such log in {folder.logs} (there are: {known})")
    for file in files:
        for line in last_lines(file, SHOWN).splitlines():
            _print(file, line, alone=name is not None)
    if follow:
        _follow(files, alone=name is not None)


def _follow(files: list[Path], *, alone: bool) -> None:
    tails = {file: _at_end(file) for file in files}
    while True:
        for file, tail in tails.items():
            for line in tail:
                _print(file, line.rstrip("\n"), alone=alone)
            if _rotated(file, tail):
                tail.close()
                tails[file] = file.open(errors="replace")
        time.sleep(0.3)


def _at_end(file: Path) -> IO[str]:
    tail = file.open(errors="replace")
    tail.seek(0, 2)
    return tail


def _rotated(file: Path, tail: IO[str]) -> bool:
    """A log that grew too long is renamed, and a new one begun under its name."""
    import os

    try:
        return file.stat().st_ino != os.fstat(tail.fileno()).st_ino
    except FileNotFoundError:
        return False


def _print(file: Path, line: str, *, alone: bool) -> None:
    OUT.print(line if alone else f"{file.stem:>12} | {line}", markup=False)
