"""The demo family: seeded into an empty platform in demo mode, and its log-ins."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from tuppence.stack.failures import StackFailed
from tuppence.stack.installation import Installation
from tuppence.stack.supervisor import last_lines

LOGINS = "demo.json"


class SeedFailed(StackFailed):
    """The demo family could not be made; the message ends with the last lines of why."""


def seed(chosen: Installation) -> str:
    """Seeds the demo family unless it is there, as the application's own role: it takes nothing
    that the application may not do. Gives a remark for a person."""
    log = chosen.folder.log("seed")
    with log.open("wb") as errors:
        done = subprocess.run(
            [sys.executable, "-m", "tuppence.stack.cli", "manage", "seed_demo"],
            env=chosen.for_programs(),
            stdout=subprocess.PIPE,
            stderr=errors,
            check=False,
        )
    if done.returncode != 0:
        raise SeedFailed(f"the demo family could not be made (see {log}):\n{last_lines(log)}")
    told = json.loads(done.stdout)
    chosen.folder.write(LOGINS, told)
    return "made" if told["seeded"] else "there already"


def logins(chosen: Installation) -> list[dict[str, Any]]:
    """Who can log in, with which phone; empty outside demo mode."""
    return list(chosen.folder.read(LOGINS).get("logins", []))


def announcement(chosen: Installation) -> Iterator[str]:
    """What a newcomer needs to look around."""
    people = logins(chosen)
    if people:
        yield f"  codes by text message arrive at {chosen.url}/dev/inbox"
    for person in people:
        yield "  " + "  ".join(str(value) for value in person.values())
