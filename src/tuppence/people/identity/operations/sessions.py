"""Sessions: opened on a device, kept alive by rotating refresh tokens, ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import transaction

from tuppence.kernel.errors import Refused
from tuppence.kernel.ids import to_public
from tuppence.outbox import operations as outbox
from tuppence.people.identity import events
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.models import Device, Person, RefreshToken, Session
from tuppence.people.identity.operations.devices import register_device
from tuppence.people.identity.tokens import Claims, access_token, hash_of, new_refresh_token

SESSION_LIFE = timedelta(days=90)
"""However often it is refreshed, a session ends then, and a new code is asked for."""

IDLE_LIFE = timedelta(days=30)
"""A refresh token that has not been used for so long is no longer taken."""


class RefreshTokenInvalid(Refused):
    code: ClassVar[str] = "refresh_token_invalid"
    status: ClassVar[int] = 401
    title: ClassVar[str] = "The refresh token is unknown, expired or was used before: sign in again"


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a client holds after signing in or refreshing. Only the hash of one is stored."""

    access_token: str
    refresh_token: str
    person: Person
    device: Device
    session: Session


def open_session(*, person: Person, device_name: str, public_key: bytes, now: datetime) -> Tokens:
    """Signs a person in on the device with this key, registering the device if it is new.

    Whoever calls this has made sure that it is them. Raises `DeviceRevoked` for a revoked key.
    """
    with transaction.atomic():
        device = register_device(person=person, name=device_name, public_key=public_key, now=now)
        session = Session.objects.create(
            device=device, created_at=now, expires_at=now + SESSION_LIFE
        )
        return _issue(session, now=now)


def rotate(*, refresh_token: str, now: datetime) -> Tokens:
    """Spends a refresh token for new tokens.

    A token that was spent before has been copied, by the caller or from them; which of the two is
    asking cannot be told, so the whole session ends. The row lock makes of two racing uses one
    first and one second. Raises `RefreshTokenInvalid`.
    """
    token_hash = hash_of(refresh_token)
    with transaction.atomic():
        # The device before its session, as who revokes it does: the other way round each could wait
        # for the other, and a thief who keeps refreshing could keep the owner from revoking.
        list(
            Device.objects.select_for_update(no_key=True).filter(
                sessions__tokens__token_hash=token_hash
            )
        )
        token = (
            RefreshToken.objects.select_for_update(of=("self", "session"))
            .select_related("session__device__person")
            .filter(token_hash=token_hash)
            .first()
        )
        if token is not None and _usable(token, now=now):
            token.spent_at = now
            token.save(update_fields=["spent_at"])
            device = token.session.device
            device.last_used_at = now
            device.save(update_fields=["last_used_at"])
            return _issue(token.session, now=now)
        if token is not None and token.spent_at is not None and token.session.ended_at is None:
            _end_for_reuse(token.session, now=now)
    # Raised outside the transaction: the end of the session must commit.
    raise RefreshTokenInvalid


def end_current(actor: Actor, *, now: datetime) -> None:
    """Logs the caller out of this session. Doing so twice is no fault."""
    Session.objects.filter(pk=actor.session_id, ended_at=None).update(
        ended_at=now, end_reason="logged_out"
    )


def _usable(token: RefreshToken, *, now: datetime) -> bool:
    session = token.session
    return (
        token.spent_at is None
        and token.created_at + IDLE_LIFE > now
        and session.ended_at is None
        and session.expires_at > now
        and session.device.revoked_at is None
    )


def _issue(session: Session, *, now: datetime) -> Tokens:
    device = session.device
    refresh_token = new_refresh_token()
    RefreshToken.objects.create(session=session, token_hash=hash_of(refresh_token), created_at=now)
    claims = Claims(
        person=device.person.public_id, device=device.public_id, session=session.public_id
    )
    return Tokens(
        access_token=access_token(claims, now=now),
        refresh_token=refresh_token,
        person=device.person,
        device=device,
        session=session,
    )


def _end_for_reuse(session: Session, *, now: datetime) -> None:
    session.ended_at, session.end_reason = now, "reuse"
    session.save(update_fields=["ended_at", "end_reason"])
    person = session.device.person
    event = events.SessionReuseDetected(
        person=to_public("per", person.public_id),
        device=to_public("dev", session.device.public_id),
        session=to_public("ses", session.public_id),
    )
    outbox.append([events.fact(event, key=session.public_id, prefix="ses", person_id=person.pk)])
