"""Split a bill: what one person has paid for several, each of whom is asked for a share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from django.db import transaction

from tuppence.kernel.errors import Refused
from tuppence.kernel.ids import to_public
from tuppence.ledger.journals import Key
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.outbox import operations as outbox
from tuppence.payments.asks import events, queries, splitting
from tuppence.payments.asks.models import Ask, Bill
from tuppence.payments.asks.operations import make
from tuppence.payments.asks.operations.make import Whom
from tuppence.payments.asks.splitting import ShareEmpty
from tuppence.payments.policy import HOME_UNIT
from tuppence.people.identity import names
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.queries import PersonRef

EVEN, PERCENT, AMOUNT = "even", "percent", "amount"
HOW: Final = (EVEN, PERCENT, AMOUNT)
MOST_MEMBERS: Final = 20


class SharesUnclear(Refused):
    code: ClassVar[str] = "shares_unclear"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "Each member has a share, or in an even split none has"


class MemberTwice(Refused):
    code: ClassVar[str] = "member_twice"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "Somebody is named twice"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is asked for a share: hundredths of a per cent, or minor units; nothing where
    the bill is split evenly."""

    whom: Whom
    share: int | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """A bill of ``amount`` minor units of the home unit, split in one of the ways of `HOW`. The
    maker bears a share too, unless ``with_me`` is False: an even one, or what the others' leave."""

    amount: int
    note: str
    how: str
    members: Sequence[Member]
    with_me: bool = True

    def shares(self) -> list[int]:
        """The members' shares in minor units; with the maker's they are the whole bill. Raises
        `SharesUnclear`, `SharesWrong`, and `ShareEmpty` where a member's is nothing."""
        if {member.share is None for member in self.members} != {self.how == EVEN}:
            raise SharesUnclear
        mine = 1 if self.with_me else 0
        given = [member.share or 0 for member in self.members]
        if self.how == EVEN:
            shares = splitting.evenly(self.amount, len(given) + mine)
        else:
            whole = splitting.WHOLE if self.how == PERCENT else self.amount
            left = [max(whole - sum(given), 0)] if self.with_me else []
            split = splitting.by_percent if self.how == PERCENT else splitting.by_amount
            shares = split(self.amount, [*left, *given])
        if not all(shares[mine:]):
            raise ShareEmpty
        return shares[mine:]


@dataclass(frozen=True, slots=True)
class Answered:
    """A bill; ``replayed``: as this very request had made it before."""

    bill: Bill
    replayed: bool


def split(*, actor: Actor, asked: Split, key: Key, now: datetime) -> Answered:
    """Splits a bill: each member is asked for their share, all or none of them. The same key gives
    the same bill.

    Raises `SharesUnclear`, `SharesWrong`, `ShareEmpty`, `MemberTwice`, and what `make.make` raises.
    """
    shares = asked.shares()
    first = Bill.objects.filter(maker_id=actor.person_id, key=key.digest).first()
    if first is not None:
        return _same(actor, first, key)
    make.count(actor)
    maker = make.asking(actor)
    people = make.find(actor, maker, [member.whom for member in asked.members])
    if len({person.id for person in people}) < len(people):
        raise MemberTwice
    with transaction.atomic():
        make.alone(actor)
        first = Bill.objects.filter(maker_id=actor.person_id, key=key.digest).first()
        if first is not None:
            return _same(actor, first, key)
        if Ask.objects.filter(asker_id=actor.person_id, key=key.digest).exists():
            raise IdempotencyConflict
        made = _write(maker, asked, list(zip(people, shares, strict=True)), key=key, now=now)
    return Answered(queries.bill(actor, made.public_id), replayed=False)


def _same(actor: Actor, first: Bill, key: Key) -> Answered:
    if first.request.hex != key.request_digest:
        raise IdempotencyConflict
    return Answered(queries.bill(actor, first.public_id), replayed=True)


def _write(
    maker: PersonRef, asked: Split, shares: list[tuple[PersonRef, int]], *, key: Key, now: datetime
) -> Bill:
    made = Bill.objects.create(
        maker_id=maker.id,
        key=key.digest,
        request=key.request_digest,
        amount=asked.amount,
        unit=HOME_UNIT.value,
        maker_label=names.acting(
            maker.name,
            is_minor=maker.is_minor,
            towards_family=make.all_family(maker, [person for person, _ in shares]),
        ),
        note=asked.note,
        created_at=now,
    )
    by = to_public("per", maker.public_id)
    members = [to_public("per", person.public_id) for person, _ in shares]
    told = events.of_bill(events.BillSplit, made, members=members, by=by, at=now.isoformat())
    outbox.append([told])
    make.write(maker, shares, note=asked.note, key=key, now=now, bill=made)
    return made
