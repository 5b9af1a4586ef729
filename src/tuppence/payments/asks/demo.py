"""What the demo family asks each other for: something that waits, something that was paid, a bill
that everybody has paid their share of, and one of which a share is still open."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from tuppence.ledger.journals import Key
from tuppence.payments.asks.models import Ask, Bill
from tuppence.payments.asks.operations import decide
from tuppence.payments.asks.operations.make import Whom, make
from tuppence.payments.asks.operations.split import EVEN, Member, Split, split
from tuppence.payments.payments.demo import Scene, actor


def chapter(start: datetime, end: datetime) -> Iterator[Scene]:
    """The story of asks and bills, from ``start`` to ``end``."""

    def before(**ago: int) -> datetime:
        return end - timedelta(**ago)

    yield before(days=20), partial(_asks, "meera", "ravi", 180_00, "Drawing class", before(days=20))
    yield before(days=19), partial(_pays, "ravi", "Drawing class", before(days=19))
    pizza, cinema = before(days=9, hours=2), before(days=1)
    yield pizza, partial(_splits, "meera", 100_00, "Pizza", ("asha", "kabir"), pizza)
    for who, when in (("asha", before(days=9)), ("kabir", before(days=8))):
        yield when, partial(_shares, who, "Pizza", when)
    yield cinema, partial(_splits, "meera", 120_00, "Cinema", ("asha", "kabir"), cinema)
    yield before(hours=5), partial(_shares, "asha", "Cinema", before(hours=5))
    yield before(hours=2), partial(_asks, "kabir", "asha", 120_00, "School trip", before(hours=2))


def _asks(asker: str, of: str, amount: int, note: str, now: datetime) -> None:
    make(
        actor=actor(asker), whom=Whom(handle=of), amount=amount, note=note, key=_key(note), now=now
    )


def _pays(who: str, note: str, now: datetime) -> None:
    _pay(who, Ask.objects.get(note=note, bill=None), now)


def _splits(maker: str, amount: int, note: str, among: Sequence[str], now: datetime) -> None:
    members = [Member(Whom(handle=name)) for name in among]
    split(actor=actor(maker), asked=Split(amount, note, EVEN, members), key=_key(note), now=now)


def _shares(who: str, note: str, now: datetime) -> None:
    payer = actor(who)
    _pay(who, Bill.objects.get(note=note).shares.get(asked_id=payer.person_id), now)


def _pay(who: str, ask: Ask, now: datetime) -> None:
    decide.pay(actor=actor(who), ask=ask.public_id, key=_key(f"{who} pays {ask.note}"), now=now)


def _key(value: str) -> Key:
    return Key(scope="demo asks", value=value, request="")
