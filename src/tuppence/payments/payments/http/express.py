"""`POST /v1/payments` by the short way (edge/express.py): the answers of views.PaymentsView, with
nothing between but what a payment needs."""

import re
from typing import Any

import orjson
from rest_framework.exceptions import ValidationError

from tuppence.edge.bodies import checked
from tuppence.edge.express import Answer, Plain, Way, refusal
from tuppence.edge.idempotency import REPLAYED, identity_of, is_key
from tuppence.edge.log_lines import note_journal
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Refused
from tuppence.kernel.ids import to_public
from tuppence.kernel.money import MAX_MINOR
from tuppence.payments.payments import queries
from tuppence.payments.payments.http.serializers import PayBody, ask_from
from tuppence.payments.payments.models import Kind, Payment, State
from tuppence.payments.payments.operations.pay import Ask, To, link_of
from tuppence.payments.payments.operations.pay_together import Asked, pay_together
from tuppence.payments.payments.posting import Settled, as_refused
from tuppence.payments.policy import HOME_UNIT
from tuppence.people.identity.http.authentication import claims_of
from tuppence.people.identity.signatures import Message

PATH = "/v1/payments"

# What needs no closer look than this: plain words. Anything else is for the serializer to judge.
_WORD = re.compile(r"[!-~]{1,64}", re.ASCII)
_NOTE = re.compile(r"[!-~](?:[ -~]{0,138}[!-~])?", re.ASCII)
_KINDS = dict(Kind.choices)
_STATES = dict(State.choices)


def answer(request: Plain) -> Answer | None:
    """The answer to a payment; None where the full way has to say what is wrong with it."""
    now = utc_now()
    claims = claims_of(request.header("HTTP_AUTHORIZATION"), now=now)
    key = request.header("HTTP_IDEMPOTENCY_KEY")
    if claims is None or key is None or not is_key(key):
        return None
    try:
        ask = ask_of(request.data)
        link = link_of(ask)
    except (ValidationError, Refused):
        return None
    if ask.wallet is not None:
        return None
    message = Message(
        method=request.method,
        path=request.path,
        query="",
        body=request.body,
        idempotency_key=key,
        content_digest=request.header("HTTP_CONTENT_DIGEST"),
        signature_input=request.header("HTTP_SIGNATURE_INPUT"),
        signature=request.header("HTTP_SIGNATURE"),
    )
    stands_for = identity_of(request.method, request.path, request.data)
    answered = pay_together(Asked(claims, message, stands_for, ask, link, now))
    request.user = answered.actor
    if answered.error is not None:
        if isinstance(answered.error, Refused):
            return refusal(request, answered.error, answered.standing)
        raise answered.error
    if answered.settled is None or answered.actor is None:
        return None
    return _told(request, answered.settled, answered.standing, payer_id=answered.actor.person_id)


WAY = Way(answer, allow="GET, POST, HEAD, OPTIONS")


def ask_of(body: dict[str, Any]) -> Ask:
    """What a body asks for, as `PayBody` reads it. Raises ValidationError and `Refused`."""
    return _plain_ask(body) or ask_from(checked(PayBody, body))


def _plain_ask(body: dict[str, Any]) -> Ask | None:
    """A body in which everything is as it nearly always is; None where a closer look is due."""
    to, note, unit = body.get("to"), body.get("note", ""), body.get("unit", HOME_UNIT.value)
    amount = body.get("amount")
    if type(to) is not dict or len(to) != 1 or type(amount) is not int:
        return None
    if not 1 <= amount <= MAX_MINOR or unit != HOME_UNIT.value:
        return None
    if type(note) is not str or ("note" in body and not _NOTE.fullmatch(note)):
        return None
    if len(body) != 2 + ("note" in body) + ("unit" in body):
        return None
    [(kind, name)] = to.items()
    if type(name) is not str or not (
        (kind == "handle" and _WORD.fullmatch(name)) or (kind == "upi" and name)
    ):
        return None
    return Ask(To(**{kind: name}), unit, amount, None, note or None)


def _told(request: Plain, settled: Settled, standing: Any, *, payer_id: int) -> Answer:
    payment = settled.payment
    note_journal(request, payment.journal)
    again = [(REPLAYED, "true")] if settled.replayed else []
    if payment.refusal_code is not None:
        refused = as_refused(payment.refusal_code, payment.refusal_data or {})
        refused.data["payment"] = to_public("pay", payment.public_id)
        told = refusal(request, refused, standing)
        told.headers.extend(again)
        return told
    body = orjson.dumps(shape(payment.shown_to([payer_id])))
    return Answer(201, body, standing, headers=again)


def shape(payment: Payment) -> dict[str, Any]:
    """A payment that moved money, as `PaymentSerializer` shows it."""
    merchant, refunded = payment.merchant, payment.refund_of
    payer, payee = payment.shown_payer_wallet, payment.shown_payee_wallet
    return {
        "id": to_public("pay", payment.public_id),
        "kind": _KINDS[payment.kind],
        "state": _STATES[payment.state],
        "amount": payment.amount,
        "unit": payment.unit,
        "payer": {
            "name": payment.payer_label,
            "wallet": None if payer is None else to_public("wal", payer.public_id),
        },
        "payee": {
            "name": payment.payee_label,
            "wallet": None if payee is None else to_public("wal", payee.public_id),
        },
        "merchant": None if merchant is None else to_public("mer", merchant.public_id),
        "category": queries.category(payment.kind, payment.mcc),
        "mcc": payment.mcc,
        "note": payment.note,
        "reference": payment.upi_ref,
        "refund_of": None if refunded is None else to_public("pay", refunded.public_id),
        "refusal": None,
        "created_at": payment.created_at.isoformat().replace("+00:00", "Z"),
    }
