"""What would have been refused: payments that were made, in their order, under other controls.
Pure: no I/O, no clock, no Django.

Each is asked of the rules that every payment is asked of. What is counted over a time, which is the
ledger's part when money moves, is counted here from the history, in the wallet's own calendar.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tuppence.kernel.errors import Refused
from tuppence.ledger.refusals import LimitReached
from tuppence.payments import categories
from tuppence.payments.controls.document import Controls
from tuppence.payments.payments.rules import Attempt, refusals


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment that was made at an instant. ``key`` tells it from the others; ``payee`` is the
    wallet that got ``amount`` (minor units of ``unit``). A shop has a public id (``merchant``) and
    a category (``mcc``), a person neither. ``approved``: a guardian had said yes to it."""

    key: int
    at: datetime
    payee: int
    amount: int
    unit: str
    merchant: str | None = None
    mcc: str | None = None
    approved: bool = False


@dataclass(frozen=True, slots=True)
class GivenBack:
    """``amount`` of the payment ``of`` came back."""

    of: int
    at: datetime
    amount: int


def window_start(window: str, day: date) -> date:
    """The first day of the window (day, week, month) that a local day is in; weeks start on
    Monday, as the ledger's do."""
    match window:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
    raise ValueError(window)


def replay(
    paid: Iterable[Paid],
    given_back: Iterable[GivenBack],
    controls: Controls,
    *,
    zone: ZoneInfo,
    known: Iterable[int] = (),
) -> dict[int, Refused]:
    """What would have refused each payment that something would have refused, by its key.

    A payment that would not have been made counts towards nothing, and nothing came back of it.
    Days and hours are those of ``zone``; ``known`` are payees who had been paid before all this.
    """
    play = _Play(controls, zone, set(known))
    returned: dict[int, list[GivenBack]] = defaultdict(list)
    for one in given_back:
        returned[one.of].append(one)
    waiting: list[tuple[GivenBack, Paid]] = []
    for payment in sorted(paid, key=lambda one: (one.at.astimezone(UTC), one.key)):
        waiting = play.give_back_until(payment.at, waiting)
        if play.pay(payment):
            waiting += [(one, payment) for one in returned[payment.key]]
    return play.refused


class _Play:
    """How much of each limit has been used so far, who has been paid, what was refused."""

    def __init__(self, controls: Controls, zone: ZoneInfo, known: set[int]) -> None:
        self.controls = controls
        self.zone = zone
        self.known = known
        self.used: dict[tuple[str | None, str, date], int] = defaultdict(int)
        self.refused: dict[int, Refused] = {}

    def pay(self, payment: Paid) -> bool:
        refusal = next(self._against(payment), None)
        if refusal is not None:
            self.refused[payment.key] = refusal
            return False
        for scope, window, _ in self._caps(payment):
            self.used[scope, window, self._start(window, payment.at)] += payment.amount
        self.known.add(payment.payee)
        return True

    def give_back_until(
        self, at: datetime, waiting: list[tuple[GivenBack, Paid]]
    ) -> list[tuple[GivenBack, Paid]]:
        """Gives back what had come back by then, within the window it was paid in: after that, a
        limit has forgotten it. Gives what is still to come."""
        later = []
        for back, payment in waiting:
            if back.at.astimezone(UTC) > at.astimezone(UTC):
                later.append((back, payment))
                continue
            for scope, window, _ in self._caps(payment):
                start = self._start(window, payment.at)
                if start == self._start(window, back.at):
                    self.used[scope, window, start] -= back.amount
        return later

    def _against(self, payment: Paid) -> Iterator[Refused]:
        yield from refusals(self._attempt(payment))
        for scope, window, cap in self._caps(payment):
            used = self.used[scope, window, self._start(window, payment.at)]
            if used + payment.amount > cap:
                yield LimitReached(
                    category=scope, window=window, cap=cap, used=used, asked=payment.amount
                )

    def _caps(self, payment: Paid) -> Iterator[tuple[str | None, str, int]]:
        """The limits that a payment counts towards: kind of shop (None: any), window, cap."""
        yield from _each(None, self.controls.in_force(at=payment.at))
        if payment.mcc is not None:
            kind = categories.of_merchant(payment.mcc)
            yield from _each(kind, self.controls.in_force_at_shops(at=payment.at).get(kind, {}))

    def _start(self, window: str, at: datetime) -> date:
        return window_start(window, at.astimezone(self.zone).date())

    def _attempt(self, payment: Paid) -> Attempt:
        return Attempt(
            amount=payment.amount,
            unit=payment.unit,
            payer_unit=payment.unit,
            payee_unit=payment.unit,
            payer_is_minor=True,
            same_party=False,
            stepped_up=True,  # whoever had to give a PIN then has given it
            local=payment.at.astimezone(self.zone),
            mccs=frozenset() if payment.mcc is None else frozenset({payment.mcc}),
            merchant=payment.merchant,
            layers=(self.controls,),
            is_new=payment.payee not in self.known,
            approved=payment.approved,
        )


def _each(kind: str | None, caps: Mapping[str, int]) -> Iterator[tuple[str | None, str, int]]:
    for window, cap in caps.items():
        yield kind, window, cap
