"""Payments as one actor may see them, and who is behind a name, phone or UPI address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet, Sum

from tuppence.kernel.errors import NotFound
from tuppence.kernel.paging import Page
from tuppence.ledger import queries as ledger
from tuppence.ledger.posting import fetch
from tuppence.payments import categories
from tuppence.payments.payments.models import FROM_BANK, Kind, Merchant, Payment, State
from tuppence.payments.wallets import queries as wallets
from tuppence.payments.wallets.models import Wallet
from tuppence.people.families.rights import Right
from tuppence.people.identity.actor import Actor
from tuppence.seal import queries as seal


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement: the ledger's entry, and the payment that made it."""

    entry: ledger.Entry
    payment: Payment | None
    wallet: Wallet


@dataclass(frozen=True, slots=True)
class CategoryTotal:
    """``amount`` is minor units; ``count`` is how many payments."""

    category: str
    amount: int
    count: int


@dataclass(frozen=True, slots=True)
class Flow:
    """What went one way, by category, largest first."""

    total: int
    by_category: list[CategoryTotal]


@dataclass(frozen=True, slots=True)
class Month:
    """What came in and went out in a calendar month."""

    month: str
    since: datetime
    until: datetime
    money_in: Flow
    money_out: Flow


@dataclass(frozen=True, slots=True)
class Change:
    """A bucket's amount less that of the month before. Negative: it was more then."""

    category: str
    amount: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different from the month before, largest difference first."""

    money_in: int
    money_out: int
    in_by_category: list[Change]
    out_by_category: list[Change]


@dataclass(frozen=True, slots=True)
class Summary(Month):
    """A calendar month of a wallet, in its own zone, and how it compares with the one before.

    ``by_now`` is the month before as far as this one has come: its first days, or the whole of it
    when this one is over. So a month that has just begun does not look like a thrifty one.
    """

    wallet: Wallet
    by_now: Month
    change: Changes


def payment(actor: Actor, payment: UUID) -> Payment:
    """A payment that the actor may see: on either side, or as a guardian of either. One that was
    refused is seen by the payer's side alone (a top-up has but one). Raises `NotFound`."""
    found = whole().filter(public_id=payment).first()
    if found is None:
        raise NotFound
    sides = [found.payer_wallet]
    if found.state == State.SUCCEEDED or found.kind in FROM_BANK:
        sides.append(found.payee_wallet)
    seen = [side for side in sides if side and wallets.may_see(actor, side, Right.SEE_HISTORY)]
    if not seen:
        raise NotFound
    return found.shown_to(side.owner_id for side in seen)


def receipt(actor: Actor, public_id: UUID) -> dict[str, Any]:
    """A payment's receipt, with what it shows of the sides that the actor may see.

    Raises `NotFound`, and `NotSealedYet` for some seconds after the payment.
    """
    found = payment(actor, public_id)
    sides = [side for side in (found.payer_wallet, found.payee_wallet) if side]
    seen = [side for side in sides if wallets.may_see(actor, side, Right.SEE_HISTORY)]
    return seal.receipt_of(
        found.journal,
        accounts=[side.account_id for side in seen],
        asked=found.actor_id == actor.person_id,
    )


def refunded(payment: Payment) -> int:
    """What has been given back of a payment so far, in minor units."""
    total = payment.refunds.filter(state=State.SUCCEEDED).aggregate(total=Sum("amount"))["total"]
    return total or 0


@dataclass(frozen=True, slots=True)
class Spent:
    """What left a wallet for people and shops, in minor units: since its day began, and since its
    month did, by its own calendar."""

    today: int
    month: int


def spent_lately(wallets: Sequence[Wallet], *, now: datetime) -> dict[int, Spent]:
    """By the wallet's key, in one statement. From the primary: it is shown beside balances."""
    local = [now.astimezone(ZoneInfo(wallet.zone)) for wallet in wallets]
    days = [each.replace(hour=0, minute=0, second=0, microsecond=0) for each in local]
    rows = fetch(
        _sql("spent"),
        {
            "wallets": [wallet.pk for wallet in wallets],
            "days": days,
            "months": [day.replace(day=1) for day in days],
            "succeeded": State.SUCCEEDED.value,
            "kinds": [Kind.PERSON.value, Kind.MERCHANT.value],
        },
    )
    return {wallet: Spent(today, month) for wallet, today, month in rows}


