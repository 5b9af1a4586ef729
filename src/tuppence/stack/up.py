"""`tuppence up`: from a folder with nothing in it to a platform that answers.

The servers first, under supervisord; then the database is migrated; then the applications, under
the same supervisord. Whatever interrupts this before it is ready also stops what was started.
"""

import os
import signal
import time
from collections.abc import Callable

from tuppence.kernel.environment import load
from tuppence.stack import database, demo, installation, processes, programs, redis, schema
from tuppence.stack.display import OUT, say, step
from tuppence.stack.failures import StackFailed
from tuppence.stack.folder import Busy, Folder
from tuppence.stack.health import ask
from tuppence.stack.installation import Installation
from tuppence.stack.logs import Tails
from tuppence.stack.supervisor import Supervisor

PATIENCE = 120
"""Seconds that one step may wait for a program to answer."""


class NotReady(StackFailed):
    """Something that was started does not answer."""


def up(*, detach: bool) -> None:
    """Starts the platform, and in the foreground keeps it until it is told to end.

    Raises `SettingsInvalid` or `StackFailed`; nothing is left running then.
    """
    asked = load(os.environ)
    _interrupted_by(signal.SIGTERM, signal.SIGHUP)
    folder = Folder(asked.data_dir)
    folder.prepare()
    supervisor = Supervisor(folder)
    with folder.lock():
        if _all_running(supervisor):
            say("It is up already.")
            _announce(installation.remembered(os.environ))
            return
        _end_leftovers(folder, supervisor)
        try:
            ready = _start(asked.port, installation.compose(asked, folder, os.environ), supervisor)
        except BaseException:
            _uninterrupted()
            _stop(folder, supervisor)
            raise
    if detach:
        _announce(ready)
    else:
        _keep(ready, supervisor)


def down(folder: Folder) -> None:
    """Stops the platform; does nothing when it is not running."""
    if not folder.path.exists():
        say(f"Nothing is running from {folder.path}.")
        return
    with folder.lock():
        _stop(folder, Supervisor(folder))


def _start(wanted_port: int, chosen: Installation, supervisor: Supervisor) -> Installation:
    folder = chosen.folder
    with step("Embedded servers' folders"):
        chosen = installation.make_servers(chosen)
        processes.clear_stale_lock(folder)
    with step("Supervisor, PostgreSQL and Redis"):
        configuration = programs.configuration(
            folder,
            environment=chosen.environment,
            password=folder.secrets()["supervisor_password"],
            ports=chosen.ports,
            url=chosen.url,
        )
        supervisor.start(configuration=configuration, environment=chosen.for_programs())
        schema.load_django(chosen)  # takes a second, in which the servers start
        _await_servers(chosen, supervisor)
    with step("Database") as remarks:
        remarks.extend(schema.prepare(chosen))
    if chosen.environment.mode == "demo":
        with step("Demo family") as remarks:
            remarks.append(demo.seed(chosen))
    with step("Web, worker, schedule and relay") as remarks:
        names = [state.name for state in supervisor.states() if state.name not in chosen.ports]
        supervisor.launch(programs.APPLICATIONS)
        _await(lambda: ask(chosen.url).healthy, supervisor, names, what="/healthz")
        _await(lambda: _all_running(supervisor), supervisor, names, what="every program")
        port = chosen.environment.port
        if wanted_port not in (0, port):
            remarks.append(f"port {wanted_port} is taken, so it is {port}")
    return chosen


def _await_servers(chosen: Installation, supervisor: Supervisor) -> None:
    """Waits until the database and Redis answer, wherever they are; makes the database if it is
    the embedded one."""
    secrets = chosen.folder.secrets()
    if "postgres" in chosen.ports:
        maintenance = chosen.owner_url.removesuffix(database.DATABASE) + "postgres"
        _await(lambda: database.answers(maintenance), supervisor, ["postgres"], what="PostgreSQL")
        database.create(maintenance, password=secrets["app_password"])
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        url = chosen.variables[name]
        if url and (reason := database.why_not(url)):
            raise NotReady(f"the server of {name} cannot be used: {reason}")
    embedded = ["redis"] if "redis" in chosen.ports else []
    url = chosen.variables["REDIS_URL"]
    if not embedded and not redis.answers(url):
        raise NotReady("the server of REDIS_URL does not answer, or refuses: check the URL")
    _await(lambda: redis.answers(url), supervisor, embedded, what="Redis")


def _await(
    answers: Callable[[], bool], supervisor: Supervisor, names: list[str], *, what: str
) -> None:
    deadline = time.monotonic() + PATIENCE
    while not answers():
        for name in names:
            supervisor.check(name)
        if time.monotonic() > deadline:
            raise NotReady(f"{what} did not answer in {PATIENCE} s: see {supervisor.folder.logs}")
        time.sleep(0.1)


def _all_running(supervisor: Supervisor) -> bool:
    try:
        return all(state.state == "RUNNING" for state in supervisor.states())
    except OSError:
        return False


def _end_leftovers(folder: Folder, supervisor: Supervisor) -> None:
    """A run that was killed, or half a start, ends before another begins."""
    if processes.find(folder):
        with step("Ending what an interrupted run left behind") as remarks:
            supervisor.stop()
            remarks.append(f"{processes.end(folder)} processes outlived their supervisor")


def _stop(folder: Folder, supervisor: Supervisor) -> None:
    if processes.find(folder):
        with step("Stopping everything"):
            supervisor.stop()
            processes.end(folder)


def _announce(chosen: Installation) -> None:
    say(f"\nTuppence is ready at {chosen.url}")
    for line in demo.announcement(chosen):
        say(line)
    say("\nStop with `make down`; look with `.venv/bin/tuppence status`, `logs` and `stack`.")


def _keep(ready: Installation, supervisor: Supervisor) -> None:
    """Stays until it is interrupted, and then ends everything."""
    folder = ready.folder
    try:
        _announce(ready)
        say("Ctrl-C stops everything.")
        tails = Tails(sorted(folder.logs.glob("*.log"))) if OUT.is_terminal else None
        while supervisor.process() is not None:
            if tails is not None:
                tails.show_trouble()
            time.sleep(1)
    except KeyboardInterrupt:
        _uninterrupted()
        down(folder)
        return
    try:
        left = bool(processes.find(folder))
        down(folder)
    except Busy:
        left = False
    if left:
        raise StackFailed(f"supervisord ended unexpectedly: see {folder.log('supervisord')}")
    say("Stopped by another command.")


def _interrupted_by(*numbers: signal.Signals) -> None:
    """Lets these signals end us as Ctrl-C does, unless we were told to ignore them (nohup)."""
    for number in numbers:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


def _uninterrupted() -> None:
    """Nothing interrupts the orderly end: an impatient second Ctrl-C least of all."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
