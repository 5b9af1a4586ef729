"""Type: which shapes a text is written with, in the scripts that people here are named in.

Two families, Source Sans for Latin and Noto Sans for Devanagari. Devanagari is shaped (by
HarfBuzz): its vowel signs stand before, above and below their letter, and a letter without a vowel
joins the next.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import ShapedStr, TTFont, shapeStr

PLAIN, BOLD = "Statement", "Statement-Bold"
HINDI: Final = "Statement-Devanagari"
"""Has one weight here: a bold text is drawn with it and an outline."""

UNSHOWN: Final = "?"
"""What stands for a letter or digit that no type has a shape for."""

_FILES: Final = {
    PLAIN: ("font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    BOLD: ("font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
    HINDI: ("fontpkg_noto_sans_devanagari", "NotoSansDevanagari[wdth,wght].ttf"),
}
_DEVANAGARI: Final = (range(0x0900, 0x0980), range(0xA8E0, 0xA900))
_VIRAMA: Final = "\u094d"
_JOINERS: Final = "\u200c\u200d"


@cache
def make_known() -> None:
    """Makes the type known, once. A package of type is found and not imported: when imported, one
    of them lists its folder."""
    for name, (package, file) in _FILES.items():
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(f"{package}, which statements are set in")
        pdfmetrics.registerFont(TTFont(name, str(Path(spec.origin).parent / "files" / file)))


def runs(text: str, font: str) -> list[tuple[str, str]]:
    """A text in pieces that are each written with one type: its name, and characters that it has
    shapes for. A picture that there is none for is left out, a letter is not."""
    typed = list(_typed(text.strip(), font))
    return [
        (name, "".join(one for _, one in run)) for name, run in groupby(typed, lambda at: at[0])
    ]


def width(text: str, font: str, size: float) -> float:
    """How wide a piece of text is that one type has shapes for."""
    if font == HINDI:
        found = shaped(text, size)
        if isinstance(found, ShapedStr):
            return sum(float(one.x_advance) for one in found.__shapeData__) * size / 1000
    return float(pdfmetrics.stringWidth(text, font, size))


def shaped(text: str, size: float) -> str:
    """A piece of Devanagari as it is written, for the canvas to draw."""
    found: str = shapeStr(text, HINDI, size)
    return found


def width_of_all(text: str, font: str, size: float) -> float:
    return sum(width(piece, name, size) for name, piece in runs(text, font))


def fitting(text: str, room: float, font: str, size: float) -> str:
    """As much of a text as fits, with an ellipsis where it was cut: between letters, and never
    between a letter and its signs."""
    text = text.strip()
    if width_of_all(text, font, size) <= room:
        return text
    kept = list(letters(text))
    while kept and width_of_all(f"{''.join(kept).rstrip()}\u2026", font, size) > room:
        kept.pop()
    return f"{''.join(kept).rstrip()}\u2026"


def letters(text: str) -> Iterator[str]:
    """A text letter by letter, each with the signs that belong to it, joined ones together."""
    found = ""
    for one in text:
        goes_on = unicodedata.category(one)[0] == "M" or one in _JOINERS
        if found and not goes_on and found.rstrip(_JOINERS)[-1:] != _VIRAMA:
            yield found
            found = ""
        found += one
    if found:
        yield found


def _typed(text: str, font: str) -> Iterator[tuple[str, str]]:
    """Each character that is shown, with the type that has it."""
    own, hindi = (pdfmetrics.getFont(name).face.charToGlyph for name in (font, HINDI))
    last = font
    for one in text:
        if one in _JOINERS:
            # Of no width: they say how Devanagari joins, and are nothing elsewhere.
            if last == HINDI:
                yield HINDI, one
        elif ord(one) in own:
            last = font
            yield font, one
        elif ord(one) in hindi and any(ord(one) in block for block in _DEVANAGARI):
            last = HINDI
            yield HINDI, one
        elif unicodedata.category(one)[0] in "LN":
            last = font
            yield font, UNSHOWN
