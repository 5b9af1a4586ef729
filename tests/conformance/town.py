"""The people of the conformance tests, and what they own: a family, and those who are not in it."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpResponse

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import from_public, to_public
from tuppence.payments.asks.models import Ask
from tuppence.payments.asks.rules import REMIND_AFTER
from tuppence.payments.controls.operations import decide
from tuppence.payments.goals.operations.locks import lock
from tuppence.payments.ious.tests.owing import an_iou
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
from tuppence.people.families.invitations import invite
from tuppence.people.families.models import Membership, Role
from tuppence.people.families.operations import add_member
from tuppence.people.families.proposals import Wanted, propose
from tuppence.people.families.quorum import Action, Need
from tuppence.people.identity.models import PasskeyChallenge
from tuppence.people.identity.operations.people import person_with_phone
from tuppence.people.identity.operations.pins import set_pin
from tuppence.people.identity.tests.authenticator import Authenticator
from tuppence.people.kyc.operations.tiers import take_back
from tuppence.people.privacy.erasing import ask as erase
from tuppence.seal.tests.sealing import seal_all

PIN = "493817"

ASK_ABOVE = 400_00
"""More than this Meera does not pay without a guardian."""

MOST_AT_ONCE = 900_00
"""More than this she does not pay at all."""


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
            *(
                self.ids[name]
                for name in (
                    "top_up",
                    "goal",
                    "plan",
                    "gift_link",
                    "allowance",
                    "paused_allowance",
                    "iou",
                    "passkey",
                )
            ),
        ]

    def known_to(self, name: str) -> list[str]:
        """What of that a person has learnt: Zoya's shop was paid from Meera's wallet."""
        return [self.ids["wallet"]] if name == "zoya" else []


def a_town() -> Town:
    """Everyone, with money in Meera's wallet, a payment of hers to the shop, Asha's top-up of that
    wallet, Kabir's wallet frozen, and he on the small tier."""
    home: Household = a_household()
    ravi = _second_guardian(home)
    # While her wallet is empty: money would stand against it.
    erase(actor=home.asha.actor(), person=home.asha.person.public_id, now=utc_now())
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
    allowance, paused, owed = _allowances(home)
    chore, open_turn, done_turn = _chores(home)
    _asks_first(home)
    asked = _posted(
        home.meera.sign("/v1/approvals", {"to": {"handle": "asha"}, "amount": ASK_ABOVE + 1})
    )
    goal, locked_goal = _saves(home.meera), _saves(home.meera)
    plan = _posted(home.meera.sign(f"/v1/goals/{locked_goal}/plans", {"round_up": {"to": 10_00}}))
    lock(actor=home.asha.actor(), goal=from_public("gol", locked_goal), until=None, now=utc_now())
    refused, appeal = _refused_and_appealed(home)
    asks = _asks(home)
    gift_link = _posted(
        home.meera.send("POST", "/v1/gift-links", {"goal": goal, "most_amount": 500_00})
    )
    seal_all()
    freeze(actor=home.asha.actor(), wallet=wallet_of(home.kabir).public_id, now=utc_now())
    take_back(person_id=home.kabir.person.pk, now=utc_now())
    tablet = Phone(home.asha.person)
    home.asha.step_up()
    passkeys = _passkeys(home.asha)
    for child in (home.meera, home.kabir):
        set_pin(child.actor(), pin=PIN, current_pin=None, challenge=None, code=None, now=utc_now())
    forgot = home.meera.send("PUT", "/v1/me/pin-reset")
    invited = invite(actor=home.asha.actor(), role=Role.YOUNG_ADULT, phone=None, now=utc_now())
    ravi.step_up()
    wanted = Wanted(Action.SET_QUORUM, of=Action.LIFT_FREEZE, need=Need.TWO)
    proposed = propose(actor=ravi.actor(stepped_up=True), wanted=wanted, now=utc_now())
    family = Membership.objects.get(person=home.asha.person).family
    ids = {
        "family": to_public("fam", family.public_id),
        "proposal": to_public("prp", proposed.public_id),
        "invitation": to_public("inv", invited.invitation.public_id),
        "invitation_code": invited.code,
        "wallet": wallet_id(home.meera),
        "frozen_wallet": wallet_id(home.kabir),
        "shop_wallet": to_public("wal", shop.wallet.public_id),
        "payment": paid["id"],
        "approval": asked["id"],
        "goal": goal,
        "locked_goal": locked_goal,
        "refused": refused,
        "appeal": appeal,
        "plan": plan["id"],
        "gift_link": gift_link["link"]["id"],
        "meera": to_public("per", home.meera.person.public_id),
        "tara": to_public("per", tara.person.public_id),
        "text": Purpose.ACCOUNT.value,
        "text_version": str(text.version),
        "text_hash": text.sha256,
        "document_token": documents.issue(person=ravi.person.public_id, now=utc_now()),
        "asha": to_public("per", home.asha.person.public_id),
        "kabir": to_public("per", home.kabir.person.public_id),
        "top_up": loaded["id"],
        "purpose": "product_analytics",
        "allowance": allowance,
        "paused_allowance": paused,
        "iou": owed,
        "chore": chore,
        "open_turn": open_turn,
        "done_turn": done_turn,
        "month": f"{utc_now():%Y-%m}",
        "device": to_public("dev", tablet.tokens.device.public_id),
        **asks,
        **passkeys,
        "pin_reset": forgot.json()["id"],
    }
    return Town(
        home.asha, ravi, home.meera, home.kabir, tara, home.zoya, home.arjun, newcomer, ids
    )  # fmt: skip


