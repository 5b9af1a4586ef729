"""What documents name exists: pages, headings, alarms' measures, and the commands to type."""

import re
import shlex
from argparse import ArgumentParser
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class

from tuppence.stack.cli import _parser

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?:\.venv/bin/|`)tuppence ([a-z][^`\n|#]*)")
SHORT = {
    "TIME": "2026-05-04T13:05:00Z", "CONSUMER": "security", "NAME": "web", "FILE": "file",
    "...": "check",
}  # fmt: skip
"""What stands for something else, and an example of it."""


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def without_code(page: Path) -> str:
    return re.sub(r"^```.*?^```", "", text(page), flags=re.DOTALL | re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """The headings as GitHub names them."""
    titles = re.findall(r"^#+ (.+)$", text(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


class TestLinks:
    @pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
    def test_lead_somewhere(self, page: Path) -> None:
        missing = []
        for link in LINK.findall(without_code(page)):
            if re.match(r"https?:|mailto:", link):
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            if not target.exists() or (anchor and anchor not in anchors(target)):
                missing.append(link)
        assert missing == []


def alarms() -> list[tuple[str, str, str]]:
    """Name, condition, page."""
    table = text(DOCS / "metrics.md").partition("## Alarms")[2]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| \[[^\]]+\]\(([^)]+)\) \|$", table, re.MULTILINE)
    assert len(rows) > 10
    return rows


class TestAlarms:
    def test_have_a_page_each_and_each_page_its_alarm(self) -> None:
        pages = [(DOCS / page).resolve() for _, _, page in alarms()]
        assert sorted(pages) == sorted((DOCS / "runbooks").glob("*.md"))

    @pytest.mark.parametrize("page", sorted((DOCS / "runbooks").glob("*.md")), ids=lambda p: p.stem)
    def test_pages_say_what_it_means_what_to_do_and_when_it_is_over(self, page: Path) -> None:
        for part in ("**Means.**", "**Look at**", "**Do", "**Over** when"):
            assert part in text(page), part

    def test_are_about_what_is_measured(self) -> None:
        told = text(DOCS / "metrics.md").partition("## Alarms")[0]
        named = set(re.findall(r"tuppence_[a-z_]+", " ".join(when for _, when, _ in alarms())))
        short = set(re.findall(r"`(_[a-z_]+)`", told))
        for name in named:
            assert f"`{name}`" in told or any(name.endswith(end) for end in short), name
        source = "".join(text(path) for path in (ROOT / "src").rglob("*.py"))
        for name in re.findall(r"`(tuppence_[a-z_]+)`", told):
            ends = (name, name.removeprefix("tuppence_"), name.removeprefix("tuppence_relay_"))
            assert any(f'"{end}"' in source for end in ends), name


def commands() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for found in COMMAND.findall(text(page)):
            command = re.split(r"  |\)", found)[0].rstrip(" .,:;")
            yield str(page.relative_to(ROOT)), re.sub(r"\[([^\]]+)\]", r"\1", command)


class TestCommands:
    @pytest.mark.parametrize(("page", "command"), sorted(set(commands())))
    def test_are_understood(self, page: str, command: str) -> None:
        words = [SHORT.get(word, word) for word in shlex.split(command)]
        arguments, rest = _parser().parse_known_args(words)
        if words == ["manage"]:
            return  # followed by any of Django's
        if hasattr(arguments, "django"):
            understood(*arguments.django, *rest)
        elif words[0] == "seed":
            understood(*words)
        else:
            assert rest == []


def understood(name: str, *words: str) -> None:
    """By Django's command of that name."""
    assert name in get_commands()
    parser: ArgumentParser = loaded(name).create_parser("manage", name)
    parser.parse_args(list(words))


@cache
def loaded(name: str) -> Any:
    application = get_commands()[name]
    return load_command_class(application, name) if isinstance(application, str) else application
