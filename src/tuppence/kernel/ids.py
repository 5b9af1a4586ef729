"""Public ids: TypeIDs (a prefix and a UUIDv7 in base 32), so an id tells what it names.

Spec: https://github.com/jetify-com/typeid/tree/main/spec (version 0.3). Inside the house keys are
bigint and uuid; a TypeID exists only where the outside sees it.
"""

from typing import ClassVar
from uuid import UUID

import uuid_utils
from typeid import TypeID
from typeid.codecs import base32
from typeid.errors import TypeIDException

from tuppence.kernel.errors import Refused


class IdInvalid(Refused):
    code: ClassVar[str] = "id_invalid"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "The id is malformed or names another kind of thing"


def new_uuid() -> UUID:
    """A UUIDv7 (RFC 9562): unique, and ordered by the millisecond it was made in."""
    return UUID(int=uuid_utils.uuid7().int)


def to_public(prefix: str, value: UUID) -> str:
    """``"pay", uuid`` -> ``"pay_01h455vb4pex5vsknk084sn02q"``."""
    return f"{prefix}_{base32.encode(value.bytes)}"


def from_public(prefix: str, text: str) -> UUID:
    """The uuid of a public id. Raises `IdInvalid` unless it is a well-formed id of this prefix."""
    try:
        parsed = TypeID.from_string(text)
        value = UUID(int=parsed.uuid.int)
    except (TypeIDException, ValueError) as error:
        raise IdInvalid(f"expected an id like {prefix}_...") from error
    if parsed.prefix != prefix:
        raise IdInvalid(f"expected an id like {prefix}_...")
    return value
