"""Put a person on a tier, and take one back.

What the tier allows is bound to wallets by the room that has them, which hears the fact.
"""

from datetime import datetime

from django.db import connection, transaction

from tuppence.outbox import operations as outbox
from tuppence.people.identity import queries as identity
from tuppence.people.kyc import events, queries
from tuppence.people.kyc.models import Check, Standing, State, Tier


def put(*, person_id: int, tier: Tier, check: Check | None, now: datetime) -> None:
    """Puts a person on a tier; on it already is fine. Requires an open transaction."""
    one_at_a_time(person_id)
    before = queries.tier(person_id)
    Standing.objects.update_or_create(
        person_id=person_id, defaults={"tier": tier, "check_made": check, "since": now}
    )
    person = identity.person(person_id)
    if before == tier or person is None:
        return
    changed = events.tier_changed(
        person_id=person_id,
        person=person.public_id,
        tier=tier,
        before=before,
        check=check,
        now=now,
    )
    outbox.append([changed])


def vouch(*, person_id: int, now: datetime) -> None:
    """Puts a person on the full tier without a check of ours: for who was checked elsewhere, as
    people that are brought in from another system are, or is made up."""
    with transaction.atomic():
        put(person_id=person_id, tier=Tier.FULL, check=None, now=now)


def take_back(*, person_id: int, now: datetime) -> None:
    """Puts a person back on the small tier, as an operator, who has learnt that their document
    shows nothing any more. They may show another one, or the same again."""
    with transaction.atomic():
        one_at_a_time(person_id)
        approved = list(
            Check.objects.select_for_update(no_key=True, of=("self",))
            .select_related("person")
            .filter(person_id=person_id, state=State.APPROVED)
        )
        for check in approved:
            check.state = State.VOID
            check.save(update_fields=["state"])
        put(person_id=person_id, tier=Tier.SMALL, check=None, now=now)
        outbox.append(
            [events.fact(events.KycVoided, one, by="operator", now=now) for one in approved]
        )


def one_at_a_time(person_id: int) -> None:
    """Until the transaction ends, nobody else changes this person's tier or begins a check, and no
    wallet is bound to it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"tier:{person_id}"]
        )
