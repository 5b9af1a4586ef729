"""PostgreSQL's text form of arrays, for parameters that are cast in their statement
(``%s::bigint[]``).

psycopg looks at each item of a list to learn its type, which for a batch of payments takes longer
than all else; and gives a list of small ints another type than one of large ints, for which the
server would prepare the statement anew.
"""

from collections.abc import Sequence


def numbers(values: Sequence[int | None]) -> str:
    """Ints, booleans and NULLs. Python's own list text is nearly it, and is fast."""
    return "{" + str(list(values))[1:-1].replace("None", "NULL") + "}"


def words(values: Sequence[object]) -> str:
    """Things whose text has no character that an array could take for its own: UUIDs, hex."""
    return "{" + ",".join(map(str, values)) + "}"


def texts(values: Sequence[object]) -> str:
    """Any texts, instants and NULLs."""
    quoted = {value: "NULL" if value is None else _quoted(str(value)) for value in set(values)}
    return "{" + ",".join([quoted[value] for value in values]) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
