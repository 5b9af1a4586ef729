"""People who pay over HTTP: made through the platform's own operations, and their requests, signed
ahead of the clock into files that a driver plays.

    python -m bench.payers grown-ups|minors PEOPLE FILE COUNT [FILE COUNT ...]

Minors have a guardian who has switched every control on, such that none refuses what is paid here.
In a file, each request is a line with its length in bytes and its amount, then the bytes.
"""

import itertools
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import django

django.setup()

# ruff: noqa: E402 (Django first)
from django.db import connection

from bench import guarded
from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.ledger.accounts import set_bounds, set_limit
from tuppence.ledger.journals import Journal, Key, Transfer
from tuppence.ledger.posting import post
from tuppence.payments.payments.models import Merchant
from tuppence.payments.wallets.models import Wallet
from tuppence.payments.wallets.operations import SPEND, open_wallet, system_account
from tuppence.payments.wallets.tiers import NEW_PEOPLE
from tuppence.people.identity.models import Person
from tuppence.people.identity.operations.people import register_person
from tuppence.people.identity.operations.sessions import open_session
from tuppence.people.identity.signer import DeviceKey
from tuppence.people.kyc.operations.tiers import vouch

PATH = "/v1/payments"
FUNDS = 10**9
SHOPS = 20


@dataclass(frozen=True, slots=True)
class Cast:
    """What people and shops are called, and the first of their phones: two casts can be made in one
    database. Each ``family`` minors have one guardian; grown-ups have none."""

    person: str
    shop: str
    phones: int
    age: int
    family: int = 0


CASTS = {
    "grown-ups": Cast("payer", "shop", phones=6_000_000_000, age=30),
    "minors": Cast("teen", "kiosk", phones=6_500_000_000, age=15, family=4),
}


@dataclass(frozen=True, slots=True)
class Payer:
    """Someone with a phone in hand and money in their wallet."""

    handle: str
    device: str
    key: DeviceKey
    token: str


def main() -> None:
    who, people, *files = sys.argv[1:]
    signed = requests(make(CASTS[who], int(people)), CASTS[who], now=utc_now())
    for file, count in zip(files[::2], files[1::2], strict=True):
        with Path(file).open("wb") as out:
            for raw, amount in itertools.islice(signed, int(count)):
                out.write(b"%d %d\n%b" % (len(raw), amount, raw))


def make(cast: Cast, count: int) -> list[Payer]:
    """Signs so many people up, and some shops; everyone is given money."""
    now = utc_now()
    shops = [_shop(cast, number, now=now) for number in range(SHOPS)]
    people = [_person(cast, cast.person, number, cast.age, now=now) for number in range(count)]
    wallets = [open_wallet(owner_id=one.pk, now=now, name="Wallet") for one in people]
    for wallet in wallets:
        # They have more than anyone may, and pay each other all day; each charge is as ever.
        set_bounds(wallet.account_id, floor=0, ceiling=None)
        set_limit(wallet.account_id, scope=NEW_PEOPLE, window="month", cap=FUNDS, at=now)
    if cast.family:
        groups = range(0, count, cast.family)
        guardians = [
            _person(cast, f"{cast.person}.guardian", 10**6 + first, 40, now=now) for first in groups
        ]
        families = {
            guardian: people[first : first + cast.family]
            for guardian, first in zip(guardians, groups, strict=True)
        }
        guarded.bind(families, shops, now=now)
    else:
        for wallet in wallets:
            for window in ("day", "month"):
                set_limit(wallet.account_id, scope=SPEND, window=window, cap=FUNDS, at=now)
    payers = [_payer(one, now=now) for one in people]
    _fund(wallets)
    _acquaint(wallets, at=now - timedelta(days=2))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum would in a minute, and pgbench did for its tables
    return payers


def _person(cast: Cast, name: str, number: int, age: int, *, now: datetime) -> Person:
    person = register_person(
        phone=f"+91{cast.phones + number}",
        name=f"{name}{number}",
        handle=f"{name}{number}",
        birth_date=date(now.year - age, 1, 1),
        now=now,
    )
    vouch(person_id=person.pk, now=now)
    return person


def _payer(person: Person, *, now: datetime) -> Payer:
    key = DeviceKey.new()
    tokens = open_session(person=person, device_name="Phone", public_key=key.point, now=now)
    device = to_public("dev", tokens.device.public_id)
    return Payer(person.handle or "", device, key, tokens.access_token)


def requests(payers: list[Payer], cast: Cast, *, now: datetime) -> Iterator[tuple[bytes, int]]:
    """Signed payments without end, and their amounts: half of them to a shop by its printed code,
    half to a person by handle. Amounts, notes and keys vary; a note starts with the amount, so that
    an answer that shows both tells whether it is the answer to its request."""
    chance = random.Random(1)
    for turn in itertools.count():
        payer = payers[chance.randrange(len(payers))]
        amount = chance.randrange(100, 50_000)
        if chance.random() < 0.5:
            shop = f"{cast.shop}-{chance.randrange(SHOPS)}"
            to = {"upi": f"upi://pay?pa={shop}@tuppence&pn=Shop&mc=5411&tr=T{turn}"}
        else:
            other = payers[chance.randrange(len(payers))]
            to = {
                "handle": other.handle
                if other is not payer
                else payers[payers.index(payer) - 1].handle
            }
        body = {"to": to, "amount": amount, "note": f"{amount} for {chance.randrange(10**9)}"}
        yield _signed(payer, json.dumps(body).encode(), now=now), amount


def _signed(payer: Payer, body: bytes, *, now: datetime) -> bytes:
    headers = payer.key.headers(
        method="POST",
        path=PATH,
        body=body,
        idempotency_key=str(uuid4()),
        device=payer.device,
        now=now,
    ) | {
        "Host": "127.0.0.1",
        "Authorization": f"Bearer {payer.token}",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {PATH} HTTP/1.1\r\n{head}\r\n".encode() + body


def _shop(cast: Cast, number: int, *, now: datetime) -> Merchant:
    name = f"{cast.shop}-{number}"
    owner = _person(cast, f"{cast.shop}.owner", 2 * 10**6 + number, 40, now=now)
    wallet = open_wallet(owner_id=owner.pk, now=now, name="Wallet")
    return Merchant.objects.create(
        wallet=wallet, handle=name, vpa=f"{name}@tuppence", name=name, mcc="5411"
    )


def _acquaint(wallets: list[Wallet], *, at: datetime) -> None:
    """Everyone has known everyone for long, so that nothing caps what they pay each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payees_payee (payer_id, payee_id, unit, account_id, first_at)"
            " SELECT payer.owner_id, payee.owner_id, payer.unit, payer.account_id, %(at)s"
            " FROM wallets_wallet AS payer JOIN wallets_wallet AS payee"
            " ON payee.unit = payer.unit AND payee.owner_id <> payer.owner_id"
            " WHERE payer.id = ANY (%(ids)s) AND payee.id = ANY (%(ids)s)",
            {"at": at, "ids": [wallet.pk for wallet in wallets]},
        )


def _fund(wallets: list[Wallet]) -> None:
    bank = system_account("bank", unit="INR", now=utc_now())
    for at in range(0, len(wallets), 500):
        journals = [
            Journal(
                key=Key("bench", f"fund {wallet.pk}", ""),
                legs=(Transfer(bank, wallet.account_id, FUNDS, "INR"),),
            )
            for wallet in wallets[at : at + 500]
        ]
        if not all(outcome.posted for outcome in post(journals)):
            raise SystemExit("the payers could not be given money")


if __name__ == "__main__":
    main()