def _passkeys(phone: Phone) -> dict[str, str]:
    """One that there is, and what a browser has made of the askings that are open: the body that
    uses it, and the one that adds another."""
    key, other = Authenticator(), Authenticator()
    adding, using = "/v1/me/passkeys/options", "/v1/me/step-up/passkey/options"
    known = _posted(phone.sign("/v1/me/passkeys", key.make(_options(phone, adding))))
    bodies = {
        "new_passkey": json.dumps(other.make(_options(phone, adding))),
        "used_passkey": json.dumps(key.use(_options(phone, using))),
    }
    PasskeyChallenge.objects.update(expires_at=utc_now() + timedelta(hours=1))
    return {"passkey": known["id"], **bodies}


def _options(phone: Phone, path: str) -> dict[str, Any]:
    answer = phone.send("POST", path)
    assert answer.status_code == 200, answer.content
    options: dict[str, Any] = answer.json()["public_key"]
    return options


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
        document={
            "limits": {"payment": MOST_AT_ONCE},
            "ask_first": {"above": ASK_ABOVE, "new_payees": False},
        },
        seen=0,
        note="",
        now=utc_now(),
    )


def _refused_and_appealed(home: Household) -> tuple[str, str]:
    """A payment of Meera's that is more than she may make at once, and an appeal of hers against
    something else."""
    ask = {"to": {"handle": "asha"}, "amount": MOST_AT_ONCE + 1}
    refused = home.meera.sign("/v1/payments", ask)
    assert (refused.status_code, refused.json()["code"]) == (422, "payment_too_large")
    body = {"about": {"rule": "limit_reached"}, "message": "The trip costs more"}
    return refused.json()["payment"], _posted(home.meera.send("POST", "/v1/appeals", body))["id"]


def _asks(home: Household) -> dict[str, str]:
    """Kabir asks Meera for money thrice: once for more than she may pay alone, once for what she
    has said she would pay; and Meera has split a bill."""

    def ask(amount: int) -> str:
        body = {"to": {"handle": "meera"}, "amount": amount}
        return str(_posted(home.kabir.sign("/v1/asks", body))["id"])

    ids = {
        "ask": ask(50_00), "large_ask": ask(ASK_ABOVE + 1), "waiting_ask": ask(ASK_ABOVE + 1),
    }  # fmt: skip
    waits = home.meera.sign(f"/v1/asks/{ids['waiting_ask']}/ask-guardian", {})
    assert waits.status_code == 200, waits.content
    bill = {
        "amount": 90_00, "note": "Lunch", "how": "even",
        "members": [{"to": {"handle": "asha"}}, {"to": {"handle": "kabir"}}],
    }  # fmt: skip
    ids["bill"] = _posted(home.meera.sign("/v1/bills", bill))["id"]
    Ask.objects.update(created_at=utc_now() - REMIND_AFTER)
    return ids


def _allowances(home: Household) -> tuple[str, str, str]:
    """Two of Asha's for Meera, of which one is paused; and what she owes her."""
    person = to_public("per", home.meera.person.public_id)
    body = {"person": person, "every": "weekly", "day": 6, "amount": 100_00}
    running, paused = (_posted(home.asha.sign("/v1/allowances", body)) for _ in range(2))
    assert home.asha.send("POST", f"/v1/allowances/{paused['id']}/pause").status_code == 200
    an_iou(home, amount=50_00)
    give(home.asha, 50_00)
    [owed] = home.meera.get("/v1/ious").json()["items"]
    return running["id"], paused["id"], owed["id"]


def _chores(home: Household) -> tuple[str, str, str]:
    """A chore of Meera's, its open turn, and a turn of another one that she says is done."""
    person = to_public("per", home.meera.person.public_id)
    body = {"person": person, "title": "Dishes", "reward": 10_00}
    chores = [_posted(home.asha.sign("/v1/chores", body)) for _ in range(2)]
    done, todo = (one["id"] for one in home.meera.get("/v1/turns").json()["items"])
    assert home.meera.send("POST", f"/v1/turns/{done}/done").status_code == 200
    return chores[0]["id"], todo, done


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
