"""A statement as a document to print or hand in: PDF, drawn page by page."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tuppence.kernel.ids import to_public
from tuppence.payments.statements.figures import shown
from tuppence.payments.statements.letters import fitting
from tuppence.payments.statements.paper import (
    ACCENT,
    BOLD,
    FAINT,
    INK,
    LEFT,
    LINE,
    PLAIN,
    RIGHT,
    SOFT,
    TINT,
    TOP,
    Paper,
)
from tuppence.payments.statements.queries import Statement
from tuppence.payments.statements.words import Told, Total, plain, totals

MOST: Final = 2_000
"""Lines of one document: some sixty pages."""

ROW: Final = 25.0
CATEGORY_ROW: Final = 15.0
PROOF_HEIGHT: Final = 172.0
_DETAILS: Final = LEFT + 68
_OUT: Final = RIGHT - 172
_IN: Final = RIGHT - 86


@dataclass(frozen=True, slots=True)
class Proof:
    """What the statement can be checked against: the newest signed root of the tree of all
    journals, as a signed note; ``covers`` says whether every line is under it; ``address`` is where
    anyone gets the same root."""

    note: str
    covers: bool
    address: str

    @property
    def parts(self) -> tuple[str, str, str]:
        """The log's name, how many journals it is over, and its root."""
        origin, size, root = self.note.split("\n")[:3]
        return origin, size, root


def document(
    statement: Statement,
    lines: Sequence[Told],
    *,
    proof: Proof | None,
    issued: datetime,
    pause: Callable[[], None],
) -> bytes:
    """The statement's PDF. ``pause`` is called before each page, and may raise to give up."""
    file = io.BytesIO()
    paper = Paper(file, title=_title(statement), footer=_footer(statement), pause=pause)
    _letterhead(paper, statement, issued)
    _summary(paper, statement, lines)
    _categories(paper, totals(lines), statement.wallet.unit)
    _movements(paper, statement, lines)
    _how_to_check(paper, proof)
    paper.done()
    return file.getvalue()


def _title(statement: Statement) -> str:
    first, last = _days(statement)
    return f"Statement {first:%d %b %Y} to {last:%d %b %Y}"


def _footer(statement: Statement) -> str:
    return f"Tuppence  \u00b7  {to_public('wal', statement.wallet.public_id)}"


def _days(statement: Statement) -> tuple[datetime, datetime]:
    """The first and the last day of it, where the wallet lives."""
    zone = ZoneInfo(statement.wallet.zone)
    last = max(statement.since, statement.until - timedelta(microseconds=1))
    return statement.since.astimezone(zone), last.astimezone(zone)


def _letterhead(paper: Paper, statement: Statement, issued: datetime) -> None:
    wallet = statement.wallet
    paper.coins(LEFT, TOP - 19)
    paper.text(LEFT + 34, TOP - 16, "Tuppence", font=BOLD, size=21, color=ACCENT)
    paper.text(RIGHT, TOP - 6, "Account statement", font=BOLD, size=12, right=True)
    first, last = _days(statement)
    period = f"{first:%d %B %Y} \u2013 {last:%d %B %Y}"
    paper.text(RIGHT, TOP - 21, period, size=9.5, color=SOFT, right=True)
    paper.rule(TOP - 36, color=ACCENT, width=1.2)
    paper.y = TOP - 60
    who = wallet.owner.name or "Wallet"
    paper.text(LEFT, paper.y, fitting(who, 250, BOLD, 13), font=BOLD, size=13)
    paper.text(LEFT, paper.y - 15, fitting(wallet.name, 250, PLAIN, 9), color=SOFT)
    paper.text(LEFT, paper.y - 28, to_public("wal", wallet.public_id), size=8, color=FAINT)
    local = issued.astimezone(ZoneInfo(wallet.zone))
    for nth, (name, value) in enumerate(
        (
            ("Issued", f"{local:%d %b %Y, %H:%M}"),
            ("Times are of", wallet.zone.replace("_", " ")),
            ("Amounts in", wallet.unit),
        )
    ):
        y = paper.y - 14 * nth
        paper.text(RIGHT - 160, y, name, size=8.5, color=SOFT)
        paper.text(RIGHT, y, value, size=8.5, right=True)
    paper.y -= 48


def _summary(paper: Paper, statement: Statement, lines: Sequence[Told]) -> None:
    came = sum(line.amount for line in lines if line.amount > 0)
    went = -sum(line.amount for line in lines if line.amount < 0)
    cells = (
        ("Opening balance", statement.opening.balance),
        ("Money in", came),
        ("Money out", went),
        ("Closing balance", statement.closing.balance),
    )
    height, width = 46.0, (RIGHT - LEFT) / len(cells)
    paper.box(LEFT, paper.y - height, RIGHT - LEFT, height, fill=TINT)
    paper.box(RIGHT - width, paper.y - height, width, height, fill=ACCENT)
    for nth, (name, amount) in enumerate(cells):
        last = nth == len(cells) - 1
        x = LEFT + nth * width + 12
        paper.text(x, paper.y - 17, name, size=8, color="#ffffff" if last else SOFT)
        figure = shown(amount, statement.wallet.unit)
        size = 14.0 if len(figure) <= 13 else 10.5
        color = "#ffffff" if last else INK
        paper.text(x, paper.y - 35, figure, font=BOLD, size=size, color=color)
    paper.y -= height + 30


