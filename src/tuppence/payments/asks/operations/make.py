"""Ask somebody for money."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from django.db import transaction

from tuppence.edge import rates
from tuppence.kernel.errors import Refused
from tuppence.kernel.ids import to_public
from tuppence.ledger.journals import Key
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.outbox import operations as outbox
from tuppence.payments.asks import events, queries, rules
from tuppence.payments.asks.models import Ask, Bill, State
from tuppence.payments.asks.rules import DAY, LIFE, Earlier
from tuppence.payments.payments import limits
from tuppence.payments.policy import HOME_UNIT
from tuppence.payments.wallets import queries as wallets
from tuppence.payments.wallets.operations import one_at_a_time
from tuppence.people.families import queries as families
from tuppence.people.identity import names
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.queries import PersonRef

_ASKING: Final = rates.Limit("asks", cap=60, seconds=24 * 3600)


class AskedUnknown(Refused):
    """Also the answer for somebody who is here and must not be asked: what age they are is not
    told."""

    code: ClassVar[str] = "asked_unknown"
    status: ClassVar[int] = 404
    title: ClassVar[str] = "Nobody by that phone or handle can be asked by you"


class AskedIsAsker(Refused):
    code: ClassVar[str] = "asked_is_asker"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "You cannot ask yourself for money"


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom to ask: exactly one of a phone (E.164) and a handle."""

    phone: str | None = None
    handle: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """An ask; ``replayed``: as this very request had made it before."""

    ask: Ask
    replayed: bool


def make(
    *, actor: Actor, whom: Whom, amount: int, note: str | None, key: Key, now: datetime
) -> Answered:
    """Asks for ``amount`` minor units of the home unit. The same key gives the same ask.

    Raises `WalletMissing`, `AskedUnknown`, `AskedIsAsker`, `AsksFull`, `RateLimited`,
    `IdempotencyConflict`.
    """
    first = Ask.objects.filter(asker_id=actor.person_id, key=key.digest).first()
    if first is not None:
        return _same(actor, first, key)
    count(actor)
    asker = asking(actor)
    people = find(actor, asker, [whom])
    with transaction.atomic():
        alone(actor)
        first = Ask.objects.filter(asker_id=actor.person_id, key=key.digest).first()
        if first is not None:
            return _same(actor, first, key)
        [made] = write(asker, [(people[0], amount)], note=note, key=key, now=now)
    return Answered(queries.ask(actor, made.public_id), replayed=False)


def _same(actor: Actor, first: Ask, key: Key) -> Answered:
    if first.request.hex != key.request_digest or first.bill_id is not None:
        raise IdempotencyConflict
    return Answered(queries.ask(actor, first.public_id), replayed=True)


def count(actor: Actor) -> None:
    """Raises `RateLimited` for who has asked, or split, too often today."""
    rates.hit(_ASKING, subject=str(actor.person_id))


def alone(actor: Actor) -> None:
    """Until the transaction ends, nobody else writes asks of this asker."""
    one_at_a_time(f"asks:{actor.person_id}")


def asking(actor: Actor) -> PersonRef:
    """Who asks, who must be able to receive. Raises `WalletMissing`."""
    wallets.own(actor, unit=HOME_UNIT.value)
    return identity.people([actor.person_id])[actor.person_id]


def find(actor: Actor, asker: PersonRef, whom: Sequence[Whom]) -> list[PersonRef]:
    """Those who are named, in order, all of whom may be asked.

    Whoever looks for many in vain is stopped, as with payments. Raises `AskedUnknown`,
    `AskedIsAsker`, `RateLimited`.
    """
    limits.admit_lookup(person_id=actor.person_id)
    called = identity.called(
        phones=[one.phone for one in whom if one.phone is not None],
        handles=[one.handle for one in whom if one.handle is not None],
    )
    found = [called.get(one.phone or (one.handle or "").lower()) for one in whom]
    # Who rests for want of a guardian's consent is not there, as for payments.
    found = [None if person is None or person.rests else person for person in found]
    people = [person for person in found if person is not None]
    if any(person.id == actor.person_id for person in people):
        raise AskedIsAsker
    standings = queries.standings(asker, people)
    if None in found or not all(rules.may_ask(standing) for standing in standings.values()):
        limits.count_miss(person_id=actor.person_id)
        raise AskedUnknown
    return people


def write(
    asker: PersonRef,
    shares: Sequence[tuple[PersonRef, int]],
    *,
    note: str | None,
    key: Key,
    now: datetime,
    bill: Bill | None = None,
) -> list[Ask]:
    """Writes asks of these people, each for their amount, and states it. Requires a transaction in
    which nobody else writes the asker's (`alone`). Raises `AsksFull`."""
    towards_family = all_family(asker, [person for person, _ in shares])
    earlier = _earlier(asker, now=now)
    rules.check_room(earlier, [person.id for person, _ in shares], now=now)
    made = Ask.objects.bulk_create(
        Ask(
            asker_id=asker.id,
            asked_id=person.id,
            bill=bill,
            key=key.digest,
            request=key.request_digest,
            amount=amount,
            unit=HOME_UNIT.value,
            asker_label=names.acting(
                asker.name, is_minor=asker.is_minor, towards_family=towards_family
            ),
            asked_label=names.looked_up(person.name, by_family=towards_family),
            note=note,
            created_at=now,
            expires_at=now + LIFE,
        )
        for person, amount in shares
    )
    whole = queries.whole().in_bulk([one.pk for one in made])
    by, at = to_public("per", asker.public_id), now.isoformat()
    outbox.append([events.fact(events.AskMade, whole[one.pk], by=by, at=at) for one in made])
    return made


def all_family(asker: PersonRef, people: Sequence[PersonRef]) -> bool:
    """Whether all of them are of the asker's family, as then all may read each other's whole names:
    members of a bill see each other."""
    ids = {person.id for person in people}
    return families.relatives(asker.id, sorted(ids)) == ids


def _earlier(asker: PersonRef, *, now: datetime) -> list[Earlier]:
    open_or_new = Ask.objects.filter(asker_id=asker.id, created_at__gt=now - max(DAY, LIFE))
    rows = open_or_new.values_list("asked_id", "created_at", "state", "expires_at")
    return [
        Earlier(asked, at, state == State.OPEN and now < expires_at)
        for asked, at, state, expires_at in rows
    ]
