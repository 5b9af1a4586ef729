"""Verbs of IOUs: promise or owe one, and pay it when the money is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.ids import to_public
from tuppence.ledger.journals import Key
from tuppence.outbox import operations as outbox
from tuppence.payments.goals.models import Goal
from tuppence.payments.goals.operations.pots import locked_rows, note_reached
from tuppence.payments.ious import events, queries
from tuppence.payments.ious.models import Iou, State
from tuppence.payments.payments import posting
from tuppence.payments.payments import queries as payments
from tuppence.payments.payments.models import Kind
from tuppence.payments.payments.operations.transfer import transfer
from tuppence.payments.payments.posting import Movement, as_refused
from tuppence.people.identity.actor import Actor

AT_ONCE: Final = 200
"""How many are paid after one top-up, or promised ones in one transaction."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An IOU; ``replayed``: it was paid before."""

    iou: Iou
    replayed: bool


class IouNotPayable(Exception):
    """A payment under an IOU's key did not succeed; what it had written is undone. ``code`` and
    ``data`` are the refusal's."""

    def __init__(self, code: str, data: dict[str, object]) -> None:
        super().__init__(code)
        self.code, self.data = code, data


class Onward(NamedTuple):
    """A part (minor units) that goes on into a goal of the payee's."""

    goal: int
    amount: int


@dataclass(frozen=True, slots=True)
class Debt:
    """What somebody is to get: see `Iou` for its parts."""

    source: str
    kind: Kind
    giver_id: int
    person_id: int
    payer_wallet_id: int
    payee_wallet_id: int
    amount: int
    unit: str
    note: str | None
    due_at: datetime
    reason: str | None = None
    onward: tuple[Onward, ...] = ()


def owe(debts: Sequence[Debt], *, now: datetime) -> None:
    """Writes down what could not be paid, and says so. Requires a transaction. What is owed
    already stays as it is."""
    _write(debts, State.OWED, now=now)


def promise(debt: Debt, *, now: datetime) -> Iou:
    """Promises money for later; gives the promise that is there, if it was made before. One that
    is due now is not told of: whether it was paid is. Requires a transaction."""
    _write([debt], State.PROMISED, now=now)
    return queries.whole().get(source=debt.source)


def pay_promised(*, now: datetime) -> int:
    """Pays promises whose time has come, or makes them owed; gives how many there were, at most
    `AT_ONCE`: call again until there is none."""
    with transaction.atomic():
        due = list(
            _locked(skip=True)
            .filter(state=State.PROMISED, due_at__lte=now)
            .order_by("due_at", "id")[:AT_ONCE]
        )
        for one in due:
            pay_or_owe(one, now=now)
    return len(due)


def pay_or_owe(iou: Iou, *, now: datetime) -> None:
    """Pays a locked promise now, or makes it owed. Requires a transaction."""
    try:
        _pay(iou, now=now)
    except IouNotPayable as refused:
        iou.state = State.OWED
        iou.reason = refused.code
        iou.save(update_fields=["state", "reason"])
        _tell(events.IouOwed, [iou], now=now)


def pay_owed(*, wallet: UUID, now: datetime) -> int:
    """Pays what a wallet owes, the oldest first, each in full, until one cannot be paid: the
    money is not there, and what came later has to wait behind it. Gives how many were paid.
    Requires a transaction."""
    owed = list(
        _locked().filter(state=State.OWED, payer_wallet__public_id=wallet).order_by("id")[:AT_ONCE]
    )
    for paid, one in enumerate(owed):
        try:
            _pay(one, now=now)
        except IouNotPayable:
            return paid
    return len(owed)


def pay(*, actor: Actor, iou: UUID, now: datetime) -> Answered:
    """The giver pays one before its turn; one that is paid is fine. Raises `NotFound`, `Forbidden`
    for anybody else, and what refuses the payment: then nothing has changed."""
    with transaction.atomic():
        found = _locked().filter(public_id=iou).first()
        if found is None or not queries.may_see(actor, found):
            raise NotFound
        if found.giver_id != actor.person_id:
            raise Forbidden("only who owes it pays it")
        if found.state == State.PAID:
            # Read anew: what is joined to a row that was waited for is of before.
            return Answered(queries.iou(actor, iou), replayed=True)
        try:
            _pay(found, now=now)
        except IouNotPayable as refused:
            raise as_refused(refused.code, dict(refused.data)) from refused
    return Answered(found, replayed=False)


