"""A large made-up population: families, shops, and months of payments, as sets (sql/seed_*.sql).

People are called and look the same each time. Their phones are of the series +91 62, in which
libphonenumber's carrier data knows no operator: no stranger's phone rings.

It is done in transactions of bounded size, and what is done is remembered with them: stopped at any
moment, the same command goes on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction

from tuppence.ledger.accounts import FINANCIAL_YEAR_MONTH
from tuppence.payments.payees import rules as payees
from tuppence.payments.payments.events import PaymentSucceeded, WalletToppedUp
from tuppence.payments.payments.models import Kind, State
from tuppence.payments.payments.operations.top_up import BANK_LABEL, LOAD
from tuppence.payments.policy import HOME_UNIT, HOME_ZONE
from tuppence.payments.wallets import tiers
from tuppence.payments.wallets.models import Kind as WalletKind
from tuppence.payments.wallets.operations import SPEND
from tuppence.people.consent import texts
from tuppence.people.consent.models import Purpose
from tuppence.people.kyc.models import Tier

PHONES: Final = "+9162"
"""Eight digits follow: the person's number."""
FICTITIOUS: Final = r"^\+91(62|61000)"
"""Phones of people who are made up, by this or as the demo family."""

DAYS: Final = 120
FAMILY: Final = 4
MOST_USERS: Final = 50_000_000
MOST_PER_USER: Final = 100
"""So that two payments of a teen in a day, or 27 in a month, are the most there can be: within the
limits below, at a hundred rupees each at most."""

PEOPLE_AT_ONCE: Final = 20_000
PAYMENTS_AT_ONCE: Final = 100_000
LOADED: Final = 2_000_00
"""What a top-up brings: more than the nineteen payments that follow it can take."""
DAILY_LIMIT: Final = 500_00
MONTHLY_LIMIT: Final = 4_000_00

FIRST_NAMES: Final = (
    "Aarav", "Aditi", "Anaya", "Arjun", "Diya", "Farhan", "Gauri", "Harsh", "Ishaan", "Jaya",
    "Kiran", "Leela", "Mohan", "Naina", "Omkar", "Priya", "Rehan", "Sana", "Tara", "Vikram", "Zoya",
)  # fmt: skip
LAST_NAMES: Final = (
    "Ahmed", "Bose", "Chandra", "Das", "Fernandes", "Gill", "Iyer", "Joshi", "Kapoor", "Menon",
    "Nair", "Patel", "Reddy", "Shah", "Thomas", "Verma", "Yadav",
)  # fmt: skip
MCCS: Final = ("5814", "5942", "5411", "5943", "4111", "7832", "5812", "5945", "5651", "5912")


