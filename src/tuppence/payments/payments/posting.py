"""The one way a payment is posted: its journal, its row and its fact in a single statement, many
requests' together (sql/post.sql)."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, connection

from tuppence.edge.gather import Gatherer, in_gevent_worker
from tuppence.kernel.arrays import numbers
from tuppence.kernel.errors import Refused
from tuppence.ledger import models as books
from tuppence.ledger import posting as ledger
from tuppence.ledger.journals import Journal, Key, Outcome, Refusal
from tuppence.ledger.refusals import IdempotencyConflict, LimitReached, as_exception
from tuppence.outbox import facts
from tuppence.payments.payees import rules as payees
from tuppence.payments.payments import events, queries
from tuppence.payments.payments.models import Kind, Payment, State
from tuppence.payments.payments.rules import (
    OF_GUARDIANS,
    CategoryBlocked,
    PayeeIsPayer,
    PayeeNew,
    PaymentNotTaken,
)
from tuppence.people.identity.rules import ConsentRequired

_RULES: tuple[type[Refused], ...] = (
    CategoryBlocked, PayeeIsPayer, PayeeNew, PaymentNotTaken, ConsentRequired, *OF_GUARDIANS,
)  # fmt: skip
_TOLD_AS_OF: ContextVar[datetime | None] = ContextVar("told_as_of", default=None)
_OURS = {kind.code: kind for kind in _RULES}


class Movement(NamedTuple):
    """What to post. ``payment`` is not saved and lacks only what the posting decides.
    ``to_stranger``: it goes to somebody who is no family of the payer's, so the payer is not told
    how much the payee holds."""

    journal: Journal
    payment: Payment
    to_stranger: bool = False


class Settled(NamedTuple):
    """What became of it. ``replayed``: this is the first answer, given again."""

    payment: Payment
    replayed: bool


def settle(key: Key, prepare: Callable[[], Movement]) -> Settled:
    """Posts what ``prepare`` makes, or gives the key's first answer.

    A request that can no longer be prepared may have been answered before (its payee has since
    changed their handle, say): then that answer stands. Raises what ``prepare`` raises, and
    `IdempotencyConflict`; a refusal by a rule or by the ledger is a `Settled` payment.
    """
    try:
        movement = prepare()
    except Refused as refusal:
        return first_answer(key, refusal)
    if in_gevent_worker():
        # The connection goes back to the pool while this request waits: who leads the batch needs
        # one, and batches could not outgrow the pool.
        connection.close()
    settled = _gatherer().submit(movement)
    if isinstance(settled, DatabaseError):
        raise settled
    if settled is None:
        raise IdempotencyConflict
    return settled


@contextmanager
def as_of(at: datetime) -> Iterator[None]:
    """What is posted within is posted as of ``at``: for history that is entered later, by the verbs
    of every day. It says nothing to those verbs, which are told the time as ever."""
    token = _TOLD_AS_OF.set(at)
    try:
        yield
    finally:
        _TOLD_AS_OF.reset(token)


def post(movements: Sequence[Movement], *, at: datetime | None = None) -> list[Settled | None]:
    """Posts a batch: for each what became of it, or None where its key was used for another
    request. ``at`` is for history entered later (see `as_of`). Runs in the caller's transaction
    when one is open, else commits by itself.

    A minor without a guardian's consent is neither debited nor credited, whoever asks: that one is
    refused with `ConsentRequired`, as its row says. (Most callers have refused it before.)"""
    journals = [movement.journal for movement in movements]
    payments = [movement.payment for movement in movements]
    key, request, refused, *rest = ledger.arguments(journals, at=at or _TOLD_AS_OF.get())
    ordinals, people = _touched(payments)
    strangers = [ordinal for ordinal, one in enumerate(movements, 1) if one.to_stranger]
    rows = ledger.fetch(
        _statement(),
        [
            *(len(payments), refused, numbers(ordinals), numbers(people), numbers(strangers)),
            *(key, request, *rest),
            orjson.dumps([_item(n, payment) for n, payment in enumerate(payments, 1)]).decode(),
            *facts.arguments([events.draft(payment) for payment in payments]),
        ],
    )
    outcomes = [ledger.outcome(row) for row in rows]
    stored = queries.by_journal([o.journal for o in outcomes if o.replayed])
    settled: list[Settled | None] = []
    for payment, outcome in zip(payments, outcomes, strict=True):
        if not outcome.replayed:
            settled.append(Settled(_decided(payment, outcome), replayed=False))
        elif outcome.refusal is not None and outcome.refusal.code == IdempotencyConflict.code:
            settled.append(None)
        else:
            settled.append(Settled(stored[outcome.journal], replayed=True))
    return settled


def flush(batch: Sequence[Movement]) -> list[Settled | DatabaseError | None]:
    """Posts a gathered batch. Should the database find one of its rows impossible, that one fails
    alone: the statement wrote nothing, so its halves can be tried again."""
    try:
        return [*post(batch)]
    except (DataError, IntegrityError) as error:
        if len(batch) == 1:
            return [error]
        middle = len(batch) // 2
        return flush(batch[:middle]) + flush(batch[middle:])


def as_refused(code: str, data: dict[str, Any]) -> Refused:
    """The refusal that a code and its data stand for, whether a rule's or the ledger's. (Of what
    has been posted sql/post.sql has given the limit of a new payee its own code already.)"""
    if code == LimitReached.code and payees.is_ours(data["scope"]):
        said = {name: data[name] for name in ("cap", "used", "asked")}
        return PayeeNew(**said, until=data["resets_at"])
    kind = _OURS.get(code)
    return kind(**data) if kind else as_exception(Refusal(code, data))


def first_answer(key: Key, refusal: Refused) -> Settled:
    """What was answered to this key when it could still be prepared. Raises ``refusal`` when
    nothing was."""
    journal = books.Journal.objects.filter(key=key.digest).first()
    if journal is None:
        raise refusal
    if journal.request.hex != key.request_digest:
        raise IdempotencyConflict
    return Settled(queries.by_journal([journal.pk])[journal.pk], replayed=True)


def _decided(payment: Payment, outcome: Outcome) -> Payment:
    """The payment as its row now reads."""
    payment.journal = outcome.journal
    payment.created_at = outcome.at
    payment.state = State.SUCCEEDED if outcome.posted else State.REFUSED
    if outcome.refusal is not None:
        payment.refusal_code = outcome.refusal.code
        payment.refusal_data = outcome.refusal.data
    return payment


def _touched(payments: Sequence[Payment]) -> tuple[list[int], list[int]]:
    """The owners of the wallets that each payment would move money of, by ordinal. What a child
    gets back is theirs, consent or not."""
    touched = [
        (ordinal, wallet.owner_id)
        for ordinal, payment in enumerate(payments, 1)
        for wallet in (
            payment.payer_wallet,
            None if payment.kind == Kind.REFUND else payment.payee_wallet,
        )
        if wallet is not None
    ]
    return [ordinal for ordinal, _ in touched], [owner for _, owner in touched]


def _item(ordinal: int, payment: Payment) -> dict[str, Any]:
    return {
        "ordinal": ordinal,
        "public_id": str(payment.public_id),
        "kind": payment.kind,
        "payer_wallet_id": payment.payer_wallet_id,
        "payee_wallet_id": payment.payee_wallet_id,
        "merchant_id": payment.merchant_id,
        "actor_id": payment.actor_id,
        "refund_of_id": payment.refund_of_id,
        "amount": payment.amount,
        "unit": payment.unit,
        "payer_label": payment.payer_label,
        "payee_label": payment.payee_label,
        "note": payment.note,
        "mcc": payment.mcc,
        "upi_ref": payment.upi_ref,
        "to_registered": payment.to_registered,
    }


@cache
def _statement() -> str:
    text = (Path(__file__).parent / "sql" / "post.sql").read_text(encoding="utf-8")
    call = ledger.call("judged.refused")
    parts = {"{ledger_post}": call, "{insert_facts}": facts.INSERT, "{facts}": facts.ROWS}
    for mark, sql in parts.items():
        text = text.replace(mark, sql)
    return text


@cache
def _gatherer() -> Gatherer[Movement, Settled | DatabaseError | None]:
    environment = settings.ENVIRONMENT
    return Gatherer(
        flush, max_batch=environment.post_batch, max_waiting=environment.post_queue, commits=True
    )
