"""The demo family: seeded into an empty platform in demo mode, and its log-ins."""

import io
import json
from collections.abc import Iterator
from typing import Any

from tuppence.stack import schema
from tuppence.stack.installation import Installation

LOGINS = "demo.json"


def seed(chosen: Installation) -> str:
    """Seeds the demo family unless it is there, in the process that `schema.prepare` set up. Gives
    a remark for a person."""
    from django.core.management import call_command

    schema.become_application(chosen)
    answer = io.StringIO()
    call_command("seed_demo", stdout=answer)
    told = json.loads(answer.getvalue())
    chosen.folder.write(LOGINS, told)
    return "made" if told["seeded"] else "there already"


def logins(chosen: Installation) -> list[dict[str, Any]]:
    """Who can log in, with which phone; empty outside demo mode."""
    return list(chosen.folder.read(LOGINS).get("logins", []))


def announcement(chosen: Installation) -> Iterator[str]:
    """What a newcomer needs to look around."""
    people = logins(chosen)
    if not people:
        return
    yield f"\nLog in as one of these; the code arrives at {chosen.url}/dev/inbox"
    for person in people:
        yield f"  {person['phone']}  {person['name']}, {person['role']}"
