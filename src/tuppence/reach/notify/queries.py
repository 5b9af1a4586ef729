"""Reads of pushes, scoped by who asks."""

from tuppence.people.identity.actor import Actor
from tuppence.reach.notify.models import Subscription


def subscription(actor: Actor) -> Subscription | None:
    """That of the device which asks."""
    return Subscription.objects.filter(device_id=actor.device_id).first()
