"""Running PostgreSQL, which refuses to run as root or as a user without a name, when we are that.

Two ways, the first that this machine's kernel allows:

- a *user namespace* in which root's own files belong to an ordinary user;
- *another user* (nobody) that keeps root's right to pass through closed folders, for containers
  whose seccomp profile forbids namespaces. Only the database's own folder changes its owner.

Neither opens a folder to anyone else. As an ordinary user with a name, a program simply runs.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tuppence.stack.failures import StackFailed

_UID = 65534


class NoWay(StackFailed):
    """We cannot run the program as we are, and this machine gives no way to be anybody else."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a program is made to see itself as an ordinary user: the words before its command.

    ``owner``: who must own the program's files, as seen from outside; None for whoever we are.
    """

    words: tuple[str, ...]
    owner: int | None = None


PLAIN = Way(())
NAMESPACE = Way(("unshare", "--user", f"--map-user={_UID}", f"--map-group={_UID}"))
NOBODY = Way(
    (
        "setpriv", f"--reuid={_UID}", f"--regid={_UID}", "--clear-groups",
        "--inh-caps=+dac_override", "--ambient-caps=+dac_override",
    ),
    owner=_UID,
)  # fmt: skip


@cache
def way() -> Way:
    """The first way that works here, tried for real. Raises `NoWay`."""
    if os.geteuid() != 0 and _has_name(os.geteuid()):
        return PLAIN
    for candidate in (NAMESPACE, NOBODY):
        if works(candidate):
            return candidate
    raise NoWay(
        "PostgreSQL does not run as root nor as a user without a name, and neither "
        "`unshare --user` nor `setpriv` is allowed here: run as an ordinary user, or set "
        "DATABASE_URL to a server of your own"
    )


def command(words: list[str]) -> list[str]:
    """The command, such that it sees itself as an ordinary user."""
    return [*way().words, *words]


def own(folder: Path) -> None:
    """Gives a folder of the program to whom it runs as, should it have run another way before."""
    owner = way().owner
    owner = os.geteuid() if owner is None else owner
    if not folder.exists() or folder.stat().st_uid == owner:
        return
    for parent, _, files in os.walk(folder):
        for path in (parent, *(f"{parent}/{file}" for file in files)):
            os.chown(path, owner, owner, follow_symlinks=False)


def works(candidate: Way) -> bool:
    """Whether the kernel, and the container we may be in, let us go this way."""
    if shutil.which(candidate.words[0]) is None:
        return False
    tried = subprocess.run([*candidate.words, "true"], capture_output=True, check=False)
    return tried.returncode == 0


def _has_name(user: int) -> bool:
    """A container may be run as any number; initdb wants to find it among the users."""
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True
