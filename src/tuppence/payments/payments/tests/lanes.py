"""A child, shops and a source of money for one example: accounts remember the last instant they
saw, and a property tells many histories of the same days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from tuppence.kernel.errors import Refused
from tuppence.kernel.ids import new_uuid
from tuppence.ledger import accounts
from tuppence.ledger.journals import Journal, Key, Transfer
from tuppence.ledger.posting import post as move
from tuppence.payments.controls.operations import decide
from tuppence.payments.controls.queries import in_force
from tuppence.payments.payments import posting
from tuppence.payments.payments.models import Merchant, Payment
from tuppence.payments.payments.operations import pay, refund
from tuppence.payments.payments.operations.merchants import register_merchant
from tuppence.payments.payments.operations.pay import Ask, To
from tuppence.payments.wallets.models import Wallet
from tuppence.payments.wallets.operations import open_wallet
from tuppence.people.consent.tests.consents import consent_for
from tuppence.people.families.models import Role
from tuppence.people.families.operations import add_member, create_family
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.models import Person
from tuppence.people.identity.operations.people import register_person

_numbers = count(1)

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Lane:
    """A guardian, their child with money in a wallet of some zone, and shops by category code."""

    guardian: Actor
    child: Actor
    wallet: Wallet
    owner: Actor
    shops: dict[str, Merchant]

    def decide(self, document: dict[str, Any], *, now: datetime) -> None:
        seen = in_force(self.child.person_id).version
        decide(
            actor=self.guardian, person=self.child.person, document=document, seen=seen, note="",
            now=now,
        )  # fmt: skip

    def pay(self, mcc: str, amount: int, *, at: datetime) -> Payment:
        """Pays a shop at an instant, as if it were now. Raises the questions."""
        key = Key("test", str(new_uuid()), "")
        ask = Ask(to=To(handle=self.shops[mcc].handle), unit="INR", amount=amount)
        return _settled(pay.prepare(actor=self.child, ask=ask, key=key, now=at), at)

    def is_paid(self, mcc: str, amount: int, *, at: datetime) -> bool:
        try:
            return self.pay(mcc, amount, at=at).refusal_code is None
        except Refused:
            return False

    def give_back(self, payment: UUID, amount: int, *, at: datetime) -> Payment:
        key = Key("test", str(new_uuid()), "")
        back = refund.prepare(
            actor=self.owner, payment=payment, amount=amount, reason="Closed", key=key
        )
        return _settled(back, at)


def _settled(movement: posting.Movement, at: datetime) -> Payment:
    [settled] = posting.post([movement], at=at)
    assert settled is not None
    return settled.payment


def a_lane(*, zone: str, at: datetime, mccs: tuple[str, ...] = ("5814",)) -> Lane:
    """Everyone as of an instant before all that is paid."""
    number = next(_numbers)
    guardian, child, owner = (
        _person(f"{role}{number}", age=age, now=at)
        for role, age in (("guard", 41), ("child", 13), ("owner", 50))
    )
    family = create_family(name="Rao", guardian=guardian, today=at.date())
    add_member(family=family, person=child, role=Role.TEEN, today=at.date())
    consent_for(child, by=guardian, now=at)
    wallet = open_wallet(owner_id=child.pk, name="Wallet", zone=zone, now=at)
    # More than any tier lets one hold: these tests are about what is spent.
    accounts.set_bounds(wallet.account_id, floor=0, ceiling=None)
    source = accounts.open_account(unit="INR", code="source", floor=None, at=at)
    leg = Transfer(debit=source, credit=wallet.account_id, amount=10**9, unit="INR")
    [funded] = move([Journal(key=Key("test", str(new_uuid()), ""), legs=(leg,))], at=at)
    assert funded.posted
    shops = {
        mcc: register_merchant(
            owner_id=owner.pk, handle=f"shop-{number}-{mcc}", vpa=f"shop-{number}-{mcc}@tuppence",
            name="Shop", mcc=mcc, now=at,
        )
        for mcc in mccs
    }  # fmt: skip
    return Lane(_absent(guardian), _absent(child), wallet, _absent(owner), shops)


def _person(name: str, *, age: int, now: datetime) -> Person:
    return register_person(
        phone=f"+9197{next(_numbers):08}",
        name=name,
        handle=name,
        birth_date=date(now.year - age, 1, 1),
        now=now,
    )


def _absent(person: Person) -> Actor:
    return Actor.absent(person_id=person.pk, person=person.public_id)


TRANSITIONS: dict[str, tuple[str, ...]] = {
    # A financial year, a February and a month of 30 days end.
    "Asia/Kolkata": ("2026-03-31T18:30", "2026-02-28T18:30", "2026-06-30T18:30"),
    # Forward on 8 March 2026, back on 1 November; and the end of October, two hours before that.
    "America/New_York": ("2026-03-08T07:00", "2026-11-01T06:00", "2026-11-01T04:00"),
    # Clocks move by half an hour: back on 5 April 2026, forward on 4 October.
    "Australia/Lord_Howe": ("2026-04-04T15:00", "2026-10-03T15:30", "2026-09-30T13:30"),
    # Around Ramadan: back on 15 February 2026, forward on 22 March.
    "Africa/Casablanca": ("2026-02-15T02:00", "2026-03-22T02:00", "2026-03-01T00:00"),
}
"""Instants (UTC) at which a clock moves, or a month ends."""


def around(zone: str, which: int) -> datetime:
    return datetime.fromisoformat(TRANSITIONS[zone][which] + "+00:00")
