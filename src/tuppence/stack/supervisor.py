"""supervisord: started in a session of its own, spoken to over XML-RPC on a loopback port with a
generated password (a Unix socket's path may have 107 characters only; a data folder's may be
longer)."""

import http.client
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tuppence.kernel.files import write_private
from tuppence.stack.failures import StackFailed
from tuppence.stack.folder import Folder
from tuppence.stack.processes import MARK, marked, noted, wait


class SupervisorFailed(StackFailed):
    """supervisord or a program under it did not start; the message ends with its last lines."""


@dataclass(frozen=True, slots=True)
class State:
    """One program as supervisord sees it; ``uptime`` in whole seconds."""

    name: str
    state: str
    pid: int | None
    uptime: int | None


class _Impatient(xmlrpc.client.Transport):
    """Gives up on a supervisord that hangs; a program may take its time to end, though."""

    patience = 40

    def make_connection(self, host: Any) -> Any:
        connection = super().make_connection(host)
        connection.timeout = self.patience
        return connection


class Supervisor:
    """The supervisord of one data folder."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder

    def start(self, *, configuration: str, environment: Mapping[str, str]) -> None:
        """Starts supervisord and waits until it answers. Raises `SupervisorFailed`."""
        file = self.folder.run / "supervisord.conf"
        write_private(file, configuration)
        output = self.folder.log("supervisord-output")
        with output.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "tuppence.stack.steady_supervisord", "-c", file.name],
                cwd=self.folder.run,  # what the file's paths are relative to
                env={**environment, MARK: str(self.folder.path)},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        deadline = time.monotonic() + 20
        while not self.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise SupervisorFailed(f"supervisord did not start:\n{last_lines(output)}")
            time.sleep(0.05)

    def answers(self) -> bool:
        try:
            self._call("getState")
        except OSError:
            return False
        return True

    def states(self) -> list[State]:
        """Every program's state; raises OSError when supervisord is not there."""
        return [
            State(
                name=info["name"],
                state=info["statename"],
                pid=info["pid"] or None,
                uptime=info["now"] - info["start"] if info["pid"] else None,
            )
            for info in self._call("getAllProcessInfo")
        ]

    def launch(self, group: str) -> None:
        """Asks for a group's programs to be started, and does not wait for them."""
        self._call("startProcessGroup", group, False)

    def restart(self, group: str, name: str) -> None:
        """Ends a program of a group as `down` would, and starts it again; waits until it stays."""
        self._call("stopProcess", f"{group}:{name}", True)
        self._call("startProcess", f"{group}:{name}", True)

    def check(self, name: str) -> None:
        """Raises `SupervisorFailed` with the last lines of a program that cannot stay up."""
        state = next(state for state in self.states() if state.name == name)
        if state.state in ("FATAL", "EXITED", "BACKOFF"):
            log = self.folder.log(name)
            raise SupervisorFailed(f"{name} does not start (see {log}):\n{last_lines(log)}")

    def stop(self) -> None:
        """Stops every program in order, then supervisord itself, and waits for it."""
        process = self.process()
        if process is None:
            return
        with suppress(psutil.NoSuchProcess):
            process.terminate()
        wait([process], seconds=90)

    def process(self) -> psutil.Process | None:
        """supervisord itself, when it lives."""
        process = noted(self.folder.run / "supervisord.pid")
        return process if process is not None and marked(process, self.folder) else None

    def _call(self, method: str, *arguments: Any) -> Any:
        # Somebody else may listen on the port by now; our password is told to our process only.
        if self.process() is None:
            raise ConnectionRefusedError(f"nothing is running from {self.folder.path}")
        port = self.folder.read("ports.json")["supervisor"]
        password = self.folder.secrets()["supervisor_password"]
        address = f"http://tuppence:{password}@127.0.0.1:{port}/RPC2"
        try:
            with xmlrpc.client.ServerProxy(address, transport=_Impatient()) as server:
                return getattr(server.supervisor, method)(*arguments)
        except (xmlrpc.client.Error, http.client.HTTPException) as error:
            raise ConnectionError(f"supervisord does not answer: {error}") from error


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, for a message."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 8000))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-count:])
    except FileNotFoundError:
        return "(it has written nothing)"
