"""Pure decisions about checks: what a number looks like, what a provider's word changes, when it is
asked again, how often one may try."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Final

from tuppence.kernel.errors import Refused

FIRST_ASKED: Final = timedelta(seconds=60)
"""After this long without a word the provider is asked."""
SELDOMEST: Final = timedelta(hours=6)
STUCK_AFTER: Final = timedelta(minutes=30)
UNSENT_FOR: Final = timedelta(minutes=10)
"""A check that the provider never got is given up after this long; it is no try."""

TRIES_A_DAY: Final = 3
TRIES_IN_ALL: Final = 10
_DAY: Final = timedelta(hours=24)

_FORMS: Final = {
    "pan": re.compile(r"[A-Z]{5}[0-9]{4}[A-Z]", re.ASCII),
    "passport": re.compile(r"[A-Z][0-9]{7}", re.ASCII),
    "driving_licence": re.compile(r"[A-Z]{2}[0-9A-Z]{8,16}", re.ASCII),
    "voter_id": re.compile(r"[A-Z]{3}[0-9]{7}", re.ASCII),
}

SAID: Final = frozenset({"pending", "approved", "rejected", "review"})
"""What a provider can say of a check."""


class DocumentNumberInvalid(Refused):
    code: ClassVar[str] = "document_number_invalid"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "That is not what the number of such a document looks like"


class KycTriesSpent(Refused):
    """``again_at``: when one can try again; null when only support can help."""

    code: ClassVar[str] = "kyc_tries_spent"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "There were as many tries as there may be"


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as it was shown. The number is on its way to the provider and goes nowhere else:
    it is not in this object's text, so that no log and no traceback can have it."""

    kind: str
    number: str = field(repr=False)
    name: str = field(repr=False)

    @property
    def last_four(self) -> str:
        return self.number[-4:]


def shown(*, kind: str, number: str, name: str) -> Shown:
    """A document with its number as it is printed, less spaces and hyphens. Raises
    `DocumentNumberInvalid`."""
    plain = re.sub(r"[\s-]", "", number).upper()
    form = _FORMS.get(kind)
    if form is None or not form.fullmatch(plain):
        raise DocumentNumberInvalid
    return Shown(kind=kind, number=plain, name=name)


def after(state: str, said: str) -> str | None:
    """The state that a provider's word makes of an open one; None where it changes nothing: a
    decision stands, whatever is said late or in another order."""
    if state not in ("submitted", "review", "stuck") or said not in SAID:
        return None
    if said in ("pending", state):
        return None
    return said


def next_ask(*, asked: int, now: datetime) -> datetime:
    """When the provider is asked next, who was asked so many times: after a minute, and twice as
    long with each further time."""
    return now + min(FIRST_ASKED * (1 << min(asked, 12)), SELDOMEST)


def is_stuck(state: str, *, submitted_at: datetime, now: datetime) -> bool:
    """Whether a check that the provider has said nothing of must be looked at by a person."""
    return state == "submitted" and now - submitted_at >= STUCK_AFTER


def check_tries(tries: Sequence[datetime], *, now: datetime) -> None:
    """Raises `KycTriesSpent` when one more try than those at these instants is one too many."""
    if len(tries) >= TRIES_IN_ALL:
        raise KycTriesSpent("support can help", again_at=None)
    lately = sorted(at for at in tries if at > now - _DAY)
    if len(lately) >= TRIES_A_DAY:
        again = lately[-TRIES_A_DAY] + _DAY
        raise KycTriesSpent(again_at=again.isoformat())
