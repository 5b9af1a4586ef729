"""Writes docs/settings.md from the table of settings; --check only tells whether it is current."""

import argparse
import sys
from pathlib import Path

from tuppence.kernel.environment import SETTINGS

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"
HEAD = """\
# Settings

Every setting is an environment variable. All are read and checked at the start; one message names
all that is wrong. An empty variable counts as absent. A `TUPPENCE_` variable that is not in this
table is refused, as it is a misspelling more often than not.

In demo mode (`make up`) nothing needs to be set: secrets are generated once, and servers embedded.

| Variable | Default | Meaning |
|---|---|---|
"""
FOOT = """
*Secret*: never logged, never shown in a message, never put on a command line.

This page is generated from `SETTINGS` in `src/tuppence/kernel/environment.py` by `make generate`.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when stale")
    text = _text()
    if parser.parse_args().check:
        current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        if current != text:
            print(f"{PAGE} is stale: run `make generate`")
        return int(current != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


def _text() -> str:
    rows = [
        f"| `{setting.name}` | {f'`{setting.default}`' if setting.default else ''} "
        f"| {setting.meaning}{'. *Secret*' if setting.secret else ''} |\n"
        for setting in SETTINGS
    ]
    return HEAD + "".join(rows) + FOOT


if __name__ == "__main__":
    sys.exit(main())
