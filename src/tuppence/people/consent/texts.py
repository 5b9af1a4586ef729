"""The texts that guardians agree to: kept as files, by purpose and version, never changed once
published.

The hash of each (SHA-256 of the file's bytes) is in texts/published.json and in every entry that
agrees to it, so what somebody agreed to years ago can be shown, and proved, word for word.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "texts"
LANGUAGE: Final = "en"


class TextAltered(Exception):
    """A published text is not what it was: the file was changed in place of adding a version."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is agreed to. ``body`` is Markdown; ``sha256`` is hexadecimal."""

    purpose: str
    version: int
    sha256: str
    body: str
    language: str = LANGUAGE


@cache
def current(purpose: str) -> Text:
    """The newest text of a purpose. Raises `TextAltered`."""
    return published(purpose)[-1]


@cache
def published(purpose: str) -> tuple[Text, ...]:
    """Every text of a purpose, oldest first. Raises `TextAltered`."""
    hashes = json.loads((FOLDER / "published.json").read_text(encoding="utf-8"))[purpose]
    return tuple(
        _read(purpose, version, sha256)
        for version, sha256 in sorted((int(version), text) for version, text in hashes.items())
    )


def _read(purpose: str, version: int, sha256: str) -> Text:
    raw = (FOLDER / purpose / f"{version}.md").read_bytes()
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise TextAltered(f"texts/{purpose}/{version}.md is not what was published")
    return Text(purpose, version, sha256, raw.decode("utf-8"))
