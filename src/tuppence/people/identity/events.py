"""The facts identity states. All concern the safety of an account; none holds a phone or a name."""

from dataclasses import asdict, dataclass
from typing import ClassVar
from uuid import UUID

from tuppence.kernel.ids import to_public
from tuppence.outbox.facts import Fact


@dataclass(frozen=True, slots=True)
class PersonSignedUp:
    """``person``: per_ id. A guardian's adding of a minor counts as that minor's sign-up."""

    topic: ClassVar[str] = "person.signed_up"
    person: str


@dataclass(frozen=True, slots=True)
class DeviceRegistered:
    """A key seen for the first time. ``person``: per_ id; ``device``: dev_ id."""

    topic: ClassVar[str] = "device.registered"
    person: str
    device: str


@dataclass(frozen=True, slots=True)
class DeviceRevoked:
    """``reason``: ``asked`` by its person, or ``displaced`` by a newer device."""

    topic: ClassVar[str] = "device.revoked"
    person: str
    device: str
    reason: str


@dataclass(frozen=True, slots=True)
class SessionReuseDetected:
    """A spent refresh token came back: it had been copied, so the session was ended."""

    topic: ClassVar[str] = "session.reuse_detected"
    person: str
    device: str
    session: str


@dataclass(frozen=True, slots=True)
class PinLocked:
    """Too many wrong PINs in a row. ``until``: RFC 3339."""

    topic: ClassVar[str] = "pin.locked"
    person: str
    until: str


@dataclass(frozen=True, slots=True)
class PasskeyAdded:
    """From now on it is as good as the PIN. ``person``: per_ id; ``passkey``: psk_ id."""

    topic: ClassVar[str] = "passkey.added"
    person: str
    passkey: str


@dataclass(frozen=True, slots=True)
class PasskeyRemoved:
    """``reason``: ``asked`` by its person, or ``copied``: its count of signatures went back."""

    topic: ClassVar[str] = "passkey.removed"
    person: str
    passkey: str
    reason: str


@dataclass(frozen=True, slots=True)
class PinResetAsked:
    """A minor forgot the PIN. ``person``: per_ id; ``reset``: rst_ id."""

    topic: ClassVar[str] = "pin.reset_asked"
    person: str
    reset: str


@dataclass(frozen=True, slots=True)
class PinResetAgreed:
    """``by``: the guardian's per_ id."""

    topic: ClassVar[str] = "pin.reset_agreed"
    person: str
    reset: str
    by: str


@dataclass(frozen=True, slots=True)
class PinResetDeclined:
    topic: ClassVar[str] = "pin.reset_declined"
    person: str
    reset: str
    by: str


Event = (
    PersonSignedUp
    | DeviceRegistered
    | DeviceRevoked
    | SessionReuseDetected
    | PinLocked
    | PasskeyAdded
    | PasskeyRemoved
    | PinResetAsked
    | PinResetAgreed
    | PinResetDeclined
)


def fact(event: Event, *, key: UUID, prefix: str, person_id: int) -> Fact:
    """The event as the outbox takes it. ``key`` and ``prefix`` name its object."""
    return Fact(
        topic=event.topic,
        key=to_public(prefix, key),
        payload=asdict(event),
        classification="security",
        subject=person_id,
    )
