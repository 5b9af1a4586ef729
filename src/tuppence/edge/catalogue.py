"""The list of all problem codes: served at ``/problems``, and kept as docs/errors.md.

Both are made from the refusal classes themselves, so neither can fall behind. All of them are
imported by the time the addresses are, which is before anything is served.
"""

import inspect
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_safe

from tuppence.edge.pages import page
from tuppence.kernel.errors import Refused, every_refusal

_LEAD = (
    "Every refusal is application/problem+json (RFC 9457). Switch on `code`: it never changes. "
    "`detail` is one sentence for a person and may change. `request_id` finds the request in our "
    "logs. Further members are named in the last column."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One code. ``notes`` tells what members the problem has besides the common ones."""

    code: str
    status: int
    title: str
    notes: str


def entries() -> list[Entry]:
    """All codes, by status, then by name."""
    found = {
        Entry(kind.code, kind.status, kind.title, _notes(kind))
        for kind in every_refusal()
        if kind is not Refused and ".tests." not in kind.__module__
    }
    return sorted(found, key=lambda entry: (entry.status, entry.code))


def _notes(kind: type[Refused]) -> str:
    text = inspect.cleandoc(kind.__dict__.get("__doc__") or "").replace("``", "`")
    return " ".join(text.split())


def as_markdown() -> str:
    """The text of docs/errors.md."""
    rows = "".join(
        f"| `{entry.code}` | {entry.status} | {entry.title} | {entry.notes} |\n"
        for entry in entries()
    )
    return (
        "# Problem codes\n\n<!-- Written by `python tools/errors.py`; do not edit. -->\n\n"
        f"{_LEAD}\n\n| Code | Status | Meaning | More |\n| --- | --- | --- | --- |\n{rows}"
    )


@require_safe
def problems_page(request: HttpRequest) -> HttpResponse:
    """``GET /problems``: where the ``type`` of every problem points."""
    rows = format_html_join(
        "",
        '<tr id="{}"><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td></tr>',
        (
            (one.code, one.code, one.status, one.title, one.notes.replace("`", ""))
            for one in entries()
        ),
    )
    table = format_html(
        "<table><thead><tr><th>Code</th><th>Status</th><th>Meaning</th><th>More</th></tr></thead>"
        "<tbody>{}</tbody></table>",
        rows,
    )
    return page(title="Problem codes", lead=_LEAD.replace("`", ""), body=table)
