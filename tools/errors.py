"""Writes docs/errors.md from the refusal classes; --check only tells whether it is current."""

import argparse
import importlib
import os
import pkgutil
import sys
from pathlib import Path

ROOMS = ("kernel", "edge", "ledger", "outbox", "people", "payments", "reach")
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
    from tuppence.edge.catalogue import as_markdown

    for room in ROOMS:
        package = importlib.import_module(f"tuppence.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not any(part in module.name for part in (".tests", ".migrations", ".management")):
                importlib.import_module(module.name)
    return as_markdown()


if __name__ == "__main__":
    sys.exit(main())
