"""What the demo family asks each other for when it is first met: something that waits, something
that was paid, and a bill of which one share is still open."""

from datetime import datetime, timedelta

from django.db import transaction

from tuppence.ledger.journals import Key
from tuppence.payments.asks.models import Ask
from tuppence.payments.asks.operations import decide
from tuppence.payments.asks.operations.make import Whom, make
from tuppence.payments.asks.operations.split import EVEN, Member, Split, split
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor


def seed(*, now: datetime) -> None:
    """Tells it, once: asked again, it finds what is there. The demo family must be there."""
    asha, ravi, meera, kabir = (_actor(name) for name in ("asha", "ravi", "meera", "kabir"))
    if Ask.objects.filter(asker_id=kabir.person_id).exists():
        return
    with transaction.atomic():
        _asked(meera, "ravi", 180_00, "Drawing class", paid_by=ravi, now=now - timedelta(days=2))
        lunch = split(
            actor=meera,
            asked=Split(
                100_00, "Pizza", EVEN, [Member(Whom(handle=name)) for name in ("asha", "kabir")]
            ),
            key=_key("pizza"),
            now=now - timedelta(days=1),
        ).bill
        share = lunch.shares.get(asked_id=asha.person_id)
        decide.pay(actor=asha, ask=share.public_id, key=_key("share"), now=now)
        _asked(kabir, "asha", 120_00, "School trip", paid_by=None, now=now - timedelta(hours=2))


def _asked(
    asker: Actor, of: str, amount: int, note: str, *, paid_by: Actor | None, now: datetime
) -> None:
    ask = make(
        actor=asker, whom=Whom(handle=of), amount=amount, note=note, key=_key(note), now=now
    ).ask
    if paid_by is not None:
        decide.pay(actor=paid_by, ask=ask.public_id, key=_key(f"paid {note}"), now=now)


def _key(value: str) -> Key:
    return Key(scope="demo asks", value=value, request="")


def _actor(handle: str) -> Actor:
    person = identity.person_by_handle(handle)
    if person is None:
        raise LookupError(f"the demo family has no {handle}")
    return Actor.absent(person_id=person.id, person=person.public_id)
