"""Line charts as plain SVG: panels side by side that share what runs along the bottom."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 420, 300
LEFT, RIGHT, TOP, BOTTOM = 58, 20, 62, 50
COLOURS = ("#1f5fbf", "#d9541e", "#3a8f4d")
INK, FAINT = "#24292f", "#d8dee4"
LOGARITHMIC_FROM = 10
"""A panel whose largest value is so many times its smallest has a logarithmic scale."""


@dataclass(frozen=True)
class Panel:
    """``lines``: names and their values, one for each place along the bottom."""

    title: str
    lines: Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Scale:
    """Where a value stands between the bottom (0) and the top (1), and which values have a mark."""

    marks: list[float]
    logarithmic: bool

    def place(self, value: float) -> float:
        low, high = self.marks[0], self.marks[-1]
        if self.logarithmic:
            return math.log(value / low) / math.log(high / low)
        return (value - low) / (high - low)


def scale(values: Sequence[float]) -> Scale:
    """A scale with round marks: from 0, or logarithmic when the values are far apart."""
    least, most = min(values), max(values)
    if least > 0 and most / least >= LOGARITHMIC_FROM:
        first, last = math.floor(math.log10(least)), math.ceil(math.log10(most))
        return Scale([10.0**power for power in range(first, last + 1)], logarithmic=True)
    step = 10.0 ** math.floor(math.log10(most or 1))
    step = next(step * part for part in (0.2, 0.5, 1, 2) if most <= 5 * step * part)
    count = max(math.ceil(most / step), 1)
    return Scale([step * number for number in range(count + 1)], logarithmic=False)


def chart(*, places: Sequence[str], along: str, panels: Sequence[Panel]) -> str:
    """An SVG document. ``places`` are evenly apart, whatever numbers they are."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH * len(panels)} {HEIGHT}" '
        f'width="{WIDTH * len(panels)}" height="{HEIGHT}" '
        'font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif" '
        f'font-size="12" fill="{INK}">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
    ]
    for number, panel in enumerate(panels):
        parts.append(f'<g transform="translate({WIDTH * number} 0)">')
        parts += _panel(panel, places=places, along=along)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel, *, places: Sequence[str], along: str) -> list[str]:
    measure = scale([value for values in panel.lines.values() for value in values])
    width, height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    across = [LEFT + width * (n + 0.5) / len(places) for n in range(len(places))]
    parts = [_text(LEFT, 20, panel.title, weight="600")]
    for mark in measure.marks:
        y = TOP + height * (1 - measure.place(mark))
        parts.append(f'<path d="M{LEFT} {y:.1f}h{width}" stroke="{FAINT}"/>')
        parts.append(_text(LEFT - 6, y + 4, number(mark), anchor="end"))
    for x, place in zip(across, places, strict=True):
        parts.append(_text(x, HEIGHT - BOTTOM + 18, place, anchor="middle"))
    parts.append(_text(LEFT + width / 2, HEIGHT - 12, along, anchor="middle"))
    for order, (name, values) in enumerate(panel.lines.items()):
        colour = COLOURS[order]
        points = [
            (x, TOP + height * (1 - measure.place(value)))
            for x, value in zip(across, values, strict=True)
        ]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        parts.append(f'<path d="M{LEFT + 90 * order} 38h18" stroke="{colour}" stroke-width="2"/>')
        parts.append(_text(LEFT + 90 * order + 24, 42, name))
    return parts


def _text(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "400") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}">'
        f"{escape(text)}</text>"
    )


def number(value: float) -> str:
    """A mark's label: 12,000 or 0.5."""
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.3g}"
