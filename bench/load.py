"""`make load`: Debian's `hey` asks for wallets for ten seconds, signed in as a demo guardian.

It asks the platform that runs (`make up`), or else one that it starts on free ports in a folder of
its own, .tuppence/load, and stops again.

    CONNECTIONS=50   how many ask side by side
    SECONDS=10       for how long
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench import server

PATH = "/v1/wallets"
FOLDER = server.ROOT / ".tuppence" / "load"
MOST_SECONDS = 300


def main() -> None:
    hey = shutil.which("hey")
    if hey is None:
        sys.exit("make load needs hey on PATH (on Debian: apt install hey)")
    seconds = _number("SECONDS", 10, most=MOST_SECONDS)
    connections = _number("CONNECTIONS", 50, most=1000)
    with _platform() as (environment, state):
        url = state["url"] + PATH
        token = _sign_in(environment, state)
        print(f"GET {url}, {connections} connections, {seconds} seconds", flush=True)
        done = subprocess.run(
            [hey, "-z", f"{seconds}s", "-c", str(connections), "-H", token, url],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=seconds + 60,
        )
    print(done.stdout)
    if re.search(r"\[429\]", done.stdout):
        print(
            "[429] is the limit of what one person may ask in a minute, and here one person asks "
            "for all.\nTo measure beyond it: TUPPENCE_RATE_LIMIT=10000000 make up"
        )


@contextmanager
def _platform() -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    """A running platform's environment and what `tuppence status` says of it."""
    environment = dict(os.environ)
    state = _status(environment)
    if state.get("healthy"):
        if not state["demo"]:
            sys.exit("the platform that runs is not in demo mode: it has nobody to sign in as")
        yield environment, state
        return
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TUPPENCE_", "DATABASE_", "REDIS_", "DJANGO_"))
    } | {
        "TUPPENCE_MODE": "demo",
        "TUPPENCE_DATA_DIR": str(FOLDER),
        "TUPPENCE_PORT": "0",
        "TUPPENCE_RATE_LIMIT": "10000000",  # of one person, who here asks for all
        "TUPPENCE_BACKUP_DAYS": "0",
    }
    print("nothing runs: starting a platform", flush=True)
    try:
        up = subprocess.run(
            _tuppence("up", "--detach"), env=environment, stdout=subprocess.DEVNULL, check=False
        )
        if up.returncode != 0:
            sys.exit("it did not start")
        yield environment, _status(environment)
    finally:
        subprocess.run(_tuppence("down"), env=environment, stdout=subprocess.DEVNULL, check=False)


def _status(environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        _tuppence("status", "--json"),
        env=environment,
        cwd=server.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return dict(json.loads(done.stdout)) if done.stdout else {}


def _sign_in(environment: dict[str, str], state: dict[str, Any]) -> str:
    """A header that signs the first of the demo family in."""
    done = subprocess.run(
        [sys.executable, "tools/device.py", "login", state["demo"][0]["phone"]],
        env=environment | {"API": state["url"], "TUPPENCE_DATA_DIR": state["data_dir"]},
        cwd=server.ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def _tuppence(*words: str) -> list[str]:
    return [sys.executable, "-m", "tuppence.stack.cli", *words]


def _number(name: str, default: int, *, most: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= most:
        sys.exit(f"{name}: from 1 to {most}")
    return int(text)


if __name__ == "__main__":
    main()
