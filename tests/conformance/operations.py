"""What the API says it can do: every operation of the generated OpenAPI document."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

_METHODS = frozenset({"get", "put", "post", "delete", "patch"})


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one address. ``path`` has its parameters in braces.

    ``guarded``: it needs an access token. ``signed``: and a signature by the device. ``answers``
    are the documented statuses, ``codes`` the problem codes named under each of them.
    """

    method: str
    path: str
    guarded: bool
    signed: bool
    has_body: bool
    answers: dict[int, str]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def documents(self, status: int, code: str) -> bool:
        """Whether the document says that this operation may refuse so."""
        return f"`{code}`" in self.answers.get(status, "")


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document, as generated from the code."""
    generated: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return generated


@cache
def every_operation() -> tuple[Operation, ...]:
    """All of them, in the document's order."""
    return tuple(
        _operation(method, path, described)
        for path, methods in document()["paths"].items()
        for method, described in methods.items()
        if method in _METHODS
    )


def _operation(method: str, path: str, described: dict[str, Any]) -> Operation:
    names = {parameter["name"] for parameter in described.get("parameters", [])}
    return Operation(
        method=method.upper(),
        path=path,
        guarded=any(described.get("security") or []),
        signed="Signature" in names,
        has_body="requestBody" in described,
        answers={
            int(status): answer.get("description", "")
            for status, answer in described["responses"].items()
        },
    )
