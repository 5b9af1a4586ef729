"""The demo family: seeded into an empty platform in demo mode, and its log-ins."""

import io
import json
import secrets
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
    told["console"] = chosen.folder.read(LOGINS).get("console")
    if told["seeded"] or told["console"] is None:
        told["console"] = _operators()
    chosen.folder.write(LOGINS, told)
    return "made" if told["seeded"] else "there already"


def logins(chosen: Installation) -> list[dict[str, Any]]:
    """Who can log in, with which phone; empty outside demo mode."""
    return list(_told(chosen).get("logins", []))


def console(chosen: Installation) -> dict[str, Any] | None:
    """The log-ins of the operators' console: ``names`` and their ``password``; None outside demo
    mode."""
    told: dict[str, Any] | None = _told(chosen).get("console")
    return told


def _told(chosen: Installation) -> dict[str, Any]:
    return chosen.folder.read(LOGINS) if chosen.variables["TUPPENCE_MODE"] == "demo" else {}


def announcement(chosen: Installation) -> Iterator[str]:
    """What a newcomer needs to look around."""
    people = logins(chosen)
    if not people:
        return
    yield f"\nLog in as one of these; the code arrives at {chosen.url}/dev/inbox"
    for person in people:
        yield f"  {person['phone']}  {person['name']}, {person['role']}"
    operators = console(chosen)
    if operators is not None:
        names = ", ".join(operators["names"])
        yield f"\nOperators' console at {chosen.url}/admin/"
        yield f"  any of {names}, password {operators['password']}"


def _operators() -> dict[str, Any]:
    """Log-ins with a password of this installation's own, as the console shows everyone's money."""
    from tuppence.audit import roles

    password = secrets.token_urlsafe(12)
    return {"names": roles.create_operators(password), "password": password}
