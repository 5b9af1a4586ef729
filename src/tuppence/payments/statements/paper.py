"""Pages, type and ink: what a document is drawn with. Points of 1/72 inch, from the lower left."""

import io
import unicodedata
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH: Final[float] = A4[0]
HEIGHT: Final[float] = A4[1]
LEFT: Final = 48.0
RIGHT: Final[float] = WIDTH - 48.0
TOP: Final[float] = HEIGHT - 52.0
BOTTOM: Final = 62.0

PLAIN, BOLD = "Statement", "Statement-Bold"
INK, SOFT, FAINT, LINE = "#1c1917", "#6b645f", "#a09890", "#dcd6d0"
ACCENT, TINT = "#b45523", "#f7f2ee"

UNSHOWN: Final = "?"
"""What stands for a letter or digit that the type has no shape for."""


class Paper:
    """A document that grows downwards: ``y`` is where the next thing goes.

    Pages are kept until the end, as each says of how many it is one.
    """

    def __init__(
        self, file: io.BytesIO, *, title: str, footer: str, pause: Callable[[], None]
    ) -> None:
        _type()
        self._canvas = Canvas(file, pagesize=A4, pageCompression=1, invariant=1, lang="en-IN")
        self._canvas.setTitle(title)
        self._canvas.setAuthor("Tuppence")
        self._footer, self._pause = footer, pause
        self._pages: list[dict[str, Any]] = []
        self.y = TOP

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        font: str = PLAIN,
        size: float = 9.0,
        color: str = INK,
        right: bool = False,
    ) -> None:
        """One line of text; ``right``: that ends at ``x``."""
        self._canvas.setFont(font, size)
        self._canvas.setFillColor(HexColor(color))
        draw = self._canvas.drawRightString if right else self._canvas.drawString
        draw(x, y, _shapes(text, font))

    def heading(self, text: str) -> None:
        """The title of a part, with some room for what follows on the same page."""
        self.room_for(70)
        self.text(LEFT, self.y - 10, text, font=BOLD, size=11)
        self.y -= 20

    def rule(self, y: float, *, color: str, width: float) -> None:
        self._canvas.setStrokeColor(HexColor(color))
        self._canvas.setLineWidth(width)
        self._canvas.line(LEFT, y, RIGHT, y)

    def box(self, x: float, y: float, width: float, height: float, *, fill: str) -> None:
        self._canvas.setFillColor(HexColor(fill))
        self._canvas.rect(x, y, width, height, stroke=0, fill=1)

    def coins(self, x: float, y: float) -> None:
        """The house's mark: two pence."""
        self._canvas.setFillColor(HexColor("#e9b48f"))
        self._canvas.circle(x + 18, y + 10, 10, stroke=0, fill=1)
        self._canvas.setFillColor(HexColor(ACCENT))
        self._canvas.setStrokeColor(HexColor("#ffffff"))
        self._canvas.setLineWidth(1.5)
        self._canvas.circle(x + 10, y + 10, 10, stroke=1, fill=1)

    def qr(self, text: str, *, x: float, y: float, side: float) -> None:
        """A QR code of a text, on white."""
        code = QrCodeWidget(text, barLevel="M", barBorder=2)
        left, low, right, high = code.getBounds()
        scale = side / max(right - left, high - low)
        self.box(x, y, side, side, fill="#ffffff")
        drawing = Drawing(side, side, transform=[scale, 0, 0, scale, 0, 0])
        drawing.add(code)
        renderPDF.draw(drawing, self._canvas, x, y)

    def fitting(self, text: str, width: float, font: str, size: float) -> str:
        """As much of a text as fits, with an ellipsis where it was cut."""
        text = _shapes(text, font)
        if pdfmetrics.stringWidth(text, font, size) <= width:
            return text
        while text and pdfmetrics.stringWidth(f"{text}\u2026", font, size) > width:
            text = text[:-1]
        return f"{text.rstrip()}\u2026"

    def room_for(self, height: float) -> bool:
        """Begins a page unless there is so much room left; says whether it did."""
        if self.y - height >= BOTTOM:
            return False
        self._keep()
        self.y = TOP
        return True

    def done(self) -> None:
        """Writes it all."""
        self._keep()
        for number, page in enumerate(self._pages, start=1):
            self._pause()
            self._canvas.__dict__.update(page)
            self.rule(BOTTOM - 18, color=LINE, width=0.5)
            self.text(LEFT, BOTTOM - 31, self._footer, size=7.5, color=FAINT)
            which = f"Page {number} of {len(self._pages)}"
            self.text(RIGHT, BOTTOM - 31, which, size=7.5, color=FAINT, right=True)
            Canvas.showPage(self._canvas)
        self._canvas.save()

    def _keep(self) -> None:
        """Puts the page aside as it is; its footer is drawn when all are there."""
        self._pause()
        self._pages.append(dict(self._canvas.__dict__))
        self._canvas._startPage()


@cache
def _type() -> None:
    """Makes the type known, once. It has the rupee sign, which those that PDF readers bring have
    not. It is found and not imported: its package, when imported, lists its folder."""
    package = find_spec("font_source_sans_pro")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("font-source-sans-pro, which statements are set in")
    folder = Path(package.origin).parent / "files"
    for name, file in ((PLAIN, "SourceSansPro-Regular.ttf"), (BOLD, "SourceSansPro-Semibold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(folder / file)))


def _shapes(text: str, font: str) -> str:
    """The text in characters that there are shapes for. A picture that there is none for is left
    out, a letter is not."""
    known = pdfmetrics.getFont(font).face.charToGlyph
    shown = (
        one if ord(one) in known else UNSHOWN if unicodedata.category(one)[0] in "LN" else ""
        for one in text
    )
    return "".join(shown).strip()