class SeedRefused(Exception):
    """This database is not seeded, or not with these numbers; the message says why."""


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` people or payments are there and committed."""

    what: str
    done: int
    total: int


def seed(*, users: int, payments: int, now: datetime, force: bool) -> Iterator[Progress]:
    """Makes ``users`` people and ``payments`` payments among them, in the 120 days before ``now``.
    Runs as the role that owns the tables.

    Raises `SeedRefused` for numbers out of bounds, where people live who are not made up (unless
    ``force``), and where other numbers were begun or seeding is done already.
    """
    _check(users, payments)
    _begin(users=users, payments=payments, now=now, force=force)
    for what, one_step in (("people", _people), ("shops", _shops), ("payments", _payments)):
        while True:
            with transaction.atomic(durable=True):
                progress = one_step(_locked_run(), what)
            yield progress
            if progress.done == progress.total:
                break
        _analyze()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE seed.run SET finished_at = clock_timestamp()")
        cursor.execute("DROP TABLE seed.person, seed.shop")


def _check(users: int, payments: int) -> None:
    if users % FAMILY or not 2 * FAMILY <= users <= MOST_USERS:
        raise SeedRefused(f"users: a multiple of {FAMILY} from {2 * FAMILY} to {MOST_USERS:,}")
    if not 1 <= payments <= users * MOST_PER_USER:
        raise SeedRefused(f"payments: from 1 to {MOST_PER_USER} a user, {users * MOST_PER_USER:,}")


def _begin(*, users: int, payments: int, now: datetime, force: bool) -> None:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('seed', 0))")
        real = "SELECT EXISTS (SELECT FROM identity_person WHERE phone !~ %s)"
        cursor.execute(real, [FICTITIOUS])
        if cursor.fetchone()[0] and not force:
            raise SeedRefused("people live in this database who are not made up")
        cursor.execute(_sql("seed_state"))
        cursor.execute(
            "INSERT INTO seed.run (users, payments, shops, starts, ends)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [users, payments, _shops_for(users), now - timedelta(days=DAYS), now],
        )
        cursor.execute("SELECT users, payments, finished_at FROM seed.run")
        begun_users, begun_payments, finished_at = cursor.fetchone()
        if finished_at is not None:
            raise SeedRefused(f"seeded already: {begun_users:,} users, {begun_payments:,} payments")
        if (begun_users, begun_payments) != (users, payments):
            raise SeedRefused(
                f"begun with --users {begun_users} --payments {begun_payments}: go on with those"
            )


def _shops_for(users: int) -> int:
    return max(users // 500, 2)


def _locked_run() -> dict[str, Any]:
    """How far seeding has come; a second one, started meanwhile, waits here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM seed.run FOR UPDATE")
        names = [column.name for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))


def _people(run: dict[str, Any], what: str) -> Progress:
    first, last = _range(run["people_done"], run["users"], at_once=PEOPLE_AT_ONCE)
    if first < last:
        _run("seed_people", run, first=first, last=last)
        _note("people_done", last)
    return Progress(what, last, run["users"])


def _shops(run: dict[str, Any], what: str) -> Progress:
    if not run["shops_done"]:
        _run("seed_shops", run)
        _note("shops_done", True)
    return Progress(what, run["shops"], run["shops"])


def _payments(run: dict[str, Any], what: str) -> Progress:
    first, last = _range(run["payments_done"], run["payments"], at_once=PAYMENTS_AT_ONCE)
    if first < last:
        _run("seed_payments", run, first=first, last=last)
        _note("payments_done", last)
    return Progress(what, last, run["payments"])


def _range(done: int, total: int, *, at_once: int) -> tuple[int, int]:
    return done, min(done + at_once, total)


def _run(name: str, run: dict[str, Any], **more: int) -> None:
    text = texts.current(Purpose.ACCOUNT)
    tier = tiers.allowed(Tier.FULL, kind=WalletKind.PERSONAL, unit=HOME_UNIT.value)
    values = {
        **run,
        **more,
        "full_tier": Tier.FULL.value,
        "ceiling": tier.ceiling,
        "tier_scopes": [scope for scope, _ in tier.caps],
        "tier_windows": [window for _, window in tier.caps],
        "tier_caps": list(tier.caps.values()),
        "phones": PHONES,
        "first_names": list(FIRST_NAMES),
        "last_names": list(LAST_NAMES),
        "mccs": list(MCCS),
        "text_version": text.version,
        "text_hash": text.sha256,
        "unit": HOME_UNIT.value,
        "zone": HOME_ZONE.value,
        "year_month": FINANCIAL_YEAR_MONTH,
        "personal": WalletKind.PERSONAL.value,
        "merchant": Kind.MERCHANT.value if name == "seed_payments" else WalletKind.MERCHANT.value,
        "person": Kind.PERSON.value,
        "top_up": Kind.TOP_UP.value,
        "succeeded": State.SUCCEEDED.value,
        "scope": SPEND,
        "spend": SPEND,
        "load": LOAD,
        "people": tiers.PEOPLE,
        "new_people": tiers.NEW_PEOPLE,
        "registered_people": tiers.REGISTERED_PEOPLE,
        "known_after": payees.LONGEST,
        "loaded": LOADED,
        "daily": DAILY_LIMIT,
        "monthly": MONTHLY_LIMIT,
        "bank_label": BANK_LABEL,
        "kinds": [Kind.TOP_UP.value, Kind.PERSON.value, Kind.MERCHANT.value],
        "kind_labels": [Kind.TOP_UP.label, Kind.PERSON.label, Kind.MERCHANT.label],
        "topics": [WalletToppedUp.TOPIC, PaymentSucceeded.TOPIC, PaymentSucceeded.TOPIC],
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute(_sql(name), values)


def _note(column: str, value: int | bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE seed.run SET {column} = %s", [value])


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _sql(name: str) -> str:
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")
