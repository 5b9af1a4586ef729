"""The facts this room states: what a child and their guardians are told."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar

from tuppence.kernel.ids import to_public
from tuppence.outbox.facts import Fact
from tuppence.payments.chores.models import Chore, Turn
from tuppence.people.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class ChoreChanged:
    """``what`` is ``given`` or ``ended``, ``by`` (per_) a guardian; None for one that ended as its
    giver guards the child no more."""

    TOPIC: ClassVar[str] = "chore.changed"
    chore: str
    person: str
    what: str
    reward: int
    unit: str
    by: str | None
    at: str


@dataclass(frozen=True, slots=True)
class TurnChanged:
    """``state`` is what the turn is now: open (anew when ``sent_back``), done, approved, missed,
    withdrawn. ``by`` (per_) is None for what time did. That it was paid is `iou.paid`."""

    TOPIC: ClassVar[str] = "chore.turn"
    turn: str
    chore: str
    person: str
    state: str
    sent_back: bool
    due_on: str
    by: str | None
    at: str


def of_chore(chore: Chore, what: str, *, by: Actor | None, now: datetime) -> Fact:
    event = ChoreChanged(
        chore=to_public("chr", chore.public_id),
        person=to_public("per", chore.person.public_id),
        what=what,
        reward=chore.reward,
        unit=chore.unit,
        by=None if by is None else to_public("per", by.person),
        at=now.isoformat(),
    )
    return Fact(
        topic=event.TOPIC,
        key=event.chore,
        payload=asdict(event),
        classification="ledger",
        subject=chore.person_id,
    )


def of_turn(turn: Turn, *, by: Actor | None, now: datetime, sent_back: bool = False) -> Fact:
    event = TurnChanged(
        turn=to_public("trn", turn.public_id),
        chore=to_public("chr", turn.chore.public_id),
        person=to_public("per", turn.chore.person.public_id),
        state=turn.get_state_display(),
        sent_back=sent_back,
        due_on=turn.due_on.isoformat(),
        by=None if by is None else to_public("per", by.person),
        at=now.isoformat(),
    )
    return Fact(
        topic=event.TOPIC,
        key=event.turn,
        payload=asdict(event),
        classification="ledger",
        subject=turn.person_id,
    )
