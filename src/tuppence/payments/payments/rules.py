"""Which rules would refuse a payment: pure decisions, no I/O, no clock, no Django.

Payment, preview, approval and replay all ask `refusals`, so what one promises the others do. What
is counted over a time (a day's spending) is the ledger's part, and refused there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from tuppence.kernel.errors import Refused
from tuppence.kernel.money import UnitMismatch
from tuppence.payments import categories
from tuppence.payments.controls.document import OPEN, Controls
from tuppence.payments.payees.rules import Rung
from tuppence.payments.policy import BLOCKED_FOR_MINORS, STEP_UP_FROM
from tuppence.people.identity.rules import ConsentRequired


class PayeeIsPayer(Refused):
    code: ClassVar[str] = "payee_is_payer"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "You cannot pay yourself"


class CategoryBlocked(Refused):
    """``mcc`` is the category code that is blocked, ``group`` the kind of trade it stands for."""

    code: ClassVar[str] = "category_blocked"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "This kind of shop is closed to people under 18"


class ChannelOff(Refused):
    """``channel`` is how it would have been paid: online, contactless, atm, international."""

    code: ClassVar[str] = "channel_off"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "Your guardian has not turned on this way of paying"


class PeopleOff(Refused):
    code: ClassVar[str] = "people_off"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "Your guardian has turned payments to people off"


class MerchantOff(Refused):
    """``merchant`` is the shop; ``list`` is ``never`` when it is on that list, ``only`` when it is
    missing from the list of those that may be paid."""

    code: ClassVar[str] = "merchant_off"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "Your guardian has closed this shop to you"


class CategoryOff(Refused):
    """``category`` is the kind of shop, one of those that a month's summary has."""

    code: ClassVar[str] = "category_off"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "Your guardian has closed this kind of shop"


class HoursClosed(Refused):
    """``from`` and ``to`` (HH:MM, in the wallet's zone) are those of the closed time."""

    code: ClassVar[str] = "hours_closed"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "Your guardian has closed this time of day"


class PaymentTooLarge(Refused):
    """``cap`` is the most that one payment may be, ``asked`` what this one is (minor units)."""

    code: ClassVar[str] = "payment_too_large"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "This is more than your guardian allows in one payment"


class PayeeNew(Refused):
    """``cap`` is the most that may go to them in all until ``until`` (RFC 3339), ``asked`` what
    this payment is, in minor units. ``used`` is what went to them so far, where that is what leaves
    too little room."""

    code: ClassVar[str] = "payee_new"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "You have not paid this person for long: pay less, or wait a while"


class PaymentNotTaken(Refused):
    """The payee's wallet would hold more than it may. What it holds, and what it may, is told to
    their family alone."""

    code: ClassVar[str] = "payment_not_taken"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "They cannot take this payment now: nothing was moved"


class ApprovalRequired(Refused):
    """``reason`` is ``amount`` (then ``above`` is the most that needs nobody, in minor units) or
    ``new_payee``. Ask for it with the same body: POST /v1/approvals."""

    code: ClassVar[str] = "approval_required"
    status: ClassVar[int] = 403
    title: ClassVar[str] = "A guardian has to say yes to this payment"


class StepUpRequired(Refused):
    """``from_amount`` is the least amount (minor units) that needs a fresh PIN or passkey."""

    code: ClassVar[str] = "step_up_required"
    status: ClassVar[int] = 403
    title: ClassVar[str] = "Confirm with your PIN, then pay again"


OF_GUARDIANS: tuple[type[Refused], ...] = (
    ChannelOff, PeopleOff, MerchantOff, CategoryOff, HoursClosed, PaymentTooLarge,
)  # fmt: skip
"""What a guardian's controls refuse for good. What they only make wait is `ApprovalRequired`."""

