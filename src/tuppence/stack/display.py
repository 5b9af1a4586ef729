"""What the commands say while they work: a spinner on a terminal, plain lines in a log."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

OUT = Console(highlight=False, soft_wrap=True)
if not OUT.is_terminal:
    OUT.width = 160  # a log has no edge; tables need one
ERRORS = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def step(title: str) -> Iterator[list[str]]:
    """Shows that something is being done, then that it is done, what was found, and how long it
    took. Append to the given list to add a remark."""
    remarks: list[str] = []
    begun = time.monotonic()
    if OUT.is_terminal:
        with OUT.status(title):
            yield remarks
    else:
        yield remarks
    remark = f" ({'; '.join(remarks)})" if remarks else ""
    mark = "[green]✓[/green]" if OUT.is_terminal else "-"
    OUT.print(f"  {mark} {title}{remark} [dim]{time.monotonic() - begun:.1f} s[/dim]")


def say(text: str) -> None:
    OUT.print(text)


def fail(text: str) -> None:
    """One clear message on standard error; nothing in it is taken for markup."""
    ERRORS.print(text, style="red" if ERRORS.is_terminal else None, markup=False)