def _categories(paper: Paper, found: Sequence[Total], unit: str) -> None:
    if not found:
        return
    paper.heading("By category")
    for x, name in ((_IN, "Out"), (RIGHT, "In")):
        paper.text(x, paper.y + 10, name, size=8, color=SOFT, right=True)
    largest = max(max(total.came, total.went) for total in found)
    for total in found:
        paper.room_for(CATEGORY_ROW)
        y = paper.y - 9
        paper.text(LEFT, y, plain(total.category), size=9)
        paper.text(LEFT + 148, y, f"{total.count}\u00d7", size=8.5, color=FAINT, right=True)
        bar = LEFT + 164
        width = _OUT - 78 - bar
        both = bool(total.came and total.went)
        for amount, color, lift in ((total.came, ACCENT, 2.4), (total.went, SOFT, -2.0)):
            if amount:
                y_of_bar = y + (lift if both else 0.8)
                paper.box(bar, y_of_bar, max(1.5, width * amount / largest), 3.4, fill=color)
        for x, amount, color in ((_IN, total.went, INK), (RIGHT, total.came, ACCENT)):
            if amount:
                paper.text(x, y, shown(amount, unit), size=9, right=True, color=color)
        paper.y -= CATEGORY_ROW
    paper.y -= 22


def _movements(paper: Paper, statement: Statement, lines: Sequence[Told]) -> None:
    unit = statement.wallet.unit
    paper.heading("Movements")
    if not lines:
        paper.text(LEFT, paper.y - 12, "Nothing moved in this time.", color=SOFT)
        paper.y -= 34
        return
    _columns(paper)
    for line in lines:
        if paper.room_for(ROW):
            _columns(paper)
        _movement(paper, line, unit)
    paper.y -= 20


def _columns(paper: Paper) -> None:
    y = paper.y - 9
    for x, name, right in (
        (LEFT, "Date", False), (_DETAILS, "Details", False), (_OUT, "Out", True),
        (_IN, "In", True), (RIGHT, "Balance", True),
    ):  # fmt: skip
        paper.text(x, y, name, size=8, color=SOFT, right=right)
    paper.y -= 15
    paper.rule(paper.y, color=LINE, width=0.8)


def _movement(paper: Paper, line: Told, unit: str) -> None:
    width = _OUT - 62 - _DETAILS
    upper, lower = paper.y - 11, paper.y - 20.5
    paper.text(LEFT, upper, f"{line.at:%d %b %Y}", size=9)
    paper.text(LEFT, lower, f"{line.at:%H:%M}", size=7.5, color=FAINT)
    paper.text(_DETAILS, upper, fitting(line.who, width, PLAIN, 9), size=9)
    said = "  \u00b7  ".join(part for part in (plain(line.category), line.note) if part)
    paper.text(_DETAILS, lower, fitting(said, width, PLAIN, 7.5), size=7.5, color=SOFT)
    if line.amount < 0:
        paper.text(_OUT, upper, shown(-line.amount, unit), size=9, right=True)
    else:
        paper.text(_IN, upper, shown(line.amount, unit), size=9, right=True, color=ACCENT)
    paper.text(RIGHT, upper, shown(line.balance, unit), font=BOLD, size=9, right=True)
    paper.y -= ROW
    paper.rule(paper.y, color=LINE, width=0.4)


def _how_to_check(paper: Paper, proof: Proof | None) -> None:
    paper.room_for(PROOF_HEIGHT if proof else 60)
    paper.heading("How to check this statement")
    if proof is None:
        paper.text(LEFT, paper.y - 12, _NO_ROOT_YET, size=8.5, color=SOFT)
        paper.y -= 30
        return
    top, side = paper.y, 108.0
    height = side + 16
    paper.box(LEFT, top - height, RIGHT - LEFT, height, fill=TINT)
    paper.qr(proof.address, x=RIGHT - side - 8, y=top - side - 8, side=side)
    origin, size, root = proof.parts
    x, y = LEFT + 12, top - 18
    for words in _WORDS[proof.covers]:
        paper.text(x, y, words, size=8.5)
        y -= 12
    y -= 4
    for name, value in (("Log", origin), ("Journals", size), ("Root", root), *_signature(proof)):
        paper.text(x, y, name, size=7.5, color=SOFT)
        paper.text(x + 48, y, value, size=7.5)
        y -= 11
    paper.y = top - height - 10


def _signature(proof: Proof) -> list[tuple[str, str]]:
    """The signature of the note in two lines, as it is longer than one."""
    signed = proof.note.rstrip("\n").rsplit(" ", 1)[-1]
    return [("Signature", signed[:54]), ("", signed[54:])]


_NO_ROOT_YET: Final = "No root has been signed yet. Ask for the statement again in some seconds."
_WORDS: Final = {
    True: (
        "Every line above is sealed: it is in a tree of all journals, whose root was",
        "signed as below. The code leads to that root, which is the same for all.",
        "Each payment's receipt proves it under the root: ask for it in the app.",
    ),
    False: (
        "The newest lines are not sealed yet, which takes some seconds: ask for the",
        "statement again for a root that is over all of them. The code leads to the",
        "newest one, which is over all lines before those.",
    ),
}
