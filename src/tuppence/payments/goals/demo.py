"""Meera's goal in the demo: a bicycle that she has begun to save for, and what fills it."""

from datetime import datetime
from typing import Final

from django.db import transaction

from tuppence.kernel.ids import to_public
from tuppence.ledger import queries as ledger
from tuppence.ledger.journals import Key
from tuppence.payments.goals.models import Goal, Picture, PlanKind
from tuppence.payments.goals.operations import moving, plans, pots
from tuppence.payments.payments.demo import PEOPLE
from tuppence.payments.policy import HOME_UNIT
from tuppence.payments.wallets import queries as wallets
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.models import Person

TARGET: Final = 4_500_00
SAVED: Final = (20_00, 35_00, 15_00)


def seed(*, now: datetime) -> bool:
    """Gives the demo's Meera a goal, unless she ever had one; whether it was made now. All or
    nothing."""
    meera, asha = (_actor(handle) for handle in ("meera", "asha"))
    if Goal.objects.filter(wallet__owner_id=meera.person_id).exists():
        return False
    with transaction.atomic():
        made = pots.make(
            actor=meera,
            name="Bicycle",
            picture=Picture.BICYCLE,
            target=TARGET,
            wanted_by=None,
            now=now,
        )
        named = to_public("gol", made.public_id)
        for number, amount in enumerate(SAVED):
            if amount <= _available(meera):
                key = Key("demo-goal", f"{named} {number}", "")
                moving.save(actor=meera, goal=made.public_id, amount=amount, key=key, now=now)
        for actor, kind, terms in (
            (meera, PlanKind.ROUND_UP, {"step": 10_00}),
            (asha, PlanKind.MATCH, {"percent": 25, "amount": 300_00}),
        ):
            key = Key("demo-goal", f"{named} {kind.label}", "")
            plans.begin(actor=actor, goal=made.public_id, kind=kind, terms=terms, key=key, now=now)
    return True


def _actor(handle: str) -> Actor:
    someone = next(one for one in PEOPLE if one.handle == handle)
    person = Person.objects.get(phone=someone.phone)
    return Actor.absent(person_id=person.pk, person=person.public_id)


def _available(actor: Actor) -> int:
    home = wallets.own(actor, unit=HOME_UNIT.value).wallet
    return ledger.balance(home.account_id).available or 0
