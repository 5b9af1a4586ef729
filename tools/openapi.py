"""Writes docs/openapi.yaml from the code; --check only tells whether it is current.

A warning of the generator is an error: what it cannot describe, a client cannot know.
"""

import argparse
import difflib
import os
import sys
import tempfile
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "openapi.yaml"
SHOWN = 60
"""Lines of a difference that are shown."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when stale")
    check = parser.parse_args().check
    text = _text()
    if not check:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    lines = difflib.unified_diff(
        current.splitlines(), text.splitlines(), "committed", "generated", lineterm=""
    )
    shown = list(lines)[:SHOWN]
    if shown:
        print("\n".join(shown), f"\n{PAGE} is stale: run `make generate`")
    return int(bool(shown))


def _text() -> str:
    os.environ.setdefault("TUPPENCE_MODE", "test")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuppence.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    with tempfile.NamedTemporaryFile("r", suffix=".yaml", encoding="utf-8") as file:
        call_command("spectacular", file=file.name, validate=True, fail_on_warn=True)
        return file.read()


if __name__ == "__main__":
    sys.exit(main())
