"""Verbs of privacy: opt in and out, have sinks forget, add up what was held back."""

from datetime import date, datetime
from typing import ClassVar

from django.db import connection, transaction

from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.outbox import operations as outbox
from tuppence.outbox.consumers import declared
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor
from tuppence.people.privacy import events, queries
from tuppence.people.privacy.models import Choice, Forgetting, Purpose
from tuppence.people.privacy.queries import Chosen


class AdultsOnly(Forbidden):
    code: ClassVar[str] = "adults_only"
    title: ClassVar[str] = "How someone under 18 uses the app is not collected, and cannot be"


def choose(*, actor: Actor, purpose: str, allowed: bool, now: datetime) -> list[Chosen]:
    """Opts the actor in to a purpose or out of it. What is so already stays as it is.

    Once an opt-out is answered nothing more is collected, and every sink has been asked to forget.
    Raises `NotFound` for a purpose there is none of, and `AdultsOnly`.
    """
    if purpose not in Purpose.values:
        raise NotFound
    person = identity.person(actor.person_id)
    if allowed and (person is None or person.is_minor):
        raise AdultsOnly
    with transaction.atomic():
        (_opt_in if allowed else _opt_out)(actor, purpose, now)
    return queries.choices(actor)


def _opt_in(actor: Actor, purpose: str, now: datetime) -> None:
    _, new = Choice.objects.get_or_create(
        person_id=actor.person_id, purpose=purpose, withdrawn_at=None, defaults={"given_at": now}
    )
    if new:
        _tell(events.PrivacyChosen, actor, purpose, now)


def _opt_out(actor: Actor, purpose: str, now: datetime) -> None:
    # Waits for whoever has just asked the gate: what they collect is there before it is forgotten.
    ended = Choice.objects.filter(person_id=actor.person_id, purpose=purpose, withdrawn_at=None)
    if ended.update(withdrawn_at=now):
        Forgetting.objects.create(person_id=actor.person_id, purpose=purpose, asked_at=now)
        _tell(events.PrivacyWithdrawn, actor, purpose, now)


def _tell(
    kind: type[events.PrivacyChosen | events.PrivacyWithdrawn],
    actor: Actor,
    purpose: str,
    now: datetime,
) -> None:
    outbox.append([events.fact(kind, by=actor, purpose=purpose, at=now.isoformat())])


def forget(*, now: datetime) -> int:
    """Has every sink forget those who opted out; gives how many. One that fails is tried again the
    next time, as are those after it."""
    done = 0
    for pk in Forgetting.objects.filter(done_at=None).order_by("id").values_list("id", flat=True):
        with transaction.atomic():
            waiting = Forgetting.objects.select_for_update(no_key=True, skip_locked=True)
            found = waiting.filter(pk=pk, done_at=None).first()
            if found is None:
                continue
            for consumer in declared():
                if consumer.purpose == found.purpose and consumer.forget is not None:
                    consumer.forget(found.person_id)
            found.done_at = now
            found.save(update_fields=["done_at"])
            done += 1
    return done


def add_up(*, before: date) -> int:
    """Makes one row of each day, door, kind and reason before a day; gives how many are left of
    them. Nothing is lost or counted twice if two do it at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH gone AS (DELETE FROM privacy_held_back WHERE day < %s RETURNING *)"
            " INSERT INTO privacy_held_back (day, door, kind, reason, count)"
            " SELECT day, door, kind, reason, sum(count) FROM gone GROUP BY 1, 2, 3, 4",
            [before],
        )
        return int(cursor.rowcount)
