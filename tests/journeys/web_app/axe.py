"""What axe-core finds wrong with a screen, by WCAG 2.2 at level AA."""

from functools import lru_cache
from typing import Any, Final

from playwright.sync_api import Page

from tests.journeys.web_app.browser import WEB

LEVELS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@lru_cache
def _source() -> str:
    return (WEB / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, *rules: str) -> list[dict[str, Any]]:
    """By rule, with the elements it is broken by. ``rules``: only these."""
    page.evaluate(f"() => {{ if (!window.axe) {{ {_source()} }} }}")
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": LEVELS}
    found = page.evaluate("only => axe.run(document, { runOnly: only })", only)
    return [
        {
            "rule": one["id"],
            "help": one["help"],
            "by": [f"{node['html'][:160]} ({node['failureSummary']})" for node in one["nodes"][:4]],
        }
        for one in found["violations"]
    ]
