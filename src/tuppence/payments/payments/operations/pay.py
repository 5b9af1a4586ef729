"""Pay a person or a merchant; and ask beforehand whether it would work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from tuppence.kernel.errors import Forbidden, Refused
from tuppence.kernel.ids import new_uuid, to_public
from tuppence.ledger.journals import Charge, Journal, Key, Refusal, Transfer
from tuppence.ledger.posting import post as judge
from tuppence.ledger.refusals import CeilingReached
from tuppence.payments import categories
from tuppence.payments.controls import operations as controls
from tuppence.payments.controls import queries as decided
from tuppence.payments.controls.document import OPEN, Controls, read
from tuppence.payments.controls.operations import category_scope
from tuppence.payments.payees import rules as payees
from tuppence.payments.payees.operations import Meeting, meet
from tuppence.payments.payees.rules import Met, Rung
from tuppence.payments.payments import limits, upi
from tuppence.payments.payments.models import Kind, Payment
from tuppence.payments.payments.parties import Payee, Payer, Search, find
from tuppence.payments.payments.posting import Movement, Settled, as_refused, settle
from tuppence.payments.payments.rules import (
    QUESTIONS,
    Attempt,
    PayeeNew,
    PaymentNotTaken,
    refusals,
)
from tuppence.payments.wallets import queries as wallets
from tuppence.payments.wallets import rules as wallet_rules
from tuppence.payments.wallets import tiers
from tuppence.payments.wallets.models import Kind as WalletKind
from tuppence.payments.wallets.operations import SPEND
from tuppence.people.identity import names
from tuppence.people.identity.actor import Actor


class PayeeUnknown(Refused):
    code: ClassVar[str] = "payee_unknown"
    status: ClassVar[int] = 404
    title: ClassVar[str] = "Nobody by that phone, handle or UPI address can be paid here"


@dataclass(frozen=True, slots=True)
class To:
    """Whom to pay: exactly one of a phone (E.164), a handle, or a whole ``upi://pay`` string."""

    phone: str | None = None
    handle: str | None = None
    upi: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A payment as asked for. ``amount`` is minor units of ``unit``; it may be left to a UPI code
    that fixes it. ``wallet`` is one of the payer's own; None is their personal one."""

    to: To
    unit: str
    amount: int | None = None
    wallet: UUID | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A payment with everything decided but by the ledger. ``refusals`` are the rules' own;
    ``ladder`` is what caps it while its payee is new."""

    payer: Payer
    payee: Payee
    payment: Payment
    refusals: list[Refused]
    ladder: tuple[Rung, ...]

    @property
    def to_stranger(self) -> bool:
        """Whether it goes to a person who is no family of the payer's."""
        return self.payee.merchant is None and not self.payee.is_family

    @property
    def meets(self) -> bool:
        """Whether it would be the first time that the payee is paid, or could be but for that."""
        first = self.refusals[0] if self.refusals else None
        is_met = self.payee.met is not None or not self.ladder
        return not is_met and (first is None or isinstance(first, PayeeNew))


@dataclass(frozen=True, slots=True)
class Preview:
    """What a payment would meet: every reason against it, the one it would be refused for first."""

    payee: Payee
    payment: Payment
    refusals: list[Refused]


def pay(*, actor: Actor, ask: Ask, key: Key, now: datetime) -> Settled:
    """Pays. A refusal by a rule or by the ledger is stored under the key, and given again.

    Raises, with nothing stored: `IdempotencyConflict`, and what `prepare` raises.
    """
    settled = settle(key, lambda: prepare(actor=actor, ask=ask, key=key, now=now))
    note_not_taken(settled, person_id=actor.person_id)
    return settled


def note_not_taken(settled: Settled, *, person_id: int) -> None:
    """Counts what a stranger could not take like a search in vain. One who tries ever smaller
    amounts, to find out what somebody holds, is stopped."""
    if settled.payment.refusal_code == PaymentNotTaken.code and not settled.replayed:
        limits.count_miss(person_id=person_id)


def scope_of(actor: Actor) -> str:
    """Whose an idempotency key is: the person's, on whichever device."""
    return f"person:{actor.person_id}"


def prepare(*, actor: Actor, ask: Ask, key: Key, now: datetime, approved: bool = False) -> Movement:
    """The movement that a payment is, refused already where a rule says so. ``approved``: a
    guardian has said yes to it.

    Raises `NotFound`, `WalletIsGoal` and `Forbidden` for a wallet, `WalletMissing`, `PayeeUnknown`,
    `UpiMalformed`, `UpiAmountFixed`, `AmountMissing`, `ConsentRequired`, `ApprovalRequired`,
    `StepUpRequired`, `RateLimited`.
    """
    planned = _plan(actor, ask, now=now, approved=approved)
    check_no_question(planned)
    return movements([(planned, key)], now=now)[0]


