"""People who pay over HTTP: made through the platform's own operations, and their requests, signed
ahead of the clock into files that a driver plays.

    python -m bench.payers PEOPLE FILE COUNT [FILE COUNT ...]

In a file, each request is a line with its length in bytes and its amount, then the bytes.
"""

import itertools
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

import django

django.setup()

# ruff: noqa: E402 (Django first)
from django.db import connection

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.ledger.accounts import set_limit
from tuppence.ledger.journals import Journal, Key, Transfer
from tuppence.ledger.posting import post
from tuppence.payments.payments.models import Merchant
from tuppence.payments.wallets.models import Wallet
from tuppence.payments.wallets.operations import SPEND, open_wallet, system_account
from tuppence.people.identity.operations.people import register_person
from tuppence.people.identity.operations.sessions import open_session
from tuppence.people.identity.signer import DeviceKey

PATH = "/v1/payments"
FUNDS = 10**9
SHOPS = 20


@dataclass(frozen=True, slots=True)
class Payer:
    """Someone with a phone in hand and money in their wallet."""

    handle: str
    device: str
    key: DeviceKey
    token: str


def main() -> None:
    people, *files = sys.argv[1:]
    signed = requests(make(int(people)), now=utc_now())
    for file, count in zip(files[::2], files[1::2], strict=True):
        with Path(file).open("wb") as out:
            for raw, amount in itertools.islice(signed, int(count)):
                out.write(b"%d %d\n%b" % (len(raw), amount, raw))


def make(count: int) -> list[Payer]:
    """Signs so many grown-up people up, and some shops; everyone is given money."""
    now = utc_now()
    wallets, payers = [], []
    for number in range(count + SHOPS):
        name = f"payer{number}"
        person = register_person(
            phone=f"+91{6_000_000_000 + number}",
            name=name,
            handle=name,
            birth_date=date(now.year - 30, 1, 1),
            now=now,
        )
        wallet = open_wallet(owner_id=person.pk, now=now, name="Wallet")
        if number >= count:
            _shop(wallet, name=f"shop-{number - count}")
            continue
        for window in ("day", "month"):
            set_limit(wallet.account_id, scope=SPEND, window=window, cap=FUNDS, at=now)
        key = DeviceKey.new()
        tokens = open_session(person=person, device_name="Phone", public_key=key.point, now=now)
        device = to_public("dev", tokens.device.public_id)
        payers.append(Payer(name, device, key, tokens.access_token))
        wallets.append(wallet)
    _fund(wallets)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum would in a minute, and pgbench did for its tables
    return payers


def requests(payers: list[Payer], *, now: datetime) -> Iterator[tuple[bytes, int]]:
    """Signed payments without end, and their amounts: half of them to a shop by its printed code,
    half to a person by handle. Amounts, notes and keys vary; a note starts with the amount, so that
    an answer that shows both tells whether it is the answer to its request."""
    chance = random.Random(1)
    for turn in itertools.count():
        payer = payers[chance.randrange(len(payers))]
        amount = chance.randrange(100, 50_000)
        if chance.random() < 0.5:
            shop = f"shop-{chance.randrange(SHOPS)}"
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


def _shop(wallet: Wallet, *, name: str) -> None:
    Merchant.objects.create(
        wallet=wallet, handle=name, vpa=f"{name}@tuppence", name=name, mcc="5411"
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
