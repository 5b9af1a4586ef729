"""supervisord, but steady on a full disk.

When a program's log cannot be written, supervisord reports that on standard error; on a full disk
this fails as well, and would end supervisord, and with it the care for every program, at the very
moment when they need it. Here such a report is dropped instead.
"""

import sys
from contextlib import suppress
from typing import TextIO

from supervisor.supervisord import main


class Forgiving:
    """A stream that loses what cannot be written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._stream.write(text)
            self._stream.flush()
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()


if __name__ == "__main__":
    sys.stdout = Forgiving(sys.stdout)
    sys.stderr = Forgiving(sys.stderr)
    main()
