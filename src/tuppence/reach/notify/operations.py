"""Verbs of pushes: subscribe a device, lay pushes out, take in hand those that are due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Q

from tuppence.people.identity.actor import Actor
from tuppence.reach.audience import Hint
from tuppence.reach.notify import endpoints
from tuppence.reach.notify.models import Push, Subscription

GOOD_FOR: Final = timedelta(minutes=10)
"""A push that could not be sent by then is no news: an approval waits as long."""

ATTEMPTS: Final = 5
FIRST_PAUSE: Final = timedelta(seconds=5)
"""How often one is tried, and the first pause; each later one is three times as long, or as long
as the push service asks for, up to `LONGEST_PAUSE`."""

LONGEST_PAUSE: Final = timedelta(minutes=5)

LEASE: Final = timedelta(seconds=60)
"""How long a sender has a push to itself: when it dies, another one sends it after that."""

AT_ONCE: Final = 40


@dataclass(frozen=True, slots=True)
class News:
    """What a person is told of. ``at`` is when it happened."""

    fact_id: int
    person_id: int
    hint: Hint
    waits: bool
    at: datetime


def subscribe(
    actor: Actor, *, endpoint: str, public_key: bytes, secret: bytes, language: str, now: datetime
) -> Subscription:
    """Has pushes to the actor sent to this device from now on; what it had before is replaced.

    A browser has one address, whoever is signed in: it is theirs now, and nobody else's. Raises
    `endpoints.PushHostUnknown` and `endpoints.PushKeyInvalid`.
    """
    endpoints.check(endpoint)
    endpoints.check_key(public_key)
    with transaction.atomic(durable=True):
        Subscription.objects.filter(Q(device_id=actor.device_id) | Q(endpoint=endpoint)).delete()
        return Subscription.objects.create(
            device_id=actor.device_id,
            endpoint=endpoint,
            public_key=public_key,
            secret=secret,
            language=language,
            created_at=now,
        )


def unsubscribe(actor: Actor) -> None:
    """Sends this device nothing any more."""
    Subscription.objects.filter(device_id=actor.device_id).delete()


_LAY_OUT: Final = """
    INSERT INTO notify_push (subscription_id, fact_id, waits, topic, about, created_at)
    SELECT DISTINCT ON (subscription.id, news.fact_id, news.topic)
           subscription.id, news.fact_id, news.waits, news.topic, news.about, news.at
      FROM unnest(%s::bigint[], %s::bigint[], %s::boolean[], %s::text[], %s::text[],
                  %s::timestamptz[]) AS news (fact_id, person_id, waits, topic, about, at)
      JOIN identity_device AS device
        ON device.person_id = news.person_id AND device.revoked_at IS NULL
      JOIN notify_subscription AS subscription ON subscription.device_id = device.id
     WHERE EXISTS (SELECT FROM identity_session AS session
                    WHERE session.device_id = device.id AND session.ended_at IS NULL
                      AND session.expires_at > now())
        ON CONFLICT (subscription_id, fact_id, topic) DO NOTHING
"""


def lay_out(news: Sequence[News]) -> None:
    """Writes down what is to be pushed to whom: to every device that its person is signed in on and
    wants pushes on. Requires an open transaction."""
    if not news:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _LAY_OUT,
            [
                [one.fact_id for one in news],
                [one.person_id for one in news],
                [one.waits for one in news],
                [one.hint.topic for one in news],
                [one.hint.id for one in news],
                [one.at for one in news],
            ],
        )


def take(*, now: datetime) -> list[Push]:
    """Those that are due, with their subscriptions, for the caller to send; nobody else is given
    them for a while. Those that nobody would want any more are dropped."""
    Push.objects.filter(created_at__lt=now - GOOD_FOR).delete()
    with transaction.atomic(durable=True):
        due = Push.objects.select_for_update(skip_locked=True).filter(next_at__lte=now)
        keys = [push.pk for push in due.order_by("next_at")[:AT_ONCE]]
        Push.objects.filter(pk__in=keys).update(next_at=now + LEASE)
    return list(Push.objects.filter(pk__in=keys).select_related("subscription"))


def sent(push: Push) -> None:
    """The push service has it."""
    Push.objects.filter(pk=push.pk).delete()


def gone(push: Push) -> None:
    """The push service knows no such device any more: nor do we."""
    Subscription.objects.filter(pk=push.subscription_id).delete()


def put_off(push: Push, *, now: datetime, asked: timedelta | None) -> None:
    """It could not be sent just now. After some attempts it is let go: whoever opens the app sees
    what it would have told. ``asked`` is the pause that the push service wants."""
    if push.attempts + 1 >= ATTEMPTS:
        sent(push)
        return
    pause = max(FIRST_PAUSE * 3**push.attempts, asked or FIRST_PAUSE)
    Push.objects.filter(pk=push.pk).update(
        attempts=push.attempts + 1, next_at=now + min(pause, LONGEST_PAUSE)
    )
