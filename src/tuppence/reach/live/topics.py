"""Which facts change what somebody is looking at, and whose it is.

Every fact that a room states is here, or in `UNTOLD` with the reason (tests/test_topics.py). A
topic is a word of the client's: web/src/live/topics.ts says what it reads anew for it.
"""

from collections.abc import Mapping
from typing import Final

from tuppence.people.families.rights import OVER_A_CHILD, Right
from tuppence.reach.audience import Rule, Rules, seen

_MONEY: Final = tuple(
    rule
    for side in ("payer", "payee")
    for rule in (
        seen("payments", "payment", (side,), Right.SEE_HISTORY),
        # Who may see what a wallet holds, and not what it was used for, is told that it changed.
        seen("wallets", side, (side,), Right.SEE_WALLET),
    )
)
_WALLET: Final = (seen("wallets", "wallet", ("wallet",), Right.SEE_WALLET),)
_APPROVAL: Final = (seen("approvals", "approval", ("person",), Right.SEE_APPROVALS),)
_ASK: Final = (
    seen("asks", "ask", ("asker", "asked"), Right.SEE_APPROVALS),
    seen("bills", "bill", ("bill",), Right.SEE_APPROVALS),
)
_BILL: Final = (seen("bills", "bill", ("bill",), Right.SEE_APPROVALS),)
_ALLOWANCE: Final = (seen("allowances", "allowance", ("allowance", "person"), Right.SEE_WALLET),)
_CHORE: Final = (seen("chores", "chore", ("chore", "person"), Right.SEE_WALLET),)
_GOAL: Final = (seen("goals", "goal", ("person",), Right.SEE_WALLET),)
_IOU: Final = (seen("ious", "iou", ("giver", "person"), Right.SEE_WALLET),)
_APPEAL: Final = (seen("appeals", "appeal", ("person",), Right.SEE_CONTROLS),)
_PIN_RESET: Final = (seen("resets", "reset", ("person",), Right.APPROVE),)
_CONSENT: Final = (seen("consent", "person", ("person",), Right.SEE_CONSENT),)
_FAMILY: Final = (seen("family", "family", ("family", "person"), Right.SEE_FAMILY),)
_INVITATION: Final = (seen("invitations", "invitation", ("family",), Right.INVITE),)
_PROPOSAL: Final = (seen("proposals", "proposal", ("family",), Right.DECIDE),)
_OWN: Final = ("person",)


def _whole(topic: str, names: str) -> tuple[Rule, ...]:
    """Of what only a guardian with every right sees."""
    return (seen(topic, names, _OWN, *OVER_A_CHILD),)


RULES: Final[Rules] = {
    "payment.succeeded": _MONEY,
    "payment.refunded": _MONEY,
    "wallet.topped_up": _MONEY,
    # One that was refused is seen by the payer's side alone; a top-up has but one.
    "payment.refused": (
        seen("payments", "payment", ("payer",), Right.SEE_HISTORY),
        seen("payments", "payment", ("payee",), Right.SEE_HISTORY, unless="payer"),
    ),
    "wallet.opened": _WALLET,
    "wallet.frozen": _WALLET,
    "wallet.unfrozen": _WALLET,
    "wallet.limits_set": _WALLET,
    "controls.changed": (seen("controls", "person", _OWN, Right.SEE_CONTROLS),),
    "approval.requested": _APPROVAL,
    "approval.approved": _APPROVAL,
    "approval.declined": _APPROVAL,
    "approval.cancelled": _APPROVAL,
    "approval.expired": _APPROVAL,
    "ask.made": _ASK,
    "ask.waiting": _ASK,
    "ask.paid": _ASK,
    "ask.declined": _ASK,
    "ask.cancelled": _ASK,
    "ask.reminded": _ASK,
    "ask.expired": _ASK,
    "bill.split": _BILL,
    "bill.closed": _BILL,
    "allowance.changed": _ALLOWANCE,
    "allowance.lapsed": (seen("allowances", "allowance", ("allowance",)),),
    "chore.changed": _CHORE,
    "chore.turn": _CHORE,
    "goal.made": _GOAL,
    "goal.changed": _GOAL,
    "goal.locked": _GOAL,
    "goal.unlocked": _GOAL,
    "goal.reached": _GOAL,
    "goal.closed": _GOAL,
    "goal.plan_begun": _GOAL,
    "goal.plan_ended": _GOAL,
    "goal.plan_skipped": _GOAL,
    "iou.promised": _IOU,
    "iou.owed": _IOU,
    "iou.paid": _IOU,
    "gift.link_made": _whole("gifts", "link"),
    "gift.link_revoked": _whole("gifts", "link"),
    "gift.received": _whole("gifts", "gift"),
    "appeal.made": _APPEAL,
    "appeal.granted": _APPEAL,
    "appeal.dismissed": _APPEAL,
    "appeal.withdrawn": _APPEAL,
    "consent.given": _CONSENT,
    "consent.withdrawn": _CONSENT,
    "consent.lapsed": _CONSENT,
    "family.created": (seen("family", "family", ("by",)),),
    "family.member_joined": _FAMILY,
    "family.member_left": _FAMILY,
    "family.invitation_made": _INVITATION,
    "family.invitation_revoked": _INVITATION,
    "family.proposal_made": _PROPOSAL,
    "family.proposal_declined": _PROPOSAL,
    # What guardians carry may change who belongs, and who may do what about whom.
    "family.proposal_carried": (*_PROPOSAL, *_FAMILY),
    "person.came_of_age": (*_FAMILY, seen("me", "person", _OWN)),
    "kyc.submitted": _whole("kyc", "person"),
    "kyc.approved": _whole("kyc", "person"),
    "kyc.rejected": _whole("kyc", "person"),
    "kyc.review": _whole("kyc", "person"),
    "kyc.voided": _whole("kyc", "person"),
    "kyc.tier_changed": _whole("kyc", "person"),
    "privacy.chosen": (seen("privacy", "person", _OWN),),
    "privacy.withdrawn": (seen("privacy", "person", _OWN),),
    "erasure.asked": _whole("privacy", "person"),
    "erasure.cancelled": _whole("privacy", "person"),
    "device.registered": (seen("devices", "device", _OWN),),
    "device.revoked": (seen("devices", "device", _OWN),),
    "pin.locked": (seen("me", "person", _OWN),),
    "pin.reset_asked": _PIN_RESET,
    "pin.reset_agreed": _PIN_RESET,
    "pin.reset_declined": _PIN_RESET,
    "passkey.added": (seen("passkeys", "passkey", _OWN),),
    "passkey.removed": (seen("passkeys", "passkey", _OWN),),
}

UNTOLD: Final[Mapping[str, str]] = {
    "person.signed_up": "nobody can be looking yet; what comes of it is wallet.opened",
    "person.erased": "nobody is there to look any more",
    "session.reuse_detected": "ends the session, and with it whoever is listening",
    "kyc.stuck": "for operators: whoever waits sees the same as before",
    "stack.probed": "a probe of the outbox itself, and taken back",
}
