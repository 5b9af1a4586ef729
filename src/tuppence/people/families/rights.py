"""Who may do what: the one table of rights, and the only place that decides it. Pure.

A right is either over a person (their wallet, their controls) or in a family (who is in it). The
columns are the seats one can have:

- ``guardian``: over a teen of the family, or in the family;
- ``teen``: over oneself before 18, or in the family;
- ``young_adult``: over oneself from 18 on, or in the family. In their own affairs guardians, and
  people of no family, are nothing else.

Over anyone else there is no right at all.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import ClassVar, Final

from tuppence.kernel.errors import Refused


class Seat(StrEnum):
    """As what one stands to a person, or in a family. The names are those of the roles."""

    GUARDIAN = "guardian"
    TEEN = "teen"
    YOUNG_ADULT = "young_adult"


class Right(StrEnum):
    # Over a person.
    SEE_WALLET = "see_wallet"
    SEE_HISTORY = "see_history"
    PAY = "pay"
    TOP_UP = "top_up"
    FREEZE = "freeze"
    LIFT_FREEZE = "lift_freeze"
    SEE_CONTROLS = "see_controls"
    SET_CONTROLS = "set_controls"
    SEE_APPROVALS = "see_approvals"
    APPROVE = "approve"
    SEE_CONSENT = "see_consent"
    GIVE_CONSENT = "give_consent"
    # In a family.
    SEE_FAMILY = "see_family"
    INVITE = "invite"
    DECIDE = "decide"
    LEAVE = "leave"


_YES, _NO = True, False

TABLE: Final[Mapping[Right, tuple[bool, bool, bool]]] = {
    #                     guardian  teen  young adult
    Right.SEE_WALLET:     (_YES, _YES, _YES),
    Right.SEE_HISTORY:    (_YES, _YES, _YES),
    # A guardian tops up and sets bounds, and never spends a child's money.
    Right.PAY:            (_NO,  _YES, _YES),
    Right.TOP_UP:         (_YES, _YES, _YES),
    # A teen may stop their own wallet at once (a lost phone); to lift it takes a guardian.
    Right.FREEZE:         (_YES, _YES, _YES),
    Right.LIFT_FREEZE:    (_YES, _NO,  _YES),
    # Controls are a minor's. An adult's own caps are seen with the wallet, and theirs to set.
    Right.SEE_CONTROLS:   (_YES, _YES, _NO),
    Right.SET_CONTROLS:   (_YES, _NO,  _YES),
    Right.SEE_APPROVALS:  (_YES, _YES, _YES),
    Right.APPROVE:        (_YES, _NO,  _NO),
    Right.SEE_CONSENT:    (_YES, _YES, _YES),
    # To the account of a minor; and to withdraw it.
    Right.GIVE_CONSENT:   (_YES, _NO,  _NO),

    Right.SEE_FAMILY:     (_YES, _YES, _YES),
    Right.INVITE:         (_YES, _NO,  _NO),
    # Take part in what guardians decide together (quorum.py): remove, narrow, set what it takes.
    Right.DECIDE:         (_YES, _NO,  _NO),
    # A teen is removed, or comes of age. A guardian leaves others behind (rules.check_leaving).
    Right.LEAVE:          (_YES, _NO,  _YES),
}  # fmt: skip

_COLUMNS: Final = (Seat.GUARDIAN, Seat.TEEN, Seat.YOUNG_ADULT)

BY_SEAT: Final[Mapping[Seat, frozenset[Right]]] = {
    seat: frozenset(right for right, marks in TABLE.items() if marks[column])
    for column, seat in enumerate(_COLUMNS)
}
"""The table, read down a column."""

IN_A_FAMILY: Final = frozenset({Right.SEE_FAMILY, Right.INVITE, Right.DECIDE, Right.LEAVE})
"""Rights that are over nobody in particular."""

OVER_A_CHILD: Final = BY_SEAT[Seat.GUARDIAN] - IN_A_FAMILY
"""All that a guardian may do about a teen of the family."""

NONE: Final[frozenset[Right]] = frozenset()


def allows(seat: str, right: Right) -> bool:
    """Whether a seat has a right. A seat that nobody knows has none."""
    return seat in _COLUMNS and right in BY_SEAT[Seat(seat)]


NEEDS: Final[Mapping[Right, Right]] = {
    Right.SEE_HISTORY: Right.SEE_WALLET,
    Right.TOP_UP: Right.SEE_WALLET,
    Right.FREEZE: Right.SEE_WALLET,
    Right.LIFT_FREEZE: Right.FREEZE,
    Right.SET_CONTROLS: Right.SEE_CONTROLS,
    Right.APPROVE: Right.SEE_APPROVALS,
    Right.GIVE_CONSENT: Right.SEE_CONSENT,
}
"""Rights that are of no use without another: who may not see a wallet cannot be shown it frozen."""


class RightsIncoherent(Refused):
    """``right`` is the one that is of no use without ``needs``, or that no guardian has."""

    code: ClassVar[str] = "rights_incoherent"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "These rights do not go together"


def checked(names: Iterable[str]) -> frozenset[Right]:
    """Rights over a child that a guardian may be left with. Raises `RightsIncoherent`."""
    kept: set[Right] = set()
    for name in names:
        if name not in OVER_A_CHILD:
            raise RightsIncoherent(right=name, needs=None)
        kept.add(Right(name))
    for right in sorted(kept):
        if right in NEEDS and NEEDS[right] not in kept:
            raise RightsIncoherent(right=right, needs=NEEDS[right])
    return frozenset(kept)


def kept(names: Iterable[str] | None) -> frozenset[Right]:
    """What a guardian may do about a child, given what their place was narrowed to (None: it was
    not). What it does not name they may not do, also a right that was thought of later."""
    if names is None:
        return OVER_A_CHILD
    return frozenset(right for right in OVER_A_CHILD if right in set(names))


def over_oneself(*, is_minor: bool) -> frozenset[Right]:
    """What one may do in one's own affairs."""
    return BY_SEAT[Seat.TEEN if is_minor else Seat.YOUNG_ADULT] - IN_A_FAMILY
