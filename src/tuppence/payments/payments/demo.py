"""The demo family: who they are, and four months of their money, told through the real ledger.

Phones are of the series +91 61000, in which libphonenumber's carrier data knows no operator: no
stranger's phone rings, and in demo mode codes arrive at /dev/inbox anyway. The same seed and day
tell the same story.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from operator import itemgetter
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from tuppence.ledger.journals import Key
from tuppence.payments.controls.operations import set_limits
from tuppence.payments.payments import upi
from tuppence.payments.payments.models import Merchant
from tuppence.payments.payments.operations import pay, refund, top_up
from tuppence.payments.payments.operations.merchants import register_merchant
from tuppence.payments.payments.operations.pay import Ask, To
from tuppence.payments.payments.posting import Movement, as_of, post
from tuppence.payments.policy import HOME_UNIT, HOME_ZONE
from tuppence.payments.wallets.models import Wallet
from tuppence.payments.wallets.operations import open_wallet
from tuppence.people.consent import documents, texts
from tuppence.people.consent import queries as consents
from tuppence.people.consent.models import Method, Purpose
from tuppence.people.consent.operations import Agreed, Verification, give
from tuppence.people.families.models import Role
from tuppence.people.families.operations import add_member, create_family
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.models import Person
from tuppence.people.identity.operations.people import register_person
from tuppence.people.kyc.operations.tiers import vouch

DAYS = 120
DAILY_LIMIT, MONTHLY_LIMIT = 500_00, 4_000_00


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the demo. ``phone`` is what they log in with."""

    name: str
    handle: str
    phone: str
    age: int
    role: str


@dataclass(frozen=True, slots=True)
class Shop:
    name: str
    handle: str
    vpa: str
    mcc: str


