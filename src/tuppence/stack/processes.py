"""Which processes belong to this installation, and ending those that no supervisor keeps.

When supervisord is killed, its children live on and hold the ports and the data. They are known by
the mark in their environment, or (servers overwrite theirs) by a pid file in the data folder whose
process works in that folder. A process id alone proves nothing: it may be somebody else's by now.
"""

import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil

from tuppence.stack.folder import Folder

MARK = "SUPERVISED_TUPPENCE"
"""The environment variable that every process of an installation inherits: its data folder."""

RESTORING = "data.restoring"
"""Where a restore rebuilds the past, beside the database."""

PATIENCE = 20
"""Seconds a leftover may take to end by itself before it is killed."""


def find(folder: Folder) -> list[psutil.Process]:
    """Every live process that was started for this data folder."""
    found = {process.pid: process for process in psutil.process_iter() if marked(process, folder)}
    restoring = server_of(folder.postgres / RESTORING)  # of a restore that was killed
    for server in (_postgres(folder), _redis(folder), restoring):
        if server is not None:
            found[server.pid] = server
    return list(found.values())


def end(folder: Folder) -> int:
    """Ends them all, kindly first; gives how many there were."""
    postgres = _postgres(folder)
    processes = find(folder)
    for process in processes:
        # INT: PostgreSQL ends its sessions; on TERM it would wait for them.
        _signal(process, signal.SIGINT if process == postgres else signal.SIGTERM)
    stubborn = wait(processes, seconds=PATIENCE)
    for process in stubborn:
        _signal(process, signal.SIGKILL)
    wait(stubborn, seconds=PATIENCE)
    return len(processes)


def wait(processes: list[psutil.Process], *, seconds: float) -> list[psutil.Process]:
    """Waits until they have ended; gives those that have not in time.

    One that has ended counts even while its parent has not asked for its exit code: in a container
    nobody may ever ask.
    """
    deadline = time.monotonic() + seconds
    while (alive := [process for process in processes if _lives(process)]) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.05)
    return alive


def clear_stale_lock(folder: Folder) -> None:
    """Removes PostgreSQL's lock file when its server is gone.

    PostgreSQL itself refuses to start as long as *any* process has the noted id, which after a
    restart of the machine or container is often so.
    """
    if _postgres(folder) is None:
        (folder.postgres / "data" / "postmaster.pid").unlink(missing_ok=True)


def marked(process: psutil.Process, folder: Folder) -> bool:
    """Whether a process was started for this data folder, by its environment."""
    try:
        return bool(process.environ().get(MARK) == str(folder.path))
    except (psutil.Error, OSError):
        return False


def noted(pid_file: Path) -> psutil.Process | None:
    """The live process whose id a pid file gives; it may be somebody else's by now."""
    try:
        return psutil.Process(int(pid_file.read_text().split()[0]))
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def server_of(data: Path) -> psutil.Process | None:
    """The PostgreSQL server that works on this data folder, when it lives."""
    return _at_work_in(data, noted(data / "postmaster.pid"))


def _postgres(folder: Folder) -> psutil.Process | None:
    return server_of(folder.postgres / "data")


def _redis(folder: Folder) -> psutil.Process | None:
    return _at_work_in(folder.redis, noted(folder.redis / "redis.pid"))


def _at_work_in(folder: Path, process: psutil.Process | None) -> psutil.Process | None:
    try:
        if process is not None and Path(process.cwd()).samefile(folder):
            return process
    except (OSError, psutil.Error):
        pass
    return None


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(number)