def recent(wallets: Sequence[Wallet], *, most: int) -> list[Payment]:
    """The newest payments of these wallets together, in two statements however many they are."""
    keys = fetch(_sql("recent"), {"wallets": [wallet.pk for wallet in wallets], "most": most})
    rows = whole().in_bulk([key for (key,) in keys])
    owners = {wallet.owner_id for wallet in wallets}
    return [rows[key].shown_to(owners) for (key,) in keys]


@cache
def _sql(name: str) -> str:
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def spent(wallet: Wallet, *, since: datetime, until: datetime, most: int) -> list[Payment]:
    """What left a wallet for people and shops from ``since`` to before ``until``, the oldest first;
    no more than ``most``."""
    rows = whole().filter(
        payer_wallet=wallet,
        state=State.SUCCEEDED,
        kind__in=(Kind.PERSON, Kind.MERCHANT),
        created_at__gte=since,
        created_at__lt=until,
    )
    return list(rows.order_by("created_at", "id")[:most])


def paid_before(wallet: Wallet, payees: Iterable[int], *, before: datetime) -> set[int]:
    """Which of these wallets (their ids) a wallet had paid before an instant."""
    rows = Payment.objects.filter(
        payer_wallet=wallet,
        payee_wallet_id__in=list(payees),
        state=State.SUCCEEDED,
        created_at__lt=before,
    )
    return set(rows.values_list("payee_wallet_id", flat=True).distinct())


def given_back(payments: Sequence[int]) -> list[tuple[int, datetime, int]]:
    """What was given back of these payments (their ids), the oldest first: of which, when, how
    much."""
    rows = Payment.objects.filter(refund_of_id__in=payments, state=State.SUCCEEDED)
    return list(
        rows.order_by("created_at", "id").values_list("refund_of_id", "created_at", "amount")
    )


def who_paid(payee_id: int, *, among: Sequence[int]) -> set[int]:
    """Those among some people who have paid a person, themselves."""
    paid = _between_people(payer_wallet__owner_id__in=among, payee_wallet__owner_id=payee_id)
    return set(paid.values_list("payer_wallet__owner_id", flat=True).distinct())


def whom_paid(payer_id: int, *, among: Sequence[int]) -> set[int]:
    """Those among some people whom a person has paid, themselves."""
    paid = _between_people(payer_wallet__owner_id=payer_id, payee_wallet__owner_id__in=among)
    return set(paid.values_list("payee_wallet__owner_id", flat=True).distinct())


def _between_people(**sides: Any) -> QuerySet[Payment]:
    return Payment.objects.filter(kind=Kind.PERSON, state=State.SUCCEEDED, **sides)


def of_journal(journal: int) -> Payment:
    """The payment of a journal that was just posted, as its row reads."""
    return by_journal([journal])[journal]


def by_journal(journals: Sequence[int]) -> dict[int, Payment]:
    """Payments by the journal that moved, or refused, their money."""
    if not journals:
        return {}
    return {row.journal: row for row in whole().filter(journal__in=journals)}


def statement(
    wallet: Wallet,
    *,
    limit: int,
    cursor: str | None,
    since: datetime | None,
    until: datetime | None,
) -> Page[Line]:
    """A page of what moved in a wallet, newest first, with the balance after each.

    Raises `CursorInvalid`.
    """
    page = ledger.statement(wallet.account_id, limit=limit, cursor=cursor, since=since, until=until)
    paid = by_journal([entry.journal for entry in page.items])
    for payment in paid.values():
        payment.shown_to([wallet.owner_id])
    return Page([Line(entry, paid.get(entry.journal), wallet) for entry in page.items], page.next)


