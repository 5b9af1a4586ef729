"""A month of a child's payments under controls that somebody proposes: as the child, or a guardian
who sees both their controls and their history, may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from tuppence.kernel.errors import NotFound, Refused
from tuppence.kernel.ids import to_public
from tuppence.payments.approvals.queries import approved
from tuppence.payments.controls import document as documents
from tuppence.payments.controls import queries as controls
from tuppence.payments.payments import queries as payments
from tuppence.payments.payments.models import Payment
from tuppence.payments.policy import HOME_UNIT
from tuppence.payments.replays.rules import GivenBack, Paid, replay, window_start
from tuppence.payments.wallets import queries as wallets
from tuppence.payments.wallets.models import Wallet
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right
from tuppence.people.identity.actor import Actor

MOST_PAYMENTS: Final = 2000
"""What is replayed of one month: more is not a child's, and an answer should come in a moment."""
MOST_SHOWN: Final = 100
"""Refusals that are told one by one; the totals are of all."""


@dataclass(frozen=True, slots=True)
class Total:
    """``amount`` is minor units; ``count`` is how many payments. ``code``: refused by this."""

    count: int
    amount: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class WouldBeRefused:
    payment: Payment
    reason: Refused


@dataclass(frozen=True, slots=True)
class Replay:
    """What a calendar month of the wallet's zone would have been. ``is_whole``: all of its payments
    were replayed, as there are no more than `MOST_PAYMENTS`."""

    wallet: Wallet
    month: str
    since: datetime
    until: datetime
    paid: Total
    refused: Total
    by_rule: list[Total]
    first: list[WouldBeRefused]
    is_whole: bool


def month_before(actor: Actor, person: UUID, *, now: datetime) -> tuple[int, int]:
    """The year and month before the present one, where the child's wallet is. Raises `NotFound`."""
    zone = ZoneInfo(_wallet(actor, person).zone)
    last = now.astimezone(zone).date().replace(day=1) - timedelta(days=1)
    return last.year, last.month


def month_under(
    actor: Actor, person: UUID, *, document: Mapping[str, Any], year: int, month: int
) -> Replay:
    """Replays the payments that left a child's wallet in a calendar month under a document of
    controls, the limits it names counted from the beginning. Raises `NotFound`."""
    wallet = _wallet(actor, person)
    zone = ZoneInfo(wallet.zone)
    first = date(year, month, 1)
    since = _midnight(first, zone)
    until = _midnight((first + timedelta(days=31)).replace(day=1), zone)
    # What was paid in the first week before the month began counts towards that week.
    begin = _midnight(window_start("week", first), zone)
    rows = payments.spent(wallet, since=begin, until=until, most=MOST_PAYMENTS + 1)
    replayed = rows[:MOST_PAYMENTS]
    refused = _refused(wallet, replayed, documents.read(document), begin=begin)
    inside = [row for row in replayed if row.created_at >= since]
    would_be = [
        WouldBeRefused(row.shown_to([wallet.owner_id]), refused[row.pk])
        for row in inside
        if row.pk in refused
    ]
    return Replay(
        wallet=wallet,
        month=f"{year:04}-{month:02}",
        since=since,
        until=until,
        paid=_total(inside),
        refused=_total([one.payment for one in would_be]),
        by_rule=_by_rule(would_be),
        first=would_be[:MOST_SHOWN],
        is_whole=len(rows) <= MOST_PAYMENTS,
    )


def _wallet(actor: Actor, person: UUID) -> Wallet:
    child = controls.controlled(actor, person)
    if not families.may(actor.person_id, Right.SEE_HISTORY, child.id):
        raise NotFound
    wallet = wallets.personal(child.id, unit=HOME_UNIT.value)
    if wallet is None:
        raise NotFound
    return wallet


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _refused(
    wallet: Wallet,
    rows: Sequence[Payment],
    proposed: documents.Controls,
    *,
    begin: datetime,
) -> dict[int, Refused]:
    keys = [row.pk for row in rows]
    said_yes = approved(keys)
    known = payments.paid_before(wallet, {row.payee_wallet_id for row in rows}, before=begin)
    paid = [_paid(row, is_approved=row.pk in said_yes) for row in rows]
    back = [GivenBack(of, at, amount) for of, at, amount in payments.given_back(keys)]
    return replay(paid, back, proposed, zone=ZoneInfo(wallet.zone), known=known)


def _paid(row: Payment, *, is_approved: bool) -> Paid:
    return Paid(
        key=row.pk,
        at=row.created_at,
        payee=row.payee_wallet_id,
        amount=row.amount,
        unit=row.unit,
        merchant=None if row.merchant is None else to_public("mer", row.merchant.public_id),
        mcc=row.mcc,
        approved=is_approved,
    )


def _total(rows: Sequence[Payment], code: str = "") -> Total:
    return Total(len(rows), sum(row.amount for row in rows), code)


def _by_rule(would_be: Sequence[WouldBeRefused]) -> list[Total]:
    """By what refuses, the most first."""
    by_code: dict[str, list[Payment]] = {}
    for one in would_be:
        by_code.setdefault(one.reason.code, []).append(one.payment)
    found = [_total(rows, code) for code, rows in by_code.items()]
    return sorted(found, key=lambda total: (-total.count, total.code))
