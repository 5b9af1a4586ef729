"""PostgreSQL's archive_command: keeps one finished segment of the write-ahead log.

    python -I -S archive.py SEGMENT KEPT

PostgreSQL recycles a segment once this ends with 0, so by then the copy must be whole and on the
disk. Runs by itself, as the server's user and for each segment: it imports nothing of ours.
"""

import os
import sys
from pathlib import Path

BLOCK = 64 * 1024
EMPTY = bytes(BLOCK)


def keep(segment: Path, kept: Path) -> None:
    """Copies the segment whole or not at all. One that is kept already must be the same: a server
    repeats itself after a crash, but two servers must never share a folder (FileExistsError)."""
    if kept.exists():
        if segment.read_bytes() != kept.read_bytes():
            raise FileExistsError(f"{kept} is kept already, and is not the same")
        return
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    making = kept.with_name(f".{kept.name}.making")
    with segment.open("rb") as source, making.open("wb") as copy:
        # A segment that was closed before it was full ends in zeros, which as holes take no space.
        while block := source.read(BLOCK):
            if block == EMPTY[: len(block)]:
                copy.seek(len(block), os.SEEK_CUR)
            else:
                copy.write(block)
        copy.truncate()
        copy.flush()
        os.fsync(copy.fileno())
    making.replace(kept)
    folder = os.open(kept.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


if __name__ == "__main__":
    try:
        keep(Path(sys.argv[1]), Path(sys.argv[2]))
    except OSError as error:
        sys.exit(f"the write-ahead log is not archived: {error}")
