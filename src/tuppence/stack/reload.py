"""`tuppence reload`: the code that is installed now, in use, while requests go on being answered.

New web workers start beside the old ones; once they serve, the old ones accept nothing more, answer
what is in hand, and end. The address is listened at all the while, by the same gunicorn master.
Settings are those of the last start: to change them, `down` and `up`.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

import psutil

from tuppence.stack import programs
from tuppence.stack.display import step
from tuppence.stack.failures import StackFailed
from tuppence.stack.installation import Installation
from tuppence.stack.supervisor import Supervisor, last_lines

STARTS_WITHIN = 60
"""Seconds for new workers to load the application, on a busy machine."""

ENDS_WITHIN = 30
"""Seconds for the old ones: longer than gunicorn lets them take."""


class ReloadFailed(StackFailed):
    """What ran before still runs."""


def reload(chosen: Installation) -> None:
    """Raises `ReloadFailed` before anything is touched when the new code does not even load."""
    folder = chosen.folder
    supervisor = Supervisor(folder)
    with folder.lock():
        try:
            states = {state.name: state for state in supervisor.states()}
        except OSError as error:
            raise ReloadFailed("nothing is running: start it with `make up`") from error
        with step("Trying the new code"):
            _check_it_loads(chosen)
        with step("Web") as remarks:
            web = states["web"].pid
            if web is None:
                raise ReloadFailed("the web server does not run: see `tuppence logs web`")
            remarks.append(_renew(psutil.Process(web), chosen))
        for name in (n for n in states if n in programs.BEHIND_THE_SCENES):
            with step(name.capitalize()):
                supervisor.restart(programs.APPLICATIONS, name)


def _check_it_loads(chosen: Installation) -> None:
    """A worker that cannot start would end gunicorn itself."""
    tried = subprocess.run(
        [sys.executable, "-c", "import tuppence.config.wsgi"],
        env=chosen.for_programs(),
        capture_output=True,
        text=True,
        check=False,
    )
    if tried.returncode != 0:
        raise ReloadFailed(f"the new code does not load:\n{tried.stderr.strip()[-3000:]}")


def _renew(master: psutil.Process, chosen: Installation) -> str:
    """Adds as many workers as there are, waits until they serve, and lets the old ones go."""
    ready = chosen.folder.run / "web"
    old = {worker.pid for worker in master.children()}

    def serving() -> set[int]:
        return {w.pid for w in master.children() if (ready / str(w.pid)).exists()}

    count = len(old)
    for step_up in range(count):
        master.send_signal(signal.SIGTTIN)  # signals of a kind melt into one: each is waited for
        _await(partial(_has_children, master, count + step_up + 1), STARTS_WITHIN, chosen)
    _await(lambda: len(serving() - old) >= count, STARTS_WITHIN, chosen)
    for left in reversed(range(count)):
        master.send_signal(signal.SIGTTOU)
        _await(partial(_has_children, master, count + left, at_most=True), ENDS_WITHIN, chosen)
    return f"{count} workers renewed"


def _has_children(master: psutil.Process, count: int, *, at_most: bool = False) -> bool:
    living = len(master.children())
    return living <= count if at_most else living >= count


def _await(reached: Callable[[], bool], seconds: float, chosen: Installation) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > deadline:
            log = chosen.folder.log("web")
            raise ReloadFailed(f"the web workers do not change (see {log}):\n{last_lines(log)}")
        time.sleep(0.05)
