"""Who is asking: the person, on which device, in which session."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in caller of one request; ``request.user`` in views.

    ``stepped_up`` tells that the PIN was given within the last minutes. ``device_key`` is the
    device's public key as an uncompressed SEC 1 point. ``consented``: no guardian's consent is
    missing, as the caller is of age or it is in force.
    """

    person_id: int
    person: UUID
    device_id: int
    session_id: int
    stepped_up: bool
    device: UUID
    device_key: bytes = field(repr=False)
    profile_complete: bool
    consented: bool

    @classmethod
    def absent(cls, *, person_id: int, person: UUID) -> "Actor":
        """Somebody for whom something is done now that they asked for before: no device, no
        session. That they confirmed it then is what ``stepped_up`` tells. Whether consent is in
        force is judged with the payment."""
        return cls(
            person_id=person_id,
            person=person,
            device_id=0,
            session_id=0,
            stepped_up=True,
            device=UUID(int=0),
            device_key=b"",
            profile_complete=True,
            consented=True,
        )

    @property
    def is_authenticated(self) -> bool:
        """Always: there is no Actor for someone who is not signed in. (DRF asks.)"""
        return True
