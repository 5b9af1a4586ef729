"""One-time codes: sent to a phone, used once within five minutes, five tries."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from django.db import transaction

from tuppence.kernel.errors import Refused
from tuppence.kernel.ids import new_uuid, to_public
from tuppence.people.identity import limits, rules, texts
from tuppence.people.identity.keys import derived
from tuppence.people.identity.models import Challenge
from tuppence.people.identity.operations.people import person_with_phone
from tuppence.people.identity.operations.sessions import Tokens, open_session

CODE_LIFE: Final = timedelta(minutes=5)
MAX_TRIES: Final = 5


class CodeWrong(Refused):
    """``tries_left``: how often this challenge can still be tried."""

    code: ClassVar[str] = "code_wrong"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "That is not the code that was sent"


class CodeExpired(Refused):
    code: ClassVar[str] = "code_expired"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "This code is used, too old, or was tried too often: ask for another"


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**6):06}"


def send_code(*, phone: str, device_hint: str, address: str, code: str, now: datetime) -> Challenge:
    """Sends a code to a phone, in the same way whether or not anyone has signed up with it.

    ``device_hint`` is whatever the app calls its device, or empty; ``address`` the client's. Raises
    `PhoneInvalid`, `RateLimited`, `LimiterUnavailable`, `TextUnsent`.
    """
    number = rules.phone_from(phone)
    limits.admit_code_request(phone=number, device_hint=device_hint, address=address)
    public_id = new_uuid()
    challenge = Challenge.objects.create(
        public_id=public_id,
        phone=number,
        code_hash=_hash(public_id, code),
        created_at=now,
        expires_at=now + CODE_LIFE,
    )
    texts.send(
        phone=number,
        body=f"{code} is your Tuppence code, for 5 minutes. Tell it to nobody, not even us.",
        reference=to_public("chl", public_id),
        now=now,
    )
    return challenge


def sign_in(
    *,
    challenge: UUID,
    code: str,
    device_name: str,
    public_key: bytes,
    address: str,
    now: datetime,
) -> Tokens:
    """Signs in whoever has the phone, signing up an adult whose phone is new.

    Raises `CodeWrong`, `CodeExpired`, `DeviceRevoked`, `RateLimited`, `LimiterUnavailable`.
    """
    limits.admit_code_try(address=address)
    with transaction.atomic():
        outcome = use_code(challenge=challenge, code=code, now=now)
        if isinstance(outcome, Challenge):
            person = person_with_phone(phone=outcome.phone)
            return open_session(
                person=person, device_name=device_name, public_key=public_key, now=now
            )
    raise outcome


def use_code(*, challenge: UUID, code: str, now: datetime) -> Challenge | CodeWrong | CodeExpired:
    """Tries a code; the challenge when it is right.

    Requires an open transaction. A refusal is given back for the caller to raise once that has
    committed: a wrong try must count.
    """
    found = Challenge.objects.select_for_update(no_key=True).filter(public_id=challenge).first()
    if found is None or found.used_at or found.expires_at <= now or found.tries >= MAX_TRIES:
        return CodeExpired()
    if not hmac.compare_digest(bytes(found.code_hash), _hash(found.public_id, code)):
        found.tries += 1
        found.save(update_fields=["tries"])
        return CodeWrong(tries_left=MAX_TRIES - found.tries)
    found.used_at = now
    found.save(update_fields=["used_at"])
    return found


def _hash(challenge: UUID, code: str) -> bytes:
    """A keyed hash. A million codes are searched in no time whatever the hash, so a slow one would
    buy nothing; without the key a copy of the table is of no use in the code's five minutes."""
    return hmac.digest(derived("one-time-code"), challenge.bytes + code.encode(), hashlib.sha256)
