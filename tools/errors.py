"""Writes docs/errors.md from the refusal classes; --check only tells whether it is current."""

import argparse
import os
import sys
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "errors.md"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when stale")
    check = parser.parse_args().check
    text = _text()
    if check:
        current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        if current != text:
            print(f"{PAGE} is stale: run `python tools/errors.py`")
        return int(current != text)
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    return 0


def _text() -> str:
    os.environ.setdefault("TUPPENCE_MODE", "test")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuppence.config.settings")
    import django

    django.setup()
    from django.urls import get_resolver

    from tuppence.edge.catalogue import as_markdown

    # Importing every address imports everything that can refuse.
    assert get_resolver().url_patterns
    return as_markdown()


if __name__ == "__main__":
    sys.exit(main())
