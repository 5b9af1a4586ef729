"""The ledger's refusals as exceptions, for callers that answer people; codes are the SQL's."""

from typing import ClassVar

from tuppence.kernel.errors import Refused
from tuppence.kernel.money import AmountInvalid, UnitMismatch
from tuppence.ledger.journals import Refusal


class InsufficientFunds(Refused):
    """Data: ``available`` and ``asked``, in minor units."""

    code: ClassVar[str] = "insufficient_funds"
    title: ClassVar[str] = "There is not enough money available"


class CeilingReached(Refused):
    """Data: ``ceiling`` and ``asked``, in minor units."""

    code: ClassVar[str] = "ceiling_reached"
    title: ClassVar[str] = "The receiving account would hold more than it may"


class LimitReached(Refused):
    """Data: ``scope``, ``window``, ``measure``, ``cap``, ``used``, ``asked``, ``resets_at`` (null
    for a rolling limit that nothing has used so far)."""

    code: ClassVar[str] = "limit_reached"
    title: ClassVar[str] = "A limit would be passed"


class AccountFrozen(Refused):
    code: ClassVar[str] = "account_frozen"
    title: ClassVar[str] = "The account is frozen"


class AccountClosed(Refused):
    code: ClassVar[str] = "account_closed"
    title: ClassVar[str] = "The account is closed"


class AccountUnknown(Refused):
    code: ClassVar[str] = "account_unknown"
    title: ClassVar[str] = "There is no such account"


class AccountSame(Refused):
    code: ClassVar[str] = "account_same"
    title: ClassVar[str] = "Money cannot move from an account to itself"


class AccountNotEmpty(Refused):
    code: ClassVar[str] = "account_not_empty"
    title: ClassVar[str] = "Only an empty account can be closed"


class BoundsViolated(Refused):
    code: ClassVar[str] = "bounds_violated"
    title: ClassVar[str] = "What the account holds already is outside these bounds"


class HoldUnknown(Refused):
    code: ClassVar[str] = "hold_unknown"
    title: ClassVar[str] = "There is no such hold"


class HoldSpent(Refused):
    code: ClassVar[str] = "hold_spent"
    title: ClassVar[str] = "The hold has no such amount left"


class HoldExpired(Refused):
    code: ClassVar[str] = "hold_expired"
    title: ClassVar[str] = "The hold would have expired before it was placed"


class LegRepeated(Refused):
    code: ClassVar[str] = "leg_repeated"
    title: ClassVar[str] = "One movement may name a hold or transfer only once"


class TransferUnknown(Refused):
    code: ClassVar[str] = "transfer_unknown"
    title: ClassVar[str] = "There is no such transfer"


class ReversalExceeds(Refused):
    """Data: ``remaining`` (what can still be moved back) and ``asked``, in minor units."""

    code: ClassVar[str] = "reversal_exceeds"
    title: ClassVar[str] = "More would be moved back than was moved"


class IdempotencyConflict(Refused):
    code: ClassVar[str] = "idempotency_conflict"
    title: ClassVar[str] = "This idempotency key was used for another request"


BY_CODE: dict[str, type[Refused]] = {
    kind.code: kind
    for kind in (
        InsufficientFunds,
        CeilingReached,
        LimitReached,
        AccountFrozen,
        AccountClosed,
        AccountUnknown,
        AccountSame,
        AccountNotEmpty,
        BoundsViolated,
        HoldUnknown,
        HoldSpent,
        HoldExpired,
        LegRepeated,
        TransferUnknown,
        ReversalExceeds,
        IdempotencyConflict,
        AmountInvalid,
        UnitMismatch,
    )
}


def as_exception(refusal: Refusal) -> Refused:
    """The exception that says what the ledger said. The internal account id stays inside."""
    data = {name: value for name, value in refusal.data.items() if name != "account"}
    return BY_CODE[refusal.code](**data)