def _pay(iou: Iou, *, now: datetime) -> None:
    """Pays a locked one under the key that is its own. An attempt that is refused leaves nothing,
    its key least of all: or it would be the answer to the next attempt, too. Raises
    `IouNotPayable`."""
    with transaction.atomic():
        pots = locked_rows([part["goal"] for part in iou.onward])
        settled, *_ = posting.post([_movement(iou), *_onward(iou, pots)])
        if settled is None or settled.payment.refusal_code is not None:
            refusal = settled.payment if settled else None
            raise IouNotPayable(
                (refusal and refusal.refusal_code) or "idempotency_conflict",
                (refusal and refusal.refusal_data) or {},
            )
        iou.state = State.PAID
        iou.paid_at = now
        iou.payment = payments.of_journal(settled.payment.journal)
        iou.save(update_fields=["state", "paid_at", "payment"])
        for goal in pots.values():
            note_reached(goal, now=now)
        _tell(events.IouPaid, [iou], now=now)


def _movement(iou: Iou) -> Movement:
    return transfer(
        kind=Kind(iou.kind),
        payer=iou.payer_wallet,
        payee=iou.payee_wallet,
        payer_name=iou.giver.name or "",
        payee_name=iou.person.name or "",
        amount=iou.amount,
        actor_id=iou.giver_id,
        key=Key(scope="iou", value=to_public("iou", iou.public_id), request=""),
        note=iou.note,
    )


def _onward(iou: Iou, pots: dict[int, Goal]) -> list[Movement]:
    """What goes on from the payment. Should a part be refused (its goal was closed since, or the
    child's wallet is frozen), it stays in the wallet that it has come to."""
    return [
        transfer(
            kind=Kind.SAVING,
            payer=iou.payee_wallet,
            payee=pots[part["goal"]].wallet,
            payer_name=iou.person.name or "",
            payee_name=pots[part["goal"]].wallet.name,
            amount=part["amount"],
            actor_id=iou.person_id,
            key=Key(
                scope="iou",
                value=f"{to_public('iou', iou.public_id)}:{part['goal']}:{place}",
                request="",
            ),
            note=iou.note,
        )
        for place, part in enumerate(iou.onward)
    ]


def _write(debts: Sequence[Debt], state: State, *, now: datetime) -> None:
    if not debts:  # as of nearly every page of a pay-day
        return
    known = set(
        Iou.objects.filter(source__in=[debt.source for debt in debts]).values_list(
            "source", flat=True
        )
    )
    new = [_iou(debt, state, now=now) for debt in debts if debt.source not in known]
    Iou.objects.bulk_create(new)
    news = [one.pk for one in new if state == State.OWED or one.due_at > now]
    told = queries.whole().filter(pk__in=news).order_by("id")
    _tell(events.IouOwed if state == State.OWED else events.IouPromised, list(told), now=now)


def _iou(debt: Debt, state: State, *, now: datetime) -> Iou:
    return Iou(
        source=debt.source,
        kind=debt.kind,
        state=state,
        giver_id=debt.giver_id,
        person_id=debt.person_id,
        payer_wallet_id=debt.payer_wallet_id,
        payee_wallet_id=debt.payee_wallet_id,
        amount=debt.amount,
        unit=debt.unit,
        note=debt.note,
        onward=[part._asdict() for part in debt.onward],
        reason=debt.reason,
        due_at=debt.due_at,
        created_at=now,
    )


def _locked(*, skip: bool = False) -> QuerySet[Iou]:
    return queries.whole().select_for_update(no_key=True, of=("self",), skip_locked=skip)


def _tell(
    kind: type[events.IouPromised | events.IouOwed | events.IouPaid],
    ious: Sequence[Iou],
    *,
    now: datetime,
) -> None:
    at = now.isoformat()
    outbox.append([events.fact(kind, one, at=at) for one in ious])
