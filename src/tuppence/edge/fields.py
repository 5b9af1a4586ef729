"""Serializer fields that let only well-formed values in."""

import re
import unicodedata
from typing import Any
from uuid import UUID

from django.db.models import IntegerChoices
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tuppence.kernel.ids import IdInvalid, from_public, to_public
from tuppence.kernel.money import MAX_MINOR, movable
from tuppence.kernel.text import HIDDEN, UNSEEN, hides

_SEEN = re.compile(f"[^{UNSEEN}]")


@extend_schema_field(
    {"type": "integer", "format": "int64", "minimum": 1, "maximum": MAX_MINOR, "example": 12500}
)
class MinorAmount(serializers.Field[int, Any, int, Any]):
    """A whole number of minor units, written as a JSON integer: no text, point or exponent.

    Raises `AmountInvalid` (422, ``amount_invalid``) itself, so that a client sees the same code
    here as from the ledger.
    """

    def to_internal_value(self, data: Any) -> int:
        return movable(data)

    def to_representation(self, value: int) -> int:
        return value


class Label(serializers.ChoiceField):
    """A choice, shown by its name. (A source of ``get_..._display`` would do, but DRF inspects that
    method's signature for every answer.)"""

    def __init__(self, choices: type[IntegerChoices], **kwargs: Any) -> None:
        self._labels = dict(choices.choices)
        super().__init__(choices=choices.labels, **kwargs)

    def to_representation(self, value: Any) -> str:
        return str(self._labels[value])


class SafeText(serializers.CharField):
    """One line of text that shows as what it is (`kernel.text`), in NFC. One of which nothing is
    seen is refused unless ``allow_blank``."""

    default_error_messages = {"unsafe": "This text holds a character that is not allowed."}

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        # DRF's own field turns numbers into text; JSON tells them apart, and so do we.
        if not isinstance(data, str):
            self.fail("invalid")
        if hides(data):
            self.fail("unsafe")
        if data and not self.allow_blank and not _SEEN.search(data):
            self.fail("blank")
        return unicodedata.normalize("NFC", super().to_internal_value(data))


def id_schema(prefix: str) -> dict[str, Any]:
    """What the OpenAPI document says of a TypeID with this prefix."""
    return {"type": "string", "pattern": f"^{prefix}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$"}


class MatchingText(serializers.RegexField):
    """A text of a fixed form; a number is not taken for one."""

    def __init__(self, pattern: str, **kwargs: Any) -> None:
        super().__init__(rf"^(?:{pattern})\Z", **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """True or false as JSON has them: no number and no word is taken for either."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Whole(serializers.IntegerField):
    """A JSON integer: no text, point or exponent, and no true or false."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class PublicId(serializers.Field[UUID, Any, str, Any]):
    """A TypeID of one prefix, as the uuid inside. Raises `IdInvalid` (400, ``id_invalid``)."""

    def __init__(self, prefix: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.prefix = prefix

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            raise IdInvalid(f"expected an id like {self.prefix}_...")
        return from_public(self.prefix, data)

    def to_representation(self, value: UUID) -> str:
        return to_public(self.prefix, value)


# The same as a JSON Schema pattern.
_SAFE, _SAFE_AND_SEEN = f"[^{HIDDEN}]", f"[^{UNSEEN}{HIDDEN}]"


class _SafeTextSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = SafeText

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        shape = auto_schema._map_serializer_field(self.target, direction, bypass_extensions=True)
        pattern = (
            f"^{_SAFE}*$" if self.target.allow_blank else f"^{_SAFE}*{_SAFE_AND_SEEN}{_SAFE}*$"
        )
        return {**shape, "pattern": pattern}


class _PublicIdSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = PublicId

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        return id_schema(self.target.prefix)
