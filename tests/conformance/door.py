"""A door of the API: a request that works for one person, and how others are turned away."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Ids = dict[str, str]


@dataclass(frozen=True, slots=True)
class Door:
    """A request that works for ``by``, and must not for those in ``shut_to``.

    ``path`` and ``query`` name the entry of `Town.ids` that stands for each parameter; ``body`` is
    made from the same ids. ``shut_to`` says with what status each other person, signed in and with
    a valid signature, is turned away. ``own``: the operation is about whoever asks, so the others
    are let in, and must see nothing of the family. ``newcomers``: a profile is not needed.
    ``changes_nothing``: not even when it opens, though it is no GET. ``resting``: a minor without a
    guardian's consent is let in, too, as far as anybody is; to all other doors they get a 403.
    """

    by: str
    opens: int
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Callable[[Ids], Any] = lambda _: None
    shut_to: dict[str, int] = field(default_factory=dict)
    own: bool = False
    newcomers: bool = False
    changes_nothing: bool = False
    resting: bool = False


STRANGERS = {"kabir": 404, "zoya": 404, "arjun": 404}
FAMILY_BUT_NOT_OWNER = {"asha": 403, "ravi": 403} | STRANGERS


def from_meera(ids: Ids) -> Any:
    return {"wallet": ids["wallet"], "to": {"handle": "asha"}, "amount": 100}


MEERA = {"person": "meera"}
CHILD_NOT_GUARDIAN = {"meera": 403} | STRANGERS