def check_no_question(plan: Plan) -> None:
    """Raises `ConsentRequired`, `ApprovalRequired` or `StepUpRequired` if that is the first thing
    in the way."""
    first = plan.refusals[0] if plan.refusals else None
    if isinstance(first, QUESTIONS):
        raise first


def movements(plans: Sequence[tuple[Plan, Key]], *, now: datetime) -> list[Movement]:
    """What plans without questions are to the ledger. New payees are met, in one statement: from
    here on the ledger counts what goes to them."""
    new = [plan for plan, _ in plans if plan.meets]
    met = dict(zip(map(id, new), meet([_meeting(plan) for plan in new], now=now), strict=True))
    return [
        Movement(
            _journal(plan, key, next(iter(plan.refusals), None), met.get(id(plan), plan.payee.met)),
            plan.payment,
            to_stranger=plan.to_stranger,
        )
        for plan, key in plans
    ]


def _meeting(plan: Plan) -> Meeting:
    payer, payee = plan.payer.wallet, plan.payee.wallet
    return Meeting(payer.owner_id, payee.owner_id, payee.unit, payer.account_id)


def preview(*, actor: Actor, ask: Ask, now: datetime) -> Preview:
    """Would it work? By the same rules and the same ledger as `pay`; nothing is written. Whether a
    stranger's wallet has room is not told beforehand: asked often enough, it would tell what they
    hold.

    Raises what `prepare` raises, but for the questions: these are among the reasons.
    """
    planned = _plan(actor, ask, now=now)
    found = list(planned.refusals)
    one_unit = {ask.unit} == {planned.payer.wallet.unit, planned.payee.wallet.unit}
    if one_unit and planned.payer.wallet.account_id != planned.payee.wallet.account_id:
        key = Key(scope="preview", value=str(new_uuid()), request="")
        [outcome] = judge([_journal(planned, key, None, planned.payee.met)], dry_run=True)
        if outcome.refusal is not None and not (
            planned.to_stranger and outcome.refusal.code == CeilingReached.code
        ):
            found.append(as_refused(outcome.refusal.code, outcome.refusal.data))
    return Preview(planned.payee, planned.payment, found)


def _plan(actor: Actor, ask: Ask, *, now: datetime, approved: bool = False) -> Plan:
    link = link_of(ask)
    payer, payee = _parties(actor, ask, link)
    return plan(actor, ask, link, payer, payee, now=now, approved=approved)


def link_of(ask: Ask) -> upi.UpiLink | None:
    """What a payment's UPI code says, if it has one. Raises `UpiMalformed`."""
    return None if ask.to.upi is None else upi.parse(ask.to.upi)


def plan(
    actor: Actor,
    ask: Ask,
    link: upi.UpiLink | None,
    payer: Payer,
    payee: Payee,
    *,
    now: datetime,
    approved: bool = False,
) -> Plan:
    """A payment between parties that were found, as the rules see it.

    Raises `UpiAmountFixed` and `AmountMissing`.
    """
    amount = _amount(ask, link)
    if payer.controls.has_lapsed(at=now):
        controls.lapse(person_id=payer.wallet.owner_id, now=now)
    merchant = payee.merchant
    claimed = link.mcc if link else None
    payment = Payment.draft(
        kind=Kind.MERCHANT if merchant else Kind.PERSON,
        payer_wallet_id=payer.wallet.pk,
        payee_wallet_id=payee.wallet.pk,
        merchant_id=merchant.pk if merchant else None,
        actor_id=actor.person_id,
        amount=amount,
        unit=ask.unit,
        payer_label=names.acting(
            payer.name, is_minor=payer.is_minor, towards_family=payee.is_family
        ),
        payee_label=payee.name
        if merchant
        else names.looked_up(payee.name, by_family=payee.is_family),
        note=ask.note or (link.note if link else None),
        mcc=merchant.mcc if merchant else None,
        upi_ref=link.reference if link else None,
        to_registered=_is_registered(payee, now=now) or None,
    )
    payment.know(payer_wallet=payer.wallet, payee_wallet=payee.wallet, merchant=merchant)
    ladder = _ladder(ask.unit, payee, now=now)
    attempt = Attempt(
        amount=amount,
        unit=ask.unit,
        payer_unit=payer.wallet.unit,
        payee_unit=payee.wallet.unit,
        payer_is_minor=payer.is_minor,
        same_party=payer.wallet.owner_id == payee.wallet.owner_id,
        stepped_up=actor.stepped_up,
        mccs=frozenset(mcc for mcc in (payment.mcc, claimed) if mcc),
        merchant=to_public("mer", merchant.public_id) if merchant else None,
        local=now.astimezone(_zone(payer.zone)),
        layers=(payer.controls,),
        ladder=ladder,
        is_new=payee.is_new,
        approved=approved,
        payer_rests=payer.rests,
    )
    return Plan(payer, payee, payment, refusals(attempt), ladder)


