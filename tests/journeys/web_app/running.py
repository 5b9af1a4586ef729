"""A platform to look at: the one that is up, or else one of its own that is gone afterwards."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.platforms import Platform

ROOT = Path(__file__).parents[3]


@contextmanager
def running() -> Iterator[str]:
    """Its address. It has the demo family."""
    up = Platform(ROOT / ".tuppence", wanted_port=0).status()
    if up["running"]:
        if not up["demo"]:
            sys.exit("the platform that runs is not in demo mode: it has nobody to sign in as")
        yield str(up["url"])
        return
    folder = ROOT / ".tuppence" / "look"
    shutil.rmtree(folder, ignore_errors=True)  # of a run before, which has used up some limits
    own = Platform(folder, wanted_port=0)
    done = own.run("up", "--detach")
    if done.returncode:
        sys.exit(done.stderr)
    try:
        yield str(own.status()["url"])
    finally:
        own.run("down")
