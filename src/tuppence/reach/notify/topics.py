"""Which facts are worth a push, and to whom: what waits for somebody, and what they wait for.

A push says that something waits, or that there is news, and of what kind; never how much, from whom
or what for: it passes through other companies' hands, and lights up a phone on a table. Whoever did
it themselves is told nothing.
"""

from typing import Final

from tuppence.people.families.rights import Right
from tuppence.reach.audience import Rule, Rules

_BY: Final = ("by",)


def _guardians(topic: str, names: str, side: str, right: Right) -> tuple[Rule, ...]:
    """To the guardians with a right over them."""
    return (Rule(topic, names, (side,), frozenset({right}), itself=False, but=_BY),)


def _person(topic: str, names: str, side: str = "person") -> tuple[Rule, ...]:
    """To the person alone."""
    return (Rule(topic, names, (side,), but=_BY),)


WAITS: Final[Rules] = {
    "approval.requested": _guardians("approvals", "approval", "person", Right.APPROVE),
    "ask.made": _person("asks", "ask", "asked"),
    "ask.reminded": _person("asks", "ask", "asked"),
    "ask.waiting": _guardians("approvals", "ask", "asked", Right.APPROVE),
    "appeal.made": _guardians("appeals", "appeal", "person", Right.SET_CONTROLS),
    "pin.reset_asked": _guardians("resets", "reset", "person", Right.APPROVE),
    "family.proposal_made": (
        Rule("proposals", "proposal", ("family",), frozenset({Right.DECIDE}), but=_BY),
    ),
}
"""Something is to be decided."""

NEWS: Final[Rules] = {
    "approval.approved": _person("approvals", "approval"),
    "approval.declined": _person("approvals", "approval"),
    "ask.paid": _person("asks", "ask", "asker"),
    "ask.declined": _person("asks", "ask", "asker"),
    "appeal.granted": _person("appeals", "appeal"),
    "appeal.dismissed": _person("appeals", "appeal"),
    "iou.paid": _person("payments", "payment"),
    "gift.received": _person("gifts", "gift"),
    "controls.changed": _person("controls", "person"),
    "wallet.frozen": _person("wallets", "wallet", "wallet"),
    "wallet.unfrozen": _person("wallets", "wallet", "wallet"),
    "goal.reached": _person("goals", "goal"),
    "pin.reset_agreed": _person("resets", "reset"),
    "pin.reset_declined": _person("resets", "reset"),
    # Whoever did not add it themselves has to hear of it.
    "passkey.added": _person("passkeys", "passkey"),
}
"""Something is as somebody else made it."""
