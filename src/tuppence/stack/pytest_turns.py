"""How tests are shared out when several processes run them (``-n``): module by module, as the tests
of a module share what was slow to make."""

from xdist.scheduler import LoadScopeScheduling

_CHAINS = {
    "whole platforms": (
        "tests/journeys/test_reload.py",
        "tests/journeys/test_restore.py",
        "tests/journeys/test_up.py",
        "tests/torture/test_platform.py",
    ),
    "servers": ("tests/journeys/", "tests/torture/"),
}
"""Modules that take turns, by the beginnings of their paths. Each has many processes at work, which
it kills and waits for: side by side they would only take one another's processor. They also take
longest, so they come first, and what is short fills the gaps at the end."""

_PLAIN = ("tests/journeys/test_console.py", "tests/torture/test_ledger_races.py")
"""These start no server, though they are found among those that do."""


class Turns(LoadScopeScheduling):  # type: ignore[misc]  # xdist is not typed
    """Hands out chains and modules in the order of `place`, which that of collection follows."""

    def _split_scope(self, nodeid: str) -> str:
        return chain(nodeid) or nodeid.partition("::")[0]


def chain(nodeid: str) -> str | None:
    """The chain that a test belongs to, if any."""
    if nodeid.startswith(_PLAIN):
        return None
    return next((name for name, paths in _CHAINS.items() if nodeid.startswith(paths)), None)


def place(nodeid: str) -> int:
    """Where a test stands in the queue: chains, then what is true of the whole, then the rooms."""
    found = chain(nodeid)
    if found is not None:
        return list(_CHAINS).index(found)
    return len(_CHAINS) + (not nodeid.startswith("tests/"))