def summary(wallet: Wallet, *, year: int, month: int, now: datetime) -> Summary:
    """What came in and went out in a calendar month of the wallet's zone, by category, and what of
    that is different from the month before."""
    zone = ZoneInfo(wallet.zone)
    since = datetime(year, month, 1, tzinfo=zone)
    until = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
    before = _month_before(since)
    passed = before + (now.astimezone(zone).replace(tzinfo=None) - since.replace(tzinfo=None))
    this = _month(wallet, since, until)
    last = _month(wallet, before, since if now >= until else max(before, min(passed, since)))
    return Summary(
        month=this.month,
        since=since,
        until=until,
        money_in=this.money_in,
        money_out=this.money_out,
        wallet=wallet,
        by_now=last,
        change=Changes(
            money_in=this.money_in.total - last.money_in.total,
            money_out=this.money_out.total - last.money_out.total,
            in_by_category=_changes(this.money_in, last.money_in),
            out_by_category=_changes(this.money_out, last.money_out),
        ),
    )


def _month_before(first: datetime) -> datetime:
    return first.replace(year=first.year - (first.month == 1), month=(first.month - 2) % 12 + 1)


def _month(wallet: Wallet, since: datetime, until: datetime) -> Month:
    moved = Payment.objects.filter(
        state=State.SUCCEEDED, created_at__gte=since, created_at__lt=until
    )
    return Month(
        month=f"{since.year:04}-{since.month:02}",
        since=since,
        until=until,
        money_in=_flow(moved.filter(payee_wallet=wallet)),
        money_out=_flow(moved.filter(payer_wallet=wallet)),
    )


def _changes(this: Flow, last: Flow) -> list[Change]:
    now = {total.category: total.amount for total in this.by_category}
    then = {total.category: total.amount for total in last.by_category}
    found = [Change(name, now.get(name, 0) - then.get(name, 0)) for name in {*now, *then}]
    return sorted(
        (change for change in found if change.amount),
        key=lambda change: (-abs(change.amount), change.category),
    )


def category(kind: int, mcc: str | None) -> str:
    """The bucket of a payment (see `categories`)."""
    return bucket_of(kind) or categories.of_merchant(mcc or "")


def bucket_of(kind: int) -> str | None:
    """The bucket of all payments of a kind; None when it hangs on the merchant's category."""
    return _BUCKETS.get(kind)


_BUCKETS: dict[int, str] = {
    Kind.TOP_UP: categories.TOP_UPS,
    Kind.PERSON: categories.PEOPLE,
    Kind.REFUND: categories.REFUNDS,
    Kind.ALLOWANCE: categories.ALLOWANCES,
    Kind.CHORE: categories.CHORES,
    Kind.SAVING: categories.SAVINGS,
    Kind.WITHDRAWAL: categories.SAVINGS,
    Kind.MATCH: categories.SAVINGS,
    Kind.INTEREST: categories.SAVINGS,
    Kind.GIFT: categories.GIFTS,
}


def merchant_by_handle(handle: str) -> Merchant | None:
    """The merchant with this handle, in whatever case it was typed."""
    return _merchants().filter(handle=handle.lower()).first()


def merchant_by_vpa(vpa: str) -> Merchant | None:
    """The merchant with this UPI address, given in lower case."""
    return _merchants().filter(vpa=vpa).first()


def _merchants() -> QuerySet[Merchant]:
    return Merchant.objects.select_related("wallet").filter(wallet__closed_at=None)


def whole() -> QuerySet[Payment]:
    """Payments with what their answers show, in one query."""
    return Payment.objects.select_related("payer_wallet", "payee_wallet", "merchant", "refund_of")


def _flow(rows: QuerySet[Payment]) -> Flow:
    totals: dict[str, CategoryTotal] = {}
    grouped: Any = rows.values_list("kind", "mcc").annotate(Sum("amount"), Count("id")).order_by()
    for kind, mcc, amount, count in grouped:
        name = category(kind, mcc)
        so_far = totals.get(name, CategoryTotal(name, 0, 0))
        totals[name] = CategoryTotal(name, so_far.amount + int(amount), so_far.count + count)
    found = sorted(totals.values(), key=lambda total: (-total.amount, total.category))
    return Flow(sum(total.amount for total in found), found)
