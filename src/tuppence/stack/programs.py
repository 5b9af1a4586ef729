"""The programs of the platform, and the supervisord configuration that runs them."""

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tuppence.kernel.environment import Environment
from tuppence.stack import postgres, redis
from tuppence.stack.folder import Folder

GUNICORN_SETTINGS = Path(__file__).parent.parent / "config" / "gunicorn.py"
WORKER_GREENLETS = 20
"""Tasks that a Celery worker runs side by side; mostly they wait for outside systems."""


APPLICATIONS = "applications"
"""supervisord's group of all that needs the servers and a migrated database."""


BEHIND_THE_SCENES = ("worker", "beat", "relay", "backup", "kyc")
"""The applications for which no caller waits: they may pause for a restart."""


@dataclass(frozen=True, slots=True)
class Program:
    """One supervised program."""

    name: str
    command: list[str]
    stop_signal: str = "TERM"
    stop_seconds: int = 25
    """How long it may take to end by itself; after that it is killed."""


def servers(folder: Folder, *, ports: dict[str, int]) -> list[Program]:
    """The embedded servers among ``ports``: PostgreSQL, Redis, both or neither."""
    programs = []
    if "postgres" in ports:
        command = postgres.server_command(folder.postgres, port=ports["postgres"])
        # INT is PostgreSQL's fast shutdown: ends sessions, writes a checkpoint, loses nothing.
        programs.append(Program("postgres", command, stop_signal="INT", stop_seconds=60))
    if "redis" in ports:
        programs.append(Program("redis", redis.server_command(folder.redis)))
    return programs


def applications(*, backups: bool, simulators: Sequence[Program] = ()) -> list[Program]:
    """What is started once the database is migrated; with ``backups``, what makes them; and what
    stands in for outside systems."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "tuppence.config.celery"]
    pool = ["--pool=gevent", f"--concurrency={WORKER_GREENLETS}"]
    quiet = ["--without-gossip", "--without-mingle"]
    cli = [*python, "tuppence.stack.cli"]
    programs = [
        Program("web", [*python, "gunicorn", "-c", str(GUNICORN_SETTINGS)]),
        Program("worker", [*celery, "worker", *pool, *quiet]),
        Program("beat", [*celery, "beat", "--pidfile="]),
        Program("relay", [*cli, "relay"]),
        *simulators,
    ]
    return [*programs, Program("backup", [*cli, "backup", "--keep"])] if backups else programs


def simulators(*, ports: dict[str, int], url: str) -> list[Program]:
    """Those among ``ports``. They tell what happened at ``url``, where the platform answers."""
    if "kyc" not in ports:
        return []
    words = [sys.executable, "-m", "tuppence.stack.simulators.kyc", "--port", str(ports["kyc"])]
    return [Program("kyc", [*words, "--webhook", f"{url}/vendors/kyc"], stop_seconds=5)]


def configuration(
    folder: Folder, *, environment: Environment, password: str, ports: dict[str, int], url: str
) -> str:
    """supervisord's configuration file: the servers start with it, the applications when asked.

    Its paths are relative to the file's own folder, in which supervisord is started: what the data
    folder is called (``100% mine; all #1``) could mean something in a file of this form.
    """
    head = f"""\
[supervisord]
nodaemon=true
silent=true
{"user=root" if os.geteuid() == 0 else ""}
pidfile=supervisord.pid
logfile=../logs/supervisord.log
logfile_maxbytes=5MB
logfile_backups=2
loglevel={environment.log_level.lower().replace("warning", "warn")}

[inet_http_server]
port=127.0.0.1:{ports["supervisor"]}
username=tuppence
password={password}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
    running = [_section(program, starts=True) for program in servers(folder, ports=ports)]
    backups = "postgres" in ports and environment.backup_days > 0
    started = applications(backups=backups, simulators=simulators(ports=ports, url=url))
    waiting = [_section(program, starts=False) for program in started]
    # supervisord stops one group after another, last first, and a group's programs together.
    names = ",".join(program.name for program in started)
    group = f"[group:{APPLICATIONS}]\nprograms={names}\npriority=20\n"
    return "\n".join([head, *running, *waiting, group])


def _section(program: Program, *, starts: bool) -> str:
    # Many retries: a program that needs the database waits out the database's own recovery.
    return f"""\
[program:{program.name}]
command={" ".join(map(_escaped, program.command))}
priority=10
autostart={str(starts).lower()}
autorestart=true
startsecs=1
startretries=100
stopsignal={program.stop_signal}
stopwaitsecs={program.stop_seconds}
stopasgroup=false
killasgroup=true
redirect_stderr=true
stdout_logfile=../logs/{program.name}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=3
"""


def _escaped(word: str) -> str:
    """A word of a command, such that the file gives it back whole. A backslash before all that is
    not plain, rather than quotes: inside those, `` ;`` and `` #`` would begin a comment."""
    return re.sub(r"([^\w/.,:=+@%-])", r"\\\1", word).replace("%", "%%")
