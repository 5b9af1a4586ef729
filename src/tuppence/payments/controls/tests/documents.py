"""Controls documents for properties: any one, and for each some that are at least as strict.

What "at least as strict" means is said here member by member. Whoever adds a member to a document
adds it to `STRICTER`, or the tests say so.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tuppence.payments.controls.document import CHANNELS, WINDOWS

Document = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

KINDS = ("food", "books_and_stationery", "transport")
SHOPS = tuple(f"mer_{letter * 26}" for letter in "123")
AMOUNTS = (1, 20_00, 50_00, 100_00, 300_00, 999_00)
CLOCKS = ("00:00", "08:00", "12:00", "13:30", "22:00", "23:59")

amounts = st.sampled_from(AMOUNTS)
caps = st.dictionaries(st.sampled_from(WINDOWS), amounts)
limits = st.dictionaries(st.sampled_from(("payment", *WINDOWS)), amounts)
kinds = st.sampled_from(KINDS)
hours = st.fixed_dictionaries(
    {
        "days": st.lists(st.integers(1, 7), min_size=1, unique=True),
        "from": st.sampled_from(CLOCKS),
        "to": st.sampled_from(CLOCKS),
    }
)


def some(values: Any) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), unique=True) if values else st.just([])


@st.composite
def raises(draw: Any, *, around: datetime) -> Document | None:
    """A raise that runs at an instant, or has just run out, or none."""
    if draw(st.booleans()):
        return None
    until = around + draw(st.sampled_from([-1, 0, 1, 3600])) * timedelta(seconds=1)
    by_kind = draw(st.dictionaries(kinds, caps))
    return {"until": until.isoformat(), "limits": draw(limits), "categories": by_kind}


@st.composite
def documents(draw: Any, *, around: datetime, shops: tuple[str, ...] = SHOPS) -> Document:
    """Any document, with members left out."""
    whole = {
        "limits": draw(limits),
        "categories": {"off": draw(some(KINDS)), "limits": draw(st.dictionaries(kinds, caps))},
        "merchants": {
            "only": draw(st.none() | some(shops)), "never": draw(some(shops)),
        },
        "closed_hours": draw(st.lists(hours, max_size=2)),
        "channels": draw(some(CHANNELS)),
        "people": draw(st.booleans()),
        "ask_first": {
            "above": draw(st.none() | amounts), "new_payees": draw(st.booleans()),
        },
        "raised": draw(raises(around=around)),
    }  # fmt: skip
    absent = draw(some(tuple(whole)))
    return {name: value for name, value in whole.items() if name not in absent}


@st.composite
def pairs(
    draw: Any, *, around: datetime, shops: tuple[str, ...] = SHOPS
) -> tuple[Document, Document]:
    """A document, and one that is at least as strict in each of its members."""
    loose = draw(documents(around=around, shops=shops))
    return loose, draw(stricter(loose, shops=shops))


@st.composite
def stricter(draw: Any, loose: Document, *, shops: tuple[str, ...] = SHOPS) -> Document:
    changed = draw(some(tuple(STRICTER)))
    strict = dict(loose)
    for member in changed:
        strict[member] = STRICTER[member](draw, loose.get(member), shops)
    return strict


def _lower(draw: Draw, loose: Document | None) -> Document:
    """Caps that are there or lower, and perhaps more of them."""
    strict = dict(loose or {})
    for name, cap in draw(limits).items():
        strict[name] = min(cap, strict.get(name) or cap)
    return strict


def _categories(draw: Draw, loose: Document | None, _: Any) -> Document:
    had = loose or {"off": [], "limits": {}}
    by_kind = dict(had["limits"])
    for kind in draw(some(KINDS)):
        by_kind[kind] = _lower(draw, by_kind.get(kind))
        by_kind[kind].pop("payment", None)
    return {"off": sorted({*had["off"], *draw(some(KINDS))}), "limits": by_kind}


def _merchants(draw: Draw, loose: Document | None, shops: tuple[str, ...]) -> Document:
    had = loose or {"only": None, "never": []}
    only = had["only"]
    kept = draw(st.none() | some(shops)) if only is None else draw(some(only)) if only else []
    return {"only": kept, "never": sorted({*had["never"], *draw(some(shops))})}


def _ask_first(draw: Draw, loose: Document | None, _: Any) -> Document:
    had = loose or {"above": None, "new_payees": False}
    above = draw(amounts)
    return {
        "above": above if had["above"] is None else min(above, had["above"]),
        "new_payees": had["new_payees"] or draw(st.booleans()),
    }


def _raised(draw: Draw, loose: Document | None, _: Any) -> Document | None:
    """A raise that ends earlier, or raises less; or none."""
    if loose is None or draw(st.booleans()):
        return None
    until = datetime.fromisoformat(loose["until"]) - timedelta(seconds=draw(st.integers(0, 2)))
    return {
        "until": until.isoformat(),
        "limits": {name: min(cap, draw(amounts)) for name, cap in loose["limits"].items()},
        "categories": dict(list(loose["categories"].items())[1:]),
    }


STRICTER: dict[str, Callable[[Draw, Any, tuple[str, ...]], Any]] = {
    "limits": lambda draw, loose, _: _lower(draw, loose),
    "categories": _categories,
    "merchants": _merchants,
    "closed_hours": lambda draw, loose, _: [*(loose or []), draw(hours)],
    "channels": lambda draw, loose, _: draw(some(loose)) if loose else [],
    "people": lambda draw, loose, _: False,
    "ask_first": _ask_first,
    "raised": _raised,
}
