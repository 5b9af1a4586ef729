"""The few pages that we serve ourselves: plain HTML in one look, with no script and no request to
anywhere else. The style is inline and allowed by its hash, so the policy stays strict."""

import base64
import hashlib

from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1917; --soft: #78716c; --line: #e7e5e4;
  --paper: #fafaf9; --accent: #b45523; }
@media (prefers-color-scheme: dark) { :root { --ink: #fafaf9; --soft: #a8a29e; --line: #44403c;
  --paper: #1c1917; --accent: #f0a070; } }
body { margin: 0 auto; padding: 3rem 1.25rem; max-width: 60rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { margin: 0 0 .25rem; font-size: 1.6rem; letter-spacing: -.01em; }
p { margin: .25rem 0 1.5rem; color: var(--soft); max-width: 46rem; }
a { color: var(--accent); }
table { border-collapse: collapse; width: 100%; font-size: .925rem; }
th { text-align: left; color: var(--soft); font-weight: 500; }
th, td { padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; overflow-wrap: anywhere; }
td:first-child { white-space: nowrap; }
tr:target { background: color-mix(in srgb, var(--accent) 15%, transparent); }
code { font-size: .9em; }
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'"
)


def page(*, title: str, lead: str, body: SafeString, refresh: int | None = None) -> HttpResponse:
    """A page with a heading, a sentence and a body. ``refresh``: seconds until it loads anew."""
    again = format_html('<meta http-equiv="refresh" content="{}">', refresh) if refresh else ""
    response = HttpResponse(
        format_html(
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">{}'
            "<title>{} - Tuppence</title><style>{}</style></head>"
            "<body><h1>{}</h1><p>{}</p>{}</body></html>",
            again,
            title,
            mark_safe(_STYLE),  # noqa: S308 (our own constant)
            title,
            lead,
            body,
        )
    )
    response["Content-Security-Policy"] = _POLICY
    return response
