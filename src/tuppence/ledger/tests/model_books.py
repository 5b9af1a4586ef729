"""What the model (model.py) keeps: accounts, holds, limits, transfers, and the outcomes of keys."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tuppence.ledger.journals import Outcome, Refusal
from tuppence.ledger.tests.calendar_windows import window


@dataclass
class Account:
    unit: str
    floor: int | None
    ceiling: int | None
    last_at: datetime
    debits: int = 0
    credits: int = 0
    seq: int = 0
    frozen: bool = False
    closed: bool = False

    @property
    def balance(self) -> int:
        return self.credits - self.debits


@dataclass(frozen=True)
class Moved:
    """A transfer that was posted."""

    journal: int
    line: int
    debit: int
    credit: int
    amount: int
    debit_balance: int
    credit_balance: int
    at: datetime
    hold: int | None = None
    reverses: tuple[int, int] | None = None
    late: bool = False


@dataclass
class Held:
    debit: int
    credit: int
    amount: int
    reserved: int
    expires_at: datetime | None
    over_capture: bool
    captured: int = 0
    state: str = "open"

    def lapsed(self, at: datetime) -> bool:
        return self.state == "expired" or (self.expires_at is not None and self.expires_at <= at)


@dataclass
class Limit:
    account: int
    scope: str
    period: str
    measure: str
    zone: str
    seconds: int | None
    cap: int
    start: datetime | None
    end: datetime | None
    used: int = 0
    charges: dict[datetime, int] = field(default_factory=dict)

    def used_at(self, at: datetime) -> int:
        if self.end is None:
            return sum(used for when, used in self.charges.items() if when > at - self.length)
        return self.used if at < self.end else 0

    def resets_at(self, at: datetime) -> datetime | None:
        if self.end is not None:
            return self.end if at < self.end else window(self.period, self.zone, at)[1]
        live = [when for when, used in self.charges.items() if used and when > at - self.length]
        return min(live) + self.length if live else None

    @property
    def length(self) -> timedelta:
        return timedelta(seconds=self.seconds or 0)


class Fault(Exception):
    def __init__(self, code: str, **data: object) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, data)


@dataclass
class Books:
    """Everything there is. A journal works on a copy, which is kept when nothing is at fault."""

    accounts: dict[int, Account] = field(default_factory=dict)
    holds: dict[int, Held] = field(default_factory=dict)
    limits: list[Limit] = field(default_factory=list)
    transfers: list[Moved] = field(default_factory=list)
    journals: dict[object, tuple[object, Outcome]] = field(default_factory=dict)

    def copy(self) -> "Books":
        return Books(
            {key: replace(account) for key, account in self.accounts.items()},
            {key: replace(hold) for key, hold in self.holds.items()},
            [replace(limit, charges=dict(limit.charges)) for limit in self.limits],
            list(self.transfers),
            dict(self.journals),
        )

    def held(self, account: int, at: datetime) -> int:
        return sum(
            h.reserved for h in self.holds.values() if h.debit == account and not h.lapsed(at)
        )

    def expected(self, account: int, at: datetime) -> int:
        return sum(
            h.reserved for h in self.holds.values() if h.credit == account and not h.lapsed(at)
        )
