"""`tuppence status`: what runs, where, and who can log in."""

import json
import sys
from typing import Any

from rich.table import Table

from tuppence.stack import demo
from tuppence.stack.display import OUT, say
from tuppence.stack.health import ask
from tuppence.stack.installation import Installation
from tuppence.stack.supervisor import State, Supervisor

ALL_RUN, SOMETHING_DOES_NOT, NOTHING_RUNS = 0, 1, 3


def status(chosen: Installation, *, as_json: bool) -> int:
    """Prints the state; gives the command's exit code."""
    try:
        states = Supervisor(chosen.folder).states()
    except OSError:
        states = []
    health = ask(chosen.url, timeout=5) if states else None
    healthy = health is not None and health.healthy
    if as_json:
        sys.stdout.write(json.dumps(_document(chosen, states, healthy=healthy), indent=2) + "\n")
    elif states:
        _show(chosen, states, healthy=healthy)
    else:
        say(f"Nothing is running from {chosen.folder.path}. Start with `make up`.")
    if not states:
        return NOTHING_RUNS
    return ALL_RUN if healthy and _all_run(states) else SOMETHING_DOES_NOT


def _all_run(states: list[State]) -> bool:
    return all(state.state == "RUNNING" for state in states)


def _document(chosen: Installation, states: list[State], *, healthy: bool) -> dict[str, Any]:
    return {
        "running": bool(states),
        "healthy": healthy,
        "url": chosen.url if states else None,
        "mode": chosen.environment.mode,
        "data_dir": str(chosen.folder.path),
        "processes": [
            {
                "name": state.name,
                "state": state.state,
                "pid": state.pid,
                "uptime_seconds": state.uptime,
                "log": str(chosen.folder.log(state.name)),
            }
            for state in states
        ],
        "demo": demo.logins(chosen) if states else [],
        "console": demo.console(chosen) if states else None,
    }


def _show(chosen: Installation, states: list[State], *, healthy: bool) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("program", "state", "pid", "up for"):
        table.add_column(column)
    for state in states:
        colour = "green" if state.state == "RUNNING" else "red"
        uptime = "" if state.uptime is None else _spoken(state.uptime)
        pid = "" if state.pid is None else str(state.pid)
        table.add_row(state.name, f"[{colour}]{state.state.lower()}[/{colour}]", pid, uptime)
    OUT.print(table)
    say(f"\n{chosen.url} {'answers' if healthy else 'does not answer as it should'}")
    for line in demo.announcement(chosen):
        say(line)


def _spoken(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    return f"{hours} h {rest // 60} min" if hours else f"{rest // 60} min {rest % 60} s"
