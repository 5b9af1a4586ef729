"""`tuppence stack`."""

from tuppence.stack.installation import Installation


def table(chosen: Installation, *, as_json: bool) -> int:
    return 0
