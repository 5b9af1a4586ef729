"""Checking a receipt on the command line, offline: with a key that is given, or our own."""

import json
import os
import sys
from pathlib import Path

from tuppence.stack.failures import StackFailed


class ReceiptRefused(StackFailed):
    """The receipt does not hold, or cannot be read."""


def verify(file: Path, *, key: str | None) -> None:
    """Prints what the receipt proves. Raises `ReceiptRefused`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuppence.config.settings")
    from tuppence.seal import keys
    from tuppence.seal.note import NoteInvalid, key_from
    from tuppence.seal.receipt import ReceiptWrong
    from tuppence.seal.receipt import verify as check

    try:
        pinned = keys.trusted() if key is None else [key_from(key)]
        checkpoint, proven = check(json.loads(file.read_text(encoding="utf-8")), pinned)
    except (OSError, ValueError) as error:
        raise ReceiptRefused(f"{file} cannot be read as a receipt: {error}") from error
    except (NoteInvalid, ReceiptWrong) as error:
        raise ReceiptRefused(f"{file} does not hold: {error}") from error
    for part in proven:
        sys.stdout.write(json.dumps(part, ensure_ascii=False) + "\n")
    sys.stdout.write(f"ok: proven by a signed tree of {checkpoint.size} journals\n")