QUESTIONS: tuple[type[Refused], ...] = (ConsentRequired, ApprovalRequired, StepUpRequired)
"""Not answers to a payment but questions to the payer: the same key works afterwards."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """All that the rules may know of a payment about to be made.

    ``amount`` is in minor units of ``unit``. ``mccs`` are the category the merchant is registered
    under and the one its code claims, when there are any: each must be allowed. ``merchant`` is the
    shop's public id, None for a person. ``local`` is when it is made, by the payer's clock.
    ``layers`` are the payer's controls, each of which must allow it: a guardian's, a card's.
    ``ladder`` is what caps payments to somebody new. ``is_new``: the payer has never paid this
    payee. ``approved``: a guardian has said yes to it. ``payer_rests``: the payer is a minor, and
    no guardian's consent is in force.
    """

    amount: int
    unit: str
    payer_unit: str
    payee_unit: str
    payer_is_minor: bool
    same_party: bool
    stepped_up: bool
    local: datetime
    mccs: frozenset[str] = frozenset()
    merchant: str | None = None
    layers: tuple[Controls, ...] = (OPEN,)
    channel: str | None = None
    ladder: tuple[Rung, ...] = ()
    is_new: bool = False
    approved: bool = False
    payer_rests: bool = False


def refusals(attempt: Attempt) -> list[Refused]:
    """Every rule that refuses the attempt, the one to name first at the front.

    The programme's rules come before the guardian's, and those before a card's: the strictest wins.
    What no PIN can cure comes before the step-up, and what no guardian can before the approval, so
    that nobody is asked in vain.
    """
    found: list[Refused] = []
    if attempt.payer_rests:
        found.append(ConsentRequired())
    units = sorted({attempt.unit, attempt.payer_unit, attempt.payee_unit})
    if len(units) > 1:
        found.append(UnitMismatch(units=units))
    if attempt.same_party:
        found.append(PayeeIsPayer())
    if attempt.payer_is_minor:
        found += _by_programme(attempt)
        for controls in attempt.layers:
            if controls is not OPEN or attempt.channel is not None:
                found += _by_guardian(attempt, controls)
    found += _by_ladder(attempt)
    if attempt.payer_is_minor:
        found += _approvals(attempt)
    step_up_from = STEP_UP_FROM.value.get(attempt.unit, 1)
    if attempt.amount >= step_up_from and not attempt.stepped_up:
        found.append(StepUpRequired(from_amount=step_up_from))
    return found


def _by_programme(attempt: Attempt) -> list[Refused]:
    blocked = BLOCKED_FOR_MINORS.value
    return [
        CategoryBlocked(mcc=mcc, group=blocked[mcc])
        for mcc in sorted(attempt.mccs & blocked.keys())
    ]


def _by_guardian(attempt: Attempt, controls: Controls) -> Iterator[Refused]:
    if attempt.channel is not None and attempt.channel not in controls.channels:
        yield ChannelOff(channel=attempt.channel)
    if attempt.merchant is None:
        if not controls.people:
            yield PeopleOff()
    else:
        yield from _of_shop(attempt, attempt.merchant, controls)
    closed = next((hours for hours in controls.hours if hours.covers(attempt.local)), None)
    if closed is not None:
        yield HoursClosed(**{"from": _clock(closed.start), "to": _clock(closed.end)})
    cap = controls.most(at=attempt.local)
    if cap is not None and attempt.amount > cap:
        yield PaymentTooLarge(cap=cap, asked=attempt.amount)


def _of_shop(attempt: Attempt, merchant: str, controls: Controls) -> Iterator[Refused]:
    if merchant in controls.never:
        yield MerchantOff(merchant=merchant, list="never")
    elif controls.only is not None and merchant not in controls.only:
        yield MerchantOff(merchant=merchant, list="only")
    kinds = sorted({categories.of_merchant(mcc) for mcc in attempt.mccs})
    for kind in kinds:
        if kind in controls.categories_off:
            yield CategoryOff(category=kind)


def _by_ladder(attempt: Attempt) -> Iterator[Refused]:
    """At most one, the first to end. What went to them before is the ledger's to count."""
    for rung in attempt.ladder:
        if attempt.amount > rung.cap:
            yield PayeeNew(cap=rung.cap, asked=attempt.amount, until=rung.until.isoformat())
            return


def _approvals(attempt: Attempt) -> Iterator[Refused]:
    """At most one: a guardian says yes to a payment, not to a reason."""
    if attempt.approved:
        return
    thresholds = [one.ask_above for one in attempt.layers if one.ask_above is not None]
    if thresholds and attempt.amount > min(thresholds):
        yield ApprovalRequired(reason="amount", above=min(thresholds))
    elif attempt.is_new and any(one.ask_new for one in attempt.layers):
        yield ApprovalRequired(reason="new_payee")


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