PEOPLE = (
    Someone("Asha Rao", "asha", "+916100000001", 42, "guardian"),
    Someone("Ravi Rao", "ravi", "+916100000002", 44, "guardian"),
    Someone("Meera Rao", "meera", "+916100000003", 15, "teen"),
    Someone("Kabir Rao", "kabir", "+916100000004", 13, "teen"),
    Someone("Farida Khan", "farida", "+916100000005", 51, "shopkeeper"),
)
SHOPS = (
    Shop("Pages Bookshop", "pages-bookshop", "pages@tuppence", "5942"),
    Shop("Campus Canteen", "campus-canteen", "canteen@tuppence", "5814"),
    Shop("Inky Stationers", "inky-stationers", "inky@tuppence", "5943"),
)
BOOKS, CANTEEN, INK = SHOPS


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: ``who`` topped ``whom`` up, or paid them (a handle or a shop's
    printed code). ``given_back`` is what the shop returned of it within the hour."""

    at: datetime
    what: str
    who: str
    whom: str
    amount: int
    note: str | None = None
    given_back: int = 0


Scene = tuple[datetime, Callable[[], object]]
"""Something that another room has happen at a time."""

Chapter = Callable[[datetime, datetime], Iterable[Scene]]
"""What a room adds to the story, given from when to when it is. The family is there when its scenes
are told, each in its turn, and what they post is posted as of then."""


def seed(*, now: datetime, seed: int, chapters: Sequence[Chapter] = ()) -> bool:
    """Makes the demo family, unless it is there; whether it was made now. All or nothing."""
    if Person.objects.filter(phone=PEOPLE[0].phone).exists():
        return False
    with transaction.atomic():
        start = now - timedelta(days=DAYS)
        world = _World(start=start, today=now.date())
        scenes: list[Scene] = [
            (event.at, partial(world.tell, event))
            for event in story(start=start, end=now, seed=seed)
        ]
        for chapter in chapters:
            scenes += chapter(start, now)
        for when, tell in sorted(scenes, key=itemgetter(0)):
            with as_of(when):
                tell()
    return True


def actor(handle: str) -> Actor:
    """Somebody of the demo, as the chapters have them act."""
    someone = next(one for one in PEOPLE if one.handle == handle)
    person = Person.objects.get(phone=someone.phone)
    return Actor.absent(person_id=person.pk, person=person.public_id)


def days(start: datetime, end: datetime) -> Iterator[date]:
    """The days of the story, where the family lives."""
    day, last = (at.astimezone(ZoneInfo(HOME_ZONE.value)).date() for at in (start, end))
    while (day := day + timedelta(days=1)) <= last:
        yield day


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of a day, where the family lives."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(HOME_ZONE.value))


def story(*, start: datetime, end: datetime, seed: int) -> Iterator[Event]:
    """What happened from ``start`` to ``end``, day by day: pure, and the same for the same seed."""
    chance = Random(seed)  # noqa: S311 (a story, not a secret)
    zone = ZoneInfo(HOME_ZONE.value)
    first = start.astimezone(zone).date() + timedelta(days=1)
    for day in (first + timedelta(days=n) for n in range(DAYS)):
        for event in _day(day, first=first, zone=zone, chance=chance):
            if event.at < end - timedelta(hours=1):
                yield event


def _day(day: date, *, first: date, zone: ZoneInfo, chance: Random) -> Iterator[Event]:
    def at(hour: int) -> datetime:
        return datetime.combine(day, time(hour, chance.randrange(60)), tzinfo=zone)

    def rupees(low: int, high: int) -> int:
        return chance.randrange(low, high + 1) * 100

    sunday, week = day.weekday() == 6, day.isocalendar().week
    # Not in the first days: an allowance comes due before the guardians have any money, and waits.
    if day.day == 1 and day - first > timedelta(days=7):
        yield Event(at(9), "top_up", "asha", "asha", 6_000_00)
        yield Event(at(9), "top_up", "ravi", "ravi", 4_000_00)
    if sunday:
        giver = "asha" if week % 2 else "ravi"
        yield Event(at(10), "top_up", giver, "meera", 700_00)
        yield Event(at(10), "top_up", giver, "kabir", 450_00)
    elif chance.random() < 0.8:
        yield Event(at(13), "pay", "meera", CANTEEN.vpa, rupees(40, 110), "Lunch")
        yield Event(at(13), "pay", "kabir", CANTEEN.vpa, rupees(30, 80), "Lunch")
    if chance.random() < 0.12:
        amount = rupees(150, 480)
        back = amount if chance.random() < 0.3 else 0
        yield Event(at(17), "pay", "meera", BOOKS.vpa, amount, "Novel", given_back=back)
    if chance.random() < 0.12:
        amount = rupees(20, 150)
        back = amount // 2 if chance.random() < 0.2 else 0
        yield Event(at(16), "pay", "kabir", INK.vpa, amount, "Pens and paper", given_back=back)
    if chance.random() < 0.10:
        yield Event(at(18), "pay", "meera", "kabir", rupees(20, 80), "Auto fare")
    if chance.random() < 0.05:
        yield Event(at(19), "pay", "asha", "meera", rupees(100, 300), "Well done!")
    if day.day == 15:
        # Over the day's limit: a refusal that the family can look at.
        yield Event(at(18), "pay", "meera", BOOKS.vpa, DAILY_LIMIT + 50_00, "Box set")


class _World:
    """The people and shops, and how an event of their story is posted."""

    def __init__(self, *, start: datetime, today: date) -> None:
        self._start = start
        self._count = 0
        self._actors: dict[str, Actor] = {}
        self._wallets: dict[str, Wallet] = {}
        people = {someone.handle: self._person(someone, today) for someone in PEOPLE}
        family = create_family(name="Rao", guardian=people["asha"], today=today)
        add_member(family=family, person=people["ravi"], role=Role.GUARDIAN, today=today)
        for teen in ("meera", "kabir"):
            add_member(family=family, person=people[teen], role=Role.TEEN, today=today)
            self._consent(teen)
            set_limits(
                actor=self._actors["asha"],
                wallet=self._wallets[teen].public_id,
                daily=DAILY_LIMIT,
                monthly=MONTHLY_LIMIT,
                now=start,
            )
        self._shops: dict[str, Merchant] = {
            shop.vpa: register_merchant(
                owner_id=people["farida"].pk,
                handle=shop.handle,
                vpa=shop.vpa,
                name=shop.name,
                mcc=shop.mcc,
                now=start,
            )
            for shop in SHOPS
        }

    def _consent(self, teen: str) -> None:
        """Asha's, for a child; she shows to be an adult for the first, and is known then."""
        asha, text = self._actors["asha"], texts.current(Purpose.ACCOUNT)
        proof = Verification(Method.KNOWN_ADULT)
        if consents.verification_of(asha.person_id) is None:
            token = documents.issue(person=asha.person, now=self._start)
            proof = Verification(Method.DOCUMENT_TOKEN, token)
        give(
            actor=asha,
            person=self._actors[teen].person,
            agreed=Agreed(text.version, text.sha256),
            verification=proof,
            key=self._key(),
            now=self._start,
        )

    def tell(self, event: Event) -> None:
        """Posts an event as of its own time, and what was given back of it soon after."""
        if event.what == "top_up":
            self._post(self._top_up(event), at=event.at)
            return
        movement = self._pay(event)
        paid = self._post(movement, at=event.at)
        if event.given_back and paid:
            back = refund.prepare(
                actor=self._actors["farida"],
                payment=movement.payment.public_id,
                amount=event.given_back,
                reason="Brought back",
                key=self._key(),
            )
            self._post(back, at=event.at + timedelta(minutes=40))

    def _post(self, movement: Movement, *, at: datetime) -> bool:
        [settled] = post([movement], at=at)
        return settled is not None and settled.payment.refusal_code is None

    def _top_up(self, event: Event) -> Movement:
        return top_up.prepare(
            actor=self._actors[event.who],
            wallet=self._wallets[event.whom].public_id,
            amount=event.amount,
            unit=HOME_UNIT.value,
            key=self._key(),
            now=self._start,
        )

    def _pay(self, event: Event) -> Movement:
        shop = self._shops.get(event.whom)
        to = To(handle=event.whom) if shop is None else To(upi=self._code(shop))
        ask = Ask(to=to, unit=HOME_UNIT.value, amount=event.amount, note=event.note)
        return pay.prepare(actor=self._actors[event.who], ask=ask, key=self._key(), now=event.at)

    def _code(self, shop: Merchant) -> str:
        link = upi.UpiLink(
            vpa=shop.vpa, name=shop.name, mcc=shop.mcc, reference=f"D{self._count:05}"
        )
        return upi.build(link)

    def _key(self) -> Key:
        self._count += 1
        return Key(scope="demo", value=str(self._count), request="")

    def _person(self, someone: Someone, today: date) -> Person:
        # A birthday some weeks ago, so that the age stays what it says for most of a year.
        birth = today.replace(year=today.year - someone.age, day=1) - timedelta(days=40)
        person = register_person(
            phone=someone.phone,
            name=someone.name,
            handle=someone.handle,
            birth_date=birth,
            now=self._start,
        )
        vouch(person_id=person.pk, now=self._start)
        self._wallets[someone.handle] = open_wallet(
            owner_id=person.pk, name="Wallet", now=self._start
        )
        self._actors[someone.handle] = Actor.absent(person_id=person.pk, person=person.public_id)
        return person
