"""The verb of payees: meet one."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tuppence.kernel.arrays import numbers, texts
from tuppence.ledger.posting import fetch
from tuppence.payments.payees.rules import Met
from tuppence.payments.policy import NEW_PAYEE


class Meeting(NamedTuple):
    """``payer_id`` is about to pay ``payee_id`` in a unit, from a wallet with this ledger account,
    for all that is known for the first time."""

    payer_id: int
    payee_id: int
    unit: str
    account: int


def meet(meetings: Sequence[Meeting], *, now: datetime) -> list[Met]:
    """Writes down that people are paid from ``now`` on, and puts the ledger's caps on it; of pairs
    that were met meanwhile, what was written down then.

    Of two who meet the same pair at once, one is first, and both payments are counted together.
    Runs in the caller's transaction when one is open, else commits by itself.
    """
    met: list[Met | None] = [None] * len(meetings)
    while None in met:
        left = [n for n, found in enumerate(met) if found is None]
        for n, found in zip(left, _meet([meetings[n] for n in left], now), strict=True):
            met[n] = found
    return [found for found in met if found is not None]


def _meet(meetings: Sequence[Meeting], now: datetime) -> list[Met | None]:
    steps = [
        (unit, int(step.lasts.total_seconds()), cap)
        for step in NEW_PAYEE
        for unit, cap in step.caps.items()
    ]
    rows = fetch(
        _statement(),
        {
            "payer": numbers([one.payer_id for one in meetings]),
            "payee": numbers([one.payee_id for one in meetings]),
            "unit": texts([one.unit for one in meetings]),
            "account": numbers([one.account for one in meetings]),
            "at": texts([now] * len(meetings)),
            "step_unit": texts([unit for unit, _, _ in steps]),
            "step_seconds": numbers([seconds for _, seconds, _ in steps]),
            "step_cap": numbers([cap for _, _, cap in steps]),
        },
    )
    return [None if account is None else Met(account, first_at) for account, first_at in rows]


@cache
def _statement() -> str:
    return (Path(__file__).parent / "sql" / "meet.sql").read_text(encoding="utf-8")
