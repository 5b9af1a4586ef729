"""Do a chore's turn, send it back, approve it: which pays it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from tuppence.kernel.errors import Forbidden, NotFound, Refused
from tuppence.kernel.ids import to_public
from tuppence.outbox import operations as outbox
from tuppence.payments.allowances import queries as allowances
from tuppence.payments.chores import events, queries, rules
from tuppence.payments.chores.models import Chore, Pays, State, Turn
from tuppence.payments.chores.operations.giving import may_give
from tuppence.payments.ious import operations as ious
from tuppence.payments.ious.operations import Debt, Onward
from tuppence.payments.payments.models import Kind
from tuppence.payments.wallets import queries as wallets
from tuppence.people.families import queries as families
from tuppence.people.identity.actor import Actor


class TurnNotSo(Refused):
    """``state`` is what the turn is: what was asked does not follow from it."""

    code: ClassVar[str] = "turn_not_so"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "This turn is not at the point where that can be done"


class GiverGone(Refused):
    code: ClassVar[str] = "giver_gone"
    status: ClassVar[int] = 409
    title: ClassVar[str] = (
        "Whoever gave this chore may give the child nothing any more: give another"
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """A turn; ``replayed``: as it was before."""

    turn: Turn
    replayed: bool


def done(*, actor: Actor, turn: UUID, now: datetime) -> Turn:
    """The child says that it is done; said already is fine. Raises `NotFound`, `Forbidden` for a
    guardian, `TurnNotSo`."""
    with transaction.atomic():
        found = _locked(actor, turn)
        if found.person_id != actor.person_id:
            raise Forbidden("only whose chore it is says that it is done")
        if found.state != State.DONE:
            _check(found, State.OPEN)
            found.state, found.done_at, found.note = State.DONE, now, None
            found.save(update_fields=["state", "done_at", "note"])
            outbox.append([events.of_turn(found, by=actor, now=now)])
    return found


def send_back(*, actor: Actor, turn: UUID, note: str, now: datetime) -> Turn:
    """A guardian says what is missing, and the turn is open again. Raises `NotFound`, `Forbidden`
    for the child, `TurnNotSo` unless it was done."""
    with transaction.atomic():
        found = _locked(actor, turn)
        _check_guards(actor, found)
        _check(found, State.DONE)
        found.state, found.done_at, found.note = State.OPEN, None, note
        found.decided_by_id, found.decided_at = actor.person_id, now
        found.save(update_fields=["state", "done_at", "note", "decided_by", "decided_at"])
        outbox.append([events.of_turn(found, by=actor, now=now, sent_back=True)])
    return queries.turn(actor, turn)


def approve(*, actor: Actor, turn: UUID, now: datetime) -> Answered:
    """A guardian approves what was done. The reward is paid from the wallet of who gave the chore:
    now, or on the child's next pay-day; if the money is not there, it is owed. Who has approved
    and does so again gets the same answer.

    Raises `NotFound`, `Forbidden` for the child, `TurnNotSo` unless it was done, and `GiverGone`:
    the other guardians do not spend the money of one who has left.
    """
    with transaction.atomic():
        found = _locked(actor, turn)
        _check_guards(actor, found)
        if found.state == State.APPROVED and found.decided_by_id == actor.person_id:
            return Answered(queries.turn(actor, turn), replayed=True)
        _check(found, State.DONE)
        if not may_give(found.chore):
            raise GiverGone
        iou = ious.promise(_debt(found, now=now), now=now)
        found.state, found.iou = State.APPROVED, iou
        found.decided_by_id, found.decided_at = actor.person_id, now
        found.save(update_fields=["state", "iou", "decided_by", "decided_at"])
        outbox.append([events.of_turn(found, by=actor, now=now)])
        if found.chore.pays == Pays.NOW:
            ious.pay_or_owe(iou, now=now)
    return Answered(queries.turn(actor, turn), replayed=False)


def _debt(turn: Turn, *, now: datetime) -> Debt:
    chore = turn.chore
    payer = wallets.receiving(chore.giver_id, unit=chore.unit)
    payee = wallets.receiving(chore.person_id, unit=chore.unit)
    if payer is None or payee is None:
        raise wallets.WalletMissing
    return Debt(
        source=f"chore:{to_public('trn', turn.public_id)}",
        kind=Kind.CHORE,
        giver_id=chore.giver_id,
        person_id=chore.person_id,
        payer_wallet_id=payer.pk,
        payee_wallet_id=payee.pk,
        amount=chore.reward,
        unit=chore.unit,
        note=chore.title,
        due_at=now if chore.pays == Pays.NOW else _pay_day(chore, now=now),
        onward=_onward(chore),
    )


def _pay_day(chore: Chore, *, now: datetime) -> datetime:
    return allowances.next_pay_day(chore.person_id, now=now) or rules.next_saturday(
        zone=chore.zone, now=now
    )


def _onward(chore: Chore) -> tuple[Onward, ...]:
    """What the split makes of the reward, as it is when the turn is approved."""
    split = queries.split_of(chore.person_id)
    if split is None:
        return ()
    parts = rules.parts(chore.reward, save_bp=split.save_bp, share_bp=split.share_bp)
    named = ((split.save_goal, parts.save), (split.share_goal, parts.share))
    return tuple(Onward(goal.pk, amount) for goal, amount in named if goal is not None and amount)


def _locked(actor: Actor, turn: UUID) -> Turn:
    """One that the actor may see, locked: of two who decide at once, one is first."""
    # Locked first and read then: what is joined to a row that was waited for would be of before.
    Turn.objects.select_for_update(no_key=True).filter(public_id=turn).first()
    found = queries.whole_turns().filter(public_id=turn).first()
    if found is None or not queries.may_see(actor, found.chore):
        raise NotFound
    return found


def _check_guards(actor: Actor, found: Turn) -> None:
    if not families.guards(actor.person_id, found.person_id):
        raise Forbidden("a guardian decides this")


def _check(found: Turn, wanted: State) -> None:
    if found.state != wanted:
        raise TurnNotSo(state=found.standing.label)
