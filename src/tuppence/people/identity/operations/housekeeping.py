"""What identity forgets: what is of no use to anyone any more."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from tuppence.people.identity.models import Challenge, PasskeyChallenge, RefreshToken

KEPT_FOR: Final = timedelta(days=30)
"""After its end: long enough to look into a complaint, and no longer."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows were removed."""

    challenges: int
    tokens: int
    passkey_challenges: int


def forget(*, now: datetime) -> Forgotten:
    """Removes codes and refresh tokens that ended `KEPT_FOR` ago, and challenges for passkeys that
    nobody can answer any more. Sessions and devices stay: they
    are the account's history. Running it twice, or two at once, does no harm."""
    horizon = now - KEPT_FOR
    challenges, _ = Challenge.objects.filter(expires_at__lt=horizon).delete()
    ended = Q(session__ended_at__lt=horizon) | Q(session__expires_at__lt=horizon)
    tokens, _ = RefreshToken.objects.filter(ended).delete()
    unanswered, _ = PasskeyChallenge.objects.filter(expires_at__lt=now).delete()
    return Forgotten(challenges=challenges, tokens=tokens, passkey_challenges=unanswered)
