"""Opening accounts and changing what they allow. Changes are in force for the very next posting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tuppence.ledger.journals import Refusal
from tuppence.ledger.posting import fetch
from tuppence.ledger.refusals import AccountUnknown, as_exception

Window = Literal["day", "week", "month", "year", "rolling"]
Measure = Literal["sum", "count"]

FINANCIAL_YEAR_MONTH = 4
"""A 'year' starts on 1 April, as India's financial year does (Income-tax Act 1961, s. 3)."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to open. ``floor`` None: it may go below zero without end (a bank's mirror);
    ``ceiling`` None: it may hold any amount. ``code`` says what kind it is ("wallet", "escrow")."""

    unit: str
    code: str
    floor: int | None = 0
    ceiling: int | None = None


def open_account(
    *, unit: str, code: str, at: datetime, floor: int | None = 0, ceiling: int | None = None
) -> int:
    """Opens one account and gives its id."""
    return open_accounts([NewAccount(unit, code, floor, ceiling)], at=at)[0]


def open_accounts(accounts: Sequence[NewAccount], *, at: datetime) -> list[int]:
    """Opens accounts and gives their ids, in order."""
    rows = fetch(
        "SELECT ledger_open_accounts(%s::text[], %s::text[], %s::bigint[], %s::bigint[], %s)",
        [
            [account.unit for account in accounts],
            [account.code for account in accounts],
            [account.floor for account in accounts],
            [account.ceiling for account in accounts],
            at,
        ],
    )
    return [row[0] for row in rows]


def freeze(account: int) -> None:
    """Lets nothing new leave: transfers and holds are refused; what was promised is still kept
    (captures, reversals), and money may arrive. Raises `AccountUnknown`."""
    _change("ledger_set_frozen(%s, true)", account)


def unfreeze(account: int) -> None:
    """Undoes `freeze`. Raises `AccountUnknown`."""
    _change("ledger_set_frozen(%s, false)", account)


def close(account: int) -> None:
    """Closes for good. Raises `AccountNotEmpty` while anything is held there or reserved."""
    _change("ledger_close_account(%s)", account)


def set_bounds(account: int, *, floor: int | None, ceiling: int | None) -> None:
    """Changes what the account may hold. Raises `BoundsViolated` when it holds otherwise now."""
    _change("ledger_set_bounds(%s, %s::bigint, %s::bigint)", account, floor, ceiling)


def set_ceiling(account: int, ceiling: int) -> int:
    """Changes the most that the account may hold, and gives what is now in force. Where it holds
    more already, or expects to, that is: so nothing more can come in. Asked again when some of it
    has left, it comes nearer to ``ceiling``. Raises `AccountUnknown`."""
    [(in_force,)] = fetch("SELECT ledger_set_ceiling(%s, %s::bigint)", [account, ceiling])
    if in_force is None:
        raise AccountUnknown
    return int(in_force)


def set_limit(
    account: int,
    *,
    scope: str,
    window: Window,
    cap: int,
    at: datetime,
    measure: Measure = "sum",
    zone: str = "Asia/Kolkata",
    seconds: int | None = None,
) -> None:
    """Caps what journals may charge this account under ``scope`` in a window: the sum of amounts in
    minor units, or their count. Calendar windows are those of ``zone``; a rolling one lasts
    ``seconds``. A new limit counts from ``at`` on. Setting it again changes the cap at once and
    keeps what is used; a changed ``zone`` is that of the next window. Raises `AccountUnknown`."""
    _change(
        "ledger_set_limit(%s, %s, %s, %s, %s::bigint, %s, %s::int, %s::smallint, %s)",
        account, scope, window, measure, cap, zone, seconds, FINANCIAL_YEAR_MONTH, at,
    )  # fmt: skip


def remove_limit(
    account: int,
    *,
    scope: str,
    window: Window,
    measure: Measure = "sum",
    seconds: int | None = None,
) -> None:
    """Removes a limit; one that does not exist is fine."""
    fetch(
        "SELECT ledger_remove_limit(%s, %s, %s, %s, %s::int)",
        [account, scope, window, measure, seconds],
    )


def _change(call: str, *arguments: str | int | datetime | None) -> None:
    [(code,)] = fetch(f"SELECT {call}", arguments)
    if code is not None:
        raise as_exception(Refusal(code))
