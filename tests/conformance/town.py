"""The people of the conformance tests, and what they own: a family, and those who are not in it."""

from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.http import HttpResponse

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import from_public, to_public
from tuppence.payments.controls.operations import decide
from tuppence.payments.goals.operations.locks import lock
from tuppence.payments.payments.tests.market import a_shop
from tuppence.payments.wallets.operations import freeze, open_wallet
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    a_household,
    a_person,
    give,
    wallet_id,
    wallet_of,
)
from tuppence.people.consent import documents, texts
from tuppence.people.consent.models import Purpose
from tuppence.people.families.models import Membership, Role
from tuppence.people.families.operations import add_member
from tuppence.people.identity.operations.people import person_with_phone
from tuppence.people.identity.operations.pins import set_pin
from tuppence.seal.tests.sealing import seal_all

PIN = "493817"

ASK_ABOVE = 400_00
"""More than this Meera does not pay without a guardian."""


@dataclass(frozen=True, slots=True)
class Town:
    """Asha and Ravi guard Meera (15), Kabir (13), and Tara (14), for whom nobody has consented.
    Outside stand Zoya, whose shop Meera pays;
    Arjun, a teen of no family; and Nobody-yet, who signed in and never completed a profile.

    ``ids`` are the public ids that an address or body may name, by what they are.
    """

    asha: Phone
    ravi: Phone
    meera: Phone
    kabir: Phone
    tara: Phone
    zoya: Phone
    arjun: Phone
    newcomer: Phone
    ids: dict[str, str]

    def phone(self, name: str) -> Phone:
        found = getattr(self, name)
        assert isinstance(found, Phone)
        return found

    def signed_in_anew(self) -> "Town":
        """The same people on other devices."""
        names = ("asha", "ravi", "meera", "kabir", "tara", "zoya", "arjun", "newcomer")
        return replace(self, **{name: Phone(self.phone(name).person) for name in names})

    def private(self) -> list[str]:
        """What no stranger may ever be told, whatever they ask and however it is refused."""
        people = (self.asha, self.ravi, self.meera, self.kabir, self.tara)
        return [
            *(wallet_id(phone) for phone in people),
            *(phone.person.phone for phone in people),
            *(to_public("per", phone.person.public_id) for phone in people),
            *(to_public("dev", phone.tokens.device.public_id) for phone in people),
            self.ids["top_up"],
            self.ids["goal"],
        ]

    def known_to(self, name: str) -> list[str]:
        """What of that a person has learnt: Zoya's shop was paid from Meera's wallet."""
        return [self.ids["wallet"]] if name == "zoya" else []


def a_town() -> Town:
    """Everyone, with money in Meera's wallet, a payment of hers to the shop, Asha's top-up of that
    wallet, and Kabir's wallet frozen."""
    home: Household = a_household()
    ravi = _second_guardian(home)
    tara = _without_consent(home)
    text = texts.current(Purpose.ACCOUNT)
    with transaction.atomic():
        newcomer = Phone(person_with_phone(phone="+919876543299"))
    shop = a_shop(home.zoya)
    set_pin(home.asha.actor(), pin=PIN, current_pin=None, challenge=None, code=None, now=utc_now())
    give(home.meera, 500_00)
    paid = _posted(
        home.meera.sign("/v1/payments", {"to": {"handle": shop.handle}, "amount": 45_00})
    )
    loaded = _posted(
        home.asha.sign(f"/v1/wallets/{wallet_id(home.meera)}/topups", {"amount": 100_00})
    )
    _asks_first(home)
    asked = _posted(
        home.meera.sign("/v1/approvals", {"to": {"handle": "asha"}, "amount": ASK_ABOVE + 1})
    )
    goal, locked_goal = _saves(home.meera), _saves(home.meera)
    lock(actor=home.asha.actor(), goal=from_public("gol", locked_goal), until=None, now=utc_now())
    seal_all()
    freeze(actor=home.asha.actor(), wallet=wallet_of(home.kabir).public_id, now=utc_now())
    tablet = Phone(home.asha.person)
    ids = {
        "wallet": wallet_id(home.meera),
        "frozen_wallet": wallet_id(home.kabir),
        "shop_wallet": to_public("wal", shop.wallet.public_id),
        "payment": paid["id"],
        "approval": asked["id"],
        "goal": goal,
        "locked_goal": locked_goal,
        "meera": to_public("per", home.meera.person.public_id),
        "tara": to_public("per", tara.person.public_id),
        "text": Purpose.ACCOUNT.value,
        "text_version": str(text.version),
        "text_hash": text.sha256,
        "document_token": documents.issue(person=ravi.person.public_id, now=utc_now()),
        "top_up": loaded["id"],
        "purpose": "product_analytics",
        "month": f"{utc_now():%Y-%m}",
        "device": to_public("dev", tablet.tokens.device.public_id),
    }
    return Town(
        home.asha, ravi, home.meera, home.kabir, tara, home.zoya, home.arjun, newcomer, ids
    )  # fmt: skip


def _saves(phone: Phone) -> str:
    """A goal with ten rupees in it."""
    body = {"name": "Camera", "picture": "camera", "target": 700_00}
    goal: str = _posted(phone.send("POST", "/v1/goals", body))["id"]
    _posted(phone.sign(f"/v1/goals/{goal}/savings", {"amount": 10_00}))
    return goal


def _asks_first(home: Household) -> None:
    decide(
        actor=home.asha.actor(),
        person=home.meera.person.public_id,
        document={"ask_first": {"above": ASK_ABOVE, "new_payees": False}},
        seen=0,
        note="",
        now=utc_now(),
    )


def _second_guardian(home: Household) -> Phone:
    family = Membership.objects.get(person=home.asha.person).family
    ravi = a_person("Ravi", age=44)
    add_member(family=family, person=ravi, role=Role.GUARDIAN, today=utc_now().date())
    open_wallet(owner_id=ravi.pk, name="Wallet", now=utc_now())
    return Phone(ravi)


def _without_consent(home: Household) -> Phone:
    family = Membership.objects.get(person=home.asha.person).family
    tara = a_person("Tara", age=14)
    add_member(family=family, person=tara, role=Role.TEEN, today=utc_now().date())
    open_wallet(owner_id=tara.pk, name="Wallet", now=utc_now())
    return Phone(tara)


def _posted(answer: HttpResponse) -> dict[str, Any]:
    assert answer.status_code == 201, answer.content
    body: dict[str, Any] = answer.json()
    return body
