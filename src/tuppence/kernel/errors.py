"""Refusals: what the platform says no to, each a class with a stable code.

A `Refused` is an expected outcome, not a fault: it maps to a 4xx problem answer (RFC 9457) in
`tuppence.edge.problems`, changes nothing, and pages nobody. Subclasses stand beside the function
that raises them. The table of all of them (docs/errors.md) is generated from `every_refusal`.
"""

from collections.abc import Iterator
from typing import Any, ClassVar


class Refused(Exception):
    """A request refused for a reason the caller can act on.

    ``detail`` is one sentence for a person; ``data`` is what a client needs to react, and becomes
    extension members of the problem answer.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "The request was refused"

    def __init__(self, detail: str = "", **data: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.data = data


class NotFound(Refused):
    """Also the answer for what exists but is not the caller's: its existence is not told."""

    code: ClassVar[str] = "not_found"
    status: ClassVar[int] = 404
    title: ClassVar[str] = "There is no such thing, or it is not yours"


class Forbidden(Refused):
    code: ClassVar[str] = "forbidden"
    status: ClassVar[int] = 403
    title: ClassVar[str] = "You may not do this"


class Unavailable(Refused):
    """Try again: ``retry_after`` (whole seconds) becomes the Retry-After header."""

    code: ClassVar[str] = "unavailable"
    status: ClassVar[int] = 503
    title: ClassVar[str] = "The service cannot answer just now"

    def __init__(self, detail: str = "", *, retry_after: int = 1, **data: Any) -> None:
        super().__init__(detail, **data)
        self.retry_after = retry_after


def every_refusal() -> Iterator[type[Refused]]:
    """Every refusal class that has been imported, depth first."""
    waiting: list[type[Refused]] = [Refused]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        yield kind
