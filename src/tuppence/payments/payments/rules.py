"""Which rules would refuse a payment: pure decisions, no I/O, no clock, no Django.

Payment and preview both ask `refusals`, so what the preview promises is what the payment does.
"""

from dataclasses import dataclass
from typing import ClassVar

from tuppence.kernel.errors import Refused
from tuppence.kernel.money import UnitMismatch
from tuppence.payments.policy import BLOCKED_FOR_MINORS, STEP_UP_FROM


class PayeeIsPayer(Refused):
    code: ClassVar[str] = "payee_is_payer"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "You cannot pay yourself"


class CategoryBlocked(Refused):
    """``mcc`` is the category code that is blocked, ``group`` the kind of trade it stands for."""

    code: ClassVar[str] = "category_blocked"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "This kind of shop is closed to people under 18"


class StepUpRequired(Refused):
    """``from_amount`` is the least amount (minor units) that needs a fresh PIN or passkey."""

    code: ClassVar[str] = "step_up_required"
    status: ClassVar[int] = 403
    title: ClassVar[str] = "Confirm with your PIN, then pay again"


@dataclass(frozen=True, slots=True)
class Attempt:
    """All that the rules may know of a payment about to be made.

    ``amount`` is in minor units of ``unit``. ``mccs`` are the category the merchant is registered
    under and the one its code claims, when there are any: each must be allowed.
    """

    amount: int
    unit: str
    payer_unit: str
    payee_unit: str
    payer_is_minor: bool
    same_party: bool
    stepped_up: bool
    mccs: frozenset[str] = frozenset()


def refusals(attempt: Attempt) -> list[Refused]:
    """Every rule that refuses the attempt, the one to name first at the front.

    What no PIN can cure comes before the step-up, so that nobody is asked for a PIN in vain.
    """
    found: list[Refused] = []
    units = sorted({attempt.unit, attempt.payer_unit, attempt.payee_unit})
    if len(units) > 1:
        found.append(UnitMismatch(units=units))
    if attempt.same_party:
        found.append(PayeeIsPayer())
    if attempt.payer_is_minor:
        blocked = BLOCKED_FOR_MINORS.value
        found += [
            CategoryBlocked(mcc=mcc, group=blocked[mcc])
            for mcc in sorted(attempt.mccs)
            if mcc in blocked
        ]
    step_up_from = STEP_UP_FROM.value.get(attempt.unit, 1)
    if attempt.amount >= step_up_from and not attempt.stepped_up:
        found.append(StepUpRequired(from_amount=step_up_from))
    return found
