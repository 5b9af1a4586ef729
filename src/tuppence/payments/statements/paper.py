"""Pages, type and ink: what a document is drawn with. Points of 1/72 inch, from the lower left."""

import io
from collections.abc import Callable
from typing import Any, Final

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tuppence.payments.statements import letters
from tuppence.payments.statements.letters import BOLD, HINDI, PLAIN

__all__ = ["BOLD", "PLAIN", "Paper"]

WIDTH: Final[float] = A4[0]
HEIGHT: Final[float] = A4[1]
LEFT: Final = 48.0
RIGHT: Final[float] = WIDTH - 48.0
TOP: Final[float] = HEIGHT - 52.0
BOTTOM: Final = 62.0

INK, SOFT, FAINT, LINE = "#1c1917", "#6b645f", "#a09890", "#dcd6d0"
ACCENT, TINT = "#b45523", "#f7f2ee"

_OUTLINE: Final = 0.022
"""How thick the outline is that makes a type bold which has no bold: a part of its size."""


class Paper:
    """A document that grows downwards: ``y`` is where the next thing goes.

    Pages are kept until the end, as each says of how many it is one.
    """

    def __init__(
        self, file: io.BytesIO, *, title: str, footer: str, pause: Callable[[], None]
    ) -> None:
        letters.make_known()
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
        self._canvas.setFillColor(HexColor(color))
        pieces = letters.runs(text, font)
        widths = [letters.width(piece, name, size) for name, piece in pieces]
        x -= sum(widths) if right else 0.0
        for (name, piece), width in zip(pieces, widths, strict=True):
            self._canvas.setFont(name, size)
            if name == HINDI:
                self._hindi(x, y, piece, size=size, color=color, bold=font == BOLD)
            else:
                self._canvas.drawString(x, y, piece)
            x += width

    def _hindi(self, x: float, y: float, text: str, *, size: float, color: str, bold: bool) -> None:
        if bold:
            self._canvas.setStrokeColor(HexColor(color))
            self._canvas.setLineWidth(_OUTLINE * size)
        self._canvas.drawString(x, y, letters.shaped(text, size), mode=2 if bold else 0)

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