def _ladder(unit: str, payee: Payee, *, now: datetime) -> tuple[Rung, ...]:
    """Shops are public, and a family's own people no strangers: neither is ever new."""
    if payee.merchant is not None or payee.is_family:
        return ()
    return payees.ladder(unit, met=payee.met, now=now)


def _is_registered(payee: Payee, *, now: datetime) -> bool:
    """Whether a tier's limit for registered payees counts it. (The parties' query asks of nobody
    who has been known for long whether they are family: it makes no difference.)"""
    if payee.merchant is not None:
        return False
    return payee.is_family or payees.is_registered(payee.met, now=now)


_zone = cache(ZoneInfo)


def _parties(actor: Actor, ask: Ask, link: upi.UpiLink | None) -> tuple[Payer, Payee]:
    named = None if ask.wallet is None else _named(actor, ask.wallet)
    search = search_of(actor, ask, link)
    if search.for_person:
        limits.admit_lookup(person_id=actor.person_id)
    payer, payee = find(search)
    return both(search, named or payer, payee)


def both(search: Search, payer: Payer | None, payee: Payee | None) -> tuple[Payer, Payee]:
    """The parties, if both were found. Raises `WalletMissing` and `PayeeUnknown`."""
    if payer is None:
        raise wallets.WalletMissing
    if payee is None:
        if search.for_person:
            limits.count_miss(person_id=search.person_id)
        raise PayeeUnknown
    return payer, payee


def _named(actor: Actor, wallet: UUID) -> Payer:
    access = wallets.everyday(wallets.access(actor, wallet))
    if not wallet_rules.may_spend(access.standing):
        raise Forbidden("only the wallet's owner pays from it")
    is_personal = access.wallet.kind == WalletKind.PERSONAL
    if not wallet_rules.may_pay_from(access.standing, is_personal=is_personal):
        raise Forbidden("payments leave your own wallet, where your limits are")
    return Payer(
        access.wallet,
        access.wallet.owner.name or "",
        access.standing.owner_is_minor,
        access.standing.owner_rests,
        access.wallet.zone,
        _controls(access.wallet.owner_id) if access.standing.owner_is_minor else OPEN,
    )


def _controls(person_id: int) -> Controls:
    return read(decided.in_force(person_id).document)


def search_of(actor: Actor, ask: Ask, link: upi.UpiLink | None) -> Search:
    """How the payee is named.

    A person's handle never has a hyphen and a merchant's always does, so no word is both.
    """
    search = partial(Search, person_id=actor.person_id, unit=ask.unit)
    if link is not None:
        return search(vpa=link.vpa)
    if ask.to.phone is not None:
        return search(phone=ask.to.phone)
    handle = (ask.to.handle or "").lower()
    return search(shop=handle) if "-" in handle else search(handle=handle)


def _amount(ask: Ask, link: upi.UpiLink | None) -> int:
    if link is not None:
        return upi.amount_to_pay(link, asked=ask.amount)
    if ask.amount is None:
        raise upi.AmountMissing
    return ask.amount


def _journal(plan: Plan, key: Key, refused: Refused | None, met: Met | None) -> Journal:
    if refused is not None:
        return Journal(key=key, refused=Refusal(refused.code, refused.data))
    payer, amount = plan.payer.wallet.account_id, plan.payment.amount
    charges = [Charge(account=payer, scope=SPEND, amount=amount)]
    if plan.payee.merchant is None:
        to_person = tiers.of_people(registered=bool(plan.payment.to_registered))
        charges += [Charge(account=payer, scope=scope, amount=amount) for scope in to_person]
        if met is not None:
            to = plan.payee.wallet.owner_id
            charges += [Charge(met.account, payees.scope(to, rung), amount) for rung in plan.ladder]
    elif (
        kind := categories.of_merchant(plan.payee.merchant.mcc)
    ) in plan.payer.controls.category_caps:
        charges.append(Charge(account=payer, scope=category_scope(kind), amount=amount))
    transfer = Transfer(
        debit=payer, credit=plan.payee.wallet.account_id, amount=amount, unit=plan.payment.unit
    )
    return Journal(key=key, legs=(transfer,), charges=tuple(charges))
