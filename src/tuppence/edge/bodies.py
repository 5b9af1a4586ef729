"""Request bodies: JSON read strictly (RFC 8259, and what I-JSON, RFC 7493, adds to it).

What two parsers could read differently is refused: duplicate names, NaN, lone surrogates. The
signature covers the bytes, so both sides must agree on what the bytes mean.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import IO, Any, ClassVar

from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from tuppence.kernel.errors import Refused

MAX_DEPTH = 32
_SURROGATE = re.compile("[\ud800-\udfff]")
MEDIA_TYPE = "application/json"


class JsonInvalid(Refused):
    code: ClassVar[str] = "json_invalid"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "The body is not one JSON object that everyone reads alike"


def parse_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a body. Raises `JsonInvalid` for anything else, and nothing but that."""
    try:
        value = _decode(body.decode("utf-8"))
    except RecursionError as error:
        raise JsonInvalid(f"nested deeper than {MAX_DEPTH}") from error
    except UnicodeDecodeError as error:
        raise JsonInvalid("not UTF-8") from error
    except ValueError as error:
        # json's own message tells the position; a number of thousands of digits has none.
        where = f" at position {error.pos}" if isinstance(error, json.JSONDecodeError) else ""
        raise JsonInvalid(f"not JSON{where}") from error
    if not isinstance(value, dict):
        raise JsonInvalid("the body must be an object")
    _check_text_and_depth(value, depth=1)
    return value


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise JsonInvalid("an object names a member twice")
    return found


def _refuse_constant(name: str) -> None:
    raise JsonInvalid(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise JsonInvalid("a number is too large")
    return number


_decode = json.JSONDecoder(
    object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant, parse_float=_finite
).decode


def _check_text_and_depth(value: Any, *, depth: int) -> None:
    if isinstance(value, str):
        # PostgreSQL's text cannot hold NUL; a lone surrogate is no character at all.
        if (not value.isascii() and _SURROGATE.search(value)) or "\x00" in value:
            raise JsonInvalid("a text holds NUL or a lone surrogate")
    elif isinstance(value, dict | list):
        if depth > MAX_DEPTH:
            raise JsonInvalid(f"nested deeper than {MAX_DEPTH}")
        inner = [*value.keys(), *value.values()] if isinstance(value, dict) else value
        for item in inner:
            _check_text_and_depth(item, depth=depth + 1)


class StrictJSONParser(BaseParser):
    """DRF's way to `parse_object`."""

    media_type = MEDIA_TYPE

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        return parse_object(stream.read())


class OnlyJson(BaseContentNegotiation):
    """Answers are JSON whatever ``Accept`` says (RFC 9110, 12.5.1 lets a server disregard it);
    bodies are JSON or refused with 415."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        essence, _, parameters = request.content_type.partition(";")
        named = parameters.replace(" ", "").replace('"', "").lower()
        if essence.strip().lower() == MEDIA_TYPE and named in ("", "charset=utf-8"):
            return next(iter(parsers))
        return None

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type or MEDIA_TYPE


class StrictSerializer(serializers.Serializer[Any]):
    # A body whose unknown members are refused: a misspelt one must not pass silently. (A comment,
    # as a docstring would become the description of every body in the OpenAPI document.)

    exactly_one: ClassVar[bool] = False
    """Whether one member, whichever it is, must stand alone."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = sorted(str(name) for name in data if name not in self.fields)
            if unknown:
                raise serializers.ValidationError(
                    {name: ["This member is not known here."] for name in unknown[:20]}
                )
            if self.exactly_one and len(data) != 1:
                raise serializers.ValidationError(f"Name one of {', '.join(self.fields)}.")
        return super().to_internal_value(data)


def validated(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The request's body, checked. Raises what the exception handler answers 400 for."""
    return checked(serializer, request.data)


def checked(serializer: type[serializers.Serializer[Any]], body: Any) -> dict[str, Any]:
    """A body that was read, checked. Raises as `validated`."""
    data: dict[str, Any] = _made(serializer).run_validation(body)
    return data


def shown(serializer: type[serializers.Serializer[Any]], what: object) -> dict[str, Any]:
    """Something as its serializer (one that needs no context) says it looks."""
    data: dict[str, Any] = _made(serializer).to_representation(what)
    return data


@cache
def _made(serializer: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """The one instance of a serializer. DRF copies every field for each new one, which took a
    quarter of a payment's time; checking and showing alone keep nothing in them."""
    return serializer()
