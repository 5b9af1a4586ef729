"""`tuppence logs`: the programs' logs, together or one by one."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

from tuppence.edge.log_lines import for_people
from tuppence.stack.display import OUT
from tuppence.stack.failures import StackFailed
from tuppence.stack.folder import Folder
from tuppence.stack.supervisor import last_lines

SHOWN = 40
"""Lines of each log shown at first."""

WORTH_A_LOOK: Final = frozenset({"warning", "error", "critical"})
"""Levels of the lines that `tuppence up` shows in the foreground."""


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
    tails = Tails(files)
    while True:
        for file, line in tails.added():
            _print(file, line, alone=alone)
        time.sleep(0.3)


class Tails:
    """What is added to logs from now on."""

    def __init__(self, files: list[Path]) -> None:
        self._tails = {file: _at_end(file) for file in files}

    def added(self) -> Iterator[tuple[Path, str]]:
        for file, tail in self._tails.items():
            for line in tail:
                yield file, line.rstrip("\n")
            if _rotated(file, tail):
                tail.close()
                self._tails[file] = file.open(errors="replace")

    def show_trouble(self) -> None:
        """Prints what somebody at the terminal should look at."""
        for file, line in self.added():
            if (_fields(line) or {}).get("level") in WORTH_A_LOOK:
                _print(file, line, alone=False)


def _at_end(file: Path) -> IO[str]:
    tail = file.open(errors="replace")
    tail.seek(0, 2)
    return tail


def _rotated(file: Path, tail: IO[str]) -> bool:
    """A log that grew too long is renamed, and a new one begun under its name."""
    try:
        return file.stat().st_ino != os.fstat(tail.fileno()).st_ino
    except FileNotFoundError:
        return False


def _print(file: Path, line: str, *, alone: bool) -> None:
    # Programs write JSON, which is for programs: somebody at a terminal reads text.
    shown = rendered(line) if OUT.is_terminal else line
    OUT.out(shown if alone else f"{file.stem:>12} | {shown}", highlight=False)


def rendered(line: str) -> str:
    """A line of ours as text; any other as it is."""
    fields = _fields(line)
    return line if fields is None else str(for_people(colors=not OUT.no_color)(None, "", fields))


def _fields(line: str) -> dict[str, Any] | None:
    try:
        fields = json.loads(line)
    except ValueError:
        return None
    return fields if isinstance(fields, dict) and "event" in fields else None
