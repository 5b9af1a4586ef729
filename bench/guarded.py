"""Families of minors whose guardian has switched every control on, such that none refuses what they
pay here. Imported once Django is set up."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from tuppence.kernel.ids import new_uuid, to_public
from tuppence.ledger.journals import Key
from tuppence.payments.controls.operations import decide
from tuppence.payments.payments.models import Merchant
from tuppence.payments.policy import HOME_ZONE
from tuppence.people.consent import documents, texts
from tuppence.people.consent.models import Method, Purpose
from tuppence.people.consent.operations import Agreed, Verification, give
from tuppence.people.families.models import Role
from tuppence.people.families.operations import add_member, create_family
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.models import Person

MOST = 10**9


def bind(families: dict[Person, list[Person]], shops: list[Merchant], *, now: datetime) -> None:
    """Makes families of guardians and children, and has each guardian consent and decide. For the
    first child it is done as always, with a dozen statements and two commits; that takes a fifth
    of a second, so the others are given the same rows at once."""
    for guardian, children in families.items():
        family = create_family(name="Bench", guardian=guardian, today=now.date())
        for child in children:
            add_member(family=family, person=child, role=Role.TEEN, today=now.date())
    pairs = [(child.pk, guardian.pk) for guardian, group in families.items() for child in group]
    (guardian, [first, *_]), *_ = families.items()
    _decide(guardian, first, everything_on(shops, now=now), now=now)
    others = [pair for pair in pairs if pair[0] != first.pk]
    with connection.cursor() as cursor:
        cursor.execute(
            _ALIKE,
            {
                "first": first.pk,
                "children": [child for child, _ in others],
                "guardians": [guardian for _, guardian in others],
            },
        )


def _decide(guardian: Person, child: Person, document: dict[str, Any], *, now: datetime) -> None:
    actor = Actor.absent(person_id=guardian.pk, person=guardian.public_id)
    text = texts.current(Purpose.ACCOUNT)
    token = documents.issue(person=guardian.public_id, now=now)
    give(
        actor=actor,
        person=child.public_id,
        agreed=Agreed(text.version, text.sha256),
        verification=Verification(Method.DOCUMENT_TOKEN, token),
        key=Key("bench", f"consent {child.pk}", ""),
        now=now,
    )
    decide(actor=actor, person=child.public_id, document=document, seen=0, note="", now=now)


def everything_on(shops: list[Merchant], *, now: datetime) -> dict[str, Any]:
    """A document of controls with all that there is in it, of which nothing is in the way of a
    payment of 500 rupees to one of the shops or to a person, in the next hours."""
    caps = dict.fromkeys(("day", "week", "month"), MOST)
    local = now.astimezone(ZoneInfo(HOME_ZONE.value))
    from_, to = (f"{(local.hour + hours) % 24:02}:00" for hours in (8, 10))
    return {
        "limits": {"payment": 900_00, **caps},
        "categories": {
            "off": ["cash", "games_and_digital"],
            "limits": {"groceries": caps, "food": caps},
        },
        "merchants": {
            "only": [to_public("mer", shop.public_id) for shop in shops],
            "never": [to_public("mer", new_uuid()) for _ in shops],
        },
        "closed_hours": [{"days": [1, 2, 3, 4, 5, 6, 7], "from": from_, "to": to}],
        "channels": ["online", "contactless"],
        "people": True,
        "ask_first": {"above": 900_00, "new_payees": False},
    }


# A child's limits that all children have been given already (their tier's) are left as they are.
_ALIKE = """
WITH child AS (
    SELECT person_id, guardian_id, account_id
    FROM unnest(%(children)s::bigint[], %(guardians)s::bigint[]) AS pair (person_id, guardian_id)
    JOIN wallets_wallet ON owner_id = person_id
), consent AS (
    INSERT INTO consent_entry (public_id, what, purpose, person_id, guardian_id, text_version,
                               text_hash, method, proof, at)
    SELECT uuidv7(), what, purpose, child.person_id, child.guardian_id, text_version, text_hash,
           method, 'bench:' || child.person_id, at
    FROM consent_entry AS given, child WHERE given.person_id = %(first)s
), decided AS (
    INSERT INTO controls_version (person_id, version, document, note, author_id, at)
    SELECT child.person_id, version, document, note, child.guardian_id, at
    FROM controls_version AS first, child WHERE first.person_id = %(first)s
)
INSERT INTO ledger_limit (account_id, scope, period, measure, zone, seconds, year_month, cap,
                          cap_set_at, window_start, resets_at, used)
SELECT child.account_id, scope, period, measure, first.zone, seconds, year_month, cap, cap_set_at,
       window_start, resets_at, used
FROM ledger_limit AS first JOIN wallets_wallet AS wallet USING (account_id), child
WHERE wallet.owner_id = %(first)s AND NOT EXISTS (
    SELECT FROM ledger_limit AS own
    WHERE own.account_id = child.account_id AND own.scope = first.scope
      AND own.period = first.period)
"""
