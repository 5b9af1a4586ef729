"""A small world for tests: a family, strangers, their wallets, and phones that sign."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.ledger import queries as ledger
from tuppence.ledger.journals import Journal, Key, Transfer
from tuppence.ledger.posting import post
from tuppence.outbox.facts import RecordedFact
from tuppence.outbox.models import StoredFact
from tuppence.payments.wallets.models import Wallet
from tuppence.payments.wallets.operations import open_wallet, system_account
from tuppence.people.consent.tests.consents import consent_for
from tuppence.people.families.models import Role
from tuppence.people.families.operations import add_member, create_family
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.models import Person, Session
from tuppence.people.identity.operations.people import register_person
from tuppence.people.identity.operations.sessions import Tokens, open_session
from tuppence.people.identity.signer import DeviceKey
from tuppence.people.kyc.operations.tiers import vouch

_numbers = count(1)


def a_person(name: str, *, age: int) -> Person:
    """Someone with a whole profile, whose handle is their name, on the full tier."""
    now = utc_now()
    person = register_person(
        phone=f"+9198765{next(_numbers):05}",
        name=name,
        handle=name.lower(),
        birth_date=date(now.year - age, 1, 1),
        now=now,
    )
    vouch(person_id=person.pk, now=now)
    return person


class Phone:
    """A signed-in person's device, and the API as it sees it."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.key = DeviceKey.new()
        self.tokens: Tokens = open_session(
            person=person, device_name="Phone", public_key=self.key.point, now=utc_now()
        )
        self.client = Client(raise_request_exception=True)
        self.authorization = {"Authorization": f"Bearer {self.tokens.access_token}"}

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(path, query, headers=self.authorization)

    def send(self, method: str, path: str, body: Any = None) -> HttpResponse:
        """A request of any method, signed as all that changes something is."""
        raw = b"" if body is None else json.dumps(body).encode()
        return self._signed(method, path, raw, key=str(uuid4()))

    def sign(self, path: str, body: Any, *, key: str | None = None) -> HttpResponse:
        """A signed POST, under a new idempotency key unless one is given."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self._signed("POST", path, raw, key=key or str(uuid4()))

    def _signed(self, method: str, path: str, raw: bytes, *, key: str) -> HttpResponse:
        return self.client.generic(
            method,
            path,
            raw,
            content_type="application/json",
            headers=self.authorization | self.signature(path, raw, key=key, method=method),
        )

    def signature(self, path: str, raw: bytes, *, key: str, method: str = "POST") -> dict[str, str]:
        return self.key.headers(
            method=method,
            path=path,
            body=raw,
            idempotency_key=key,
            device=to_public("dev", self.tokens.device.public_id),
            now=utc_now(),
        )

    def step_up(self) -> None:
        self._stepped_up_until(utc_now() + timedelta(minutes=5))

    def step_down(self) -> None:
        self._stepped_up_until(None)

    def _stepped_up_until(self, until: datetime | None) -> None:
        Session.objects.filter(pk=self.tokens.session.pk).update(stepped_up_until=until)

    def actor(self, *, stepped_up: bool = False) -> Actor:
        return Actor(
            person_id=self.person.pk,
            person=self.person.public_id,
            device_id=self.tokens.device.pk,
            session_id=self.tokens.session.pk,
            stepped_up=stepped_up,
            device=self.tokens.device.public_id,
            device_key=self.key.point,
            profile_complete=True,
            consented=True,
        )


@dataclass(frozen=True, slots=True)
class Household:
    """Asha guards Meera (15) and Kabir (13). Zoya, an adult, and Arjun, a teen, are strangers. For
    all three children consent is in force (for Arjun by Zoya, so that he needs no family)."""

    asha: Phone
    meera: Phone
    kabir: Phone
    zoya: Phone
    arjun: Phone


def a_household() -> Household:
    """The family and the strangers, each with an empty wallet."""
    asha, zoya = a_person("Asha", age=41), a_person("Zoya", age=30)
    meera, kabir, arjun = (
        a_person("Meera", age=15), a_person("Kabir", age=13), a_person("Arjun", age=16)
    )  # fmt: skip
    today = utc_now().date()
    family = create_family(name="Rao", guardian=asha, today=today)
    for teen in (meera, kabir):
        add_member(family=family, person=teen, role=Role.TEEN, today=today)
    consent_for(meera, kabir, by=asha, now=utc_now())
    consent_for(arjun, by=zoya, now=utc_now())
    people = (asha, meera, kabir, zoya, arjun)
    for person in people:
        open_wallet(owner_id=person.pk, name="Wallet", now=utc_now())
    return Household(*(Phone(person) for person in people))


def wallet_of(phone: Phone) -> Wallet:
    return Wallet.objects.get(owner=phone.person, kind=1)


def wallet_id(phone: Phone) -> str:
    return to_public("wal", wallet_of(phone).public_id)


def give(phone: Phone, amount: int) -> None:
    """Puts money into someone's wallet, straight through the ledger."""
    escrow = system_account("escrow", unit="INR", now=utc_now())
    leg = Transfer(debit=escrow, credit=wallet_of(phone).account_id, amount=amount, unit="INR")
    [outcome] = post([Journal(key=Key("test", str(uuid4()), ""), legs=(leg,))])
    assert outcome.posted


def balance(phone: Phone) -> int:
    return ledger.balance(wallet_of(phone).account_id).posted


def world() -> dict[str, Any]:
    """All that a refused request must leave as it was."""
    wallets = list(Wallet.objects.order_by("id").values())
    accounts = [wallet["account_id"] for wallet in wallets]
    return {
        "wallets": wallets,
        "balances": ledger.balances(accounts),
        "limits": [ledger.limits(account) for account in accounts],
        "facts": StoredFact.objects.count(),
    }


def last_fact(topic: str) -> RecordedFact:
    """The newest fact of a topic, as a handler gets it."""
    stored = StoredFact.objects.filter(topic=topic).latest("id")
    return RecordedFact(
        id=stored.pk,
        topic=stored.topic,
        version=stored.version,
        key=stored.key,
        payload=stored.payload,
        classification=stored.classification,
        subject=stored.subject,
        created_at=stored.created_at,
    )
