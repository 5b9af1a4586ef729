"""The facts this room states. Ids are public ones, amounts minor units, times RFC 3339. They carry
no name, no message and nothing of the secret."""

from dataclasses import asdict, dataclass
from datetime import datetime

from tuppence.kernel.ids import to_public
from tuppence.outbox.facts import Fact
from tuppence.payments.gifts.models import Gift, GiftLink
from tuppence.people.identity.actor import Actor

LINK_MADE = "gift.link_made"
LINK_REVOKED = "gift.link_revoked"
RECEIVED = "gift.received"


@dataclass(frozen=True, slots=True)
class LinkFact:
    """``person`` (per_) is who is given to; ``goal`` None means their wallet."""

    link: str
    person: str
    goal: str | None
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class GiftReceived:
    gift: str
    link: str
    person: str
    goal: str | None
    amount: int
    unit: str
    payment: str
    at: str


def of_link(topic: str, link: GiftLink, *, by: Actor, now: datetime) -> Fact:
    """That a link was made or revoked."""
    event = LinkFact(
        link=to_public("gft", link.public_id),
        person=to_public("per", link.person.public_id),
        goal=_goal(link),
        by=to_public("per", by.person),
        at=now.isoformat(),
    )
    return Fact(
        topic=topic,
        key=event.link,
        payload=asdict(event),
        classification="ledger",
        subject=link.person_id,
    )


def received(gift: Gift, *, now: datetime) -> Fact:
    """That somebody gave."""
    event = GiftReceived(
        gift=to_public("gif", gift.public_id),
        link=to_public("gft", gift.link.public_id),
        person=to_public("per", gift.link.person.public_id),
        goal=_goal(gift.link),
        amount=gift.amount,
        unit=gift.link.unit,
        payment=to_public("pay", gift.payment.public_id),
        at=now.isoformat(),
    )
    return Fact(
        topic=RECEIVED,
        key=event.gift,
        payload=asdict(event),
        classification="ledger",
        subject=gift.link.person_id,
    )


def _goal(link: GiftLink) -> str | None:
    return None if link.goal is None else to_public("gol", link.goal.public_id)
