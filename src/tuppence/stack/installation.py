"""One installation: a data folder, its embedded servers, and the settings its programs run with.

Settings that a person gives always win. What is missing in demo mode (secrets, the embedded
servers' URLs) is generated or derived here, and noted in the folder's environment.json, so that
`tuppence status`, `tuppence manage` and the rest find the same platform that `tuppence up` started.
"""

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tuppence.kernel.environment import SETTINGS, Environment, load
from tuppence.stack import database, postgres, redis
from tuppence.stack.backups import Backups
from tuppence.stack.failures import StackFailed
from tuppence.stack.folder import Folder, free_port, port_is_free
from tuppence.stack.processes import RESTORING

REMEMBERED = "environment.json"
PORTS_TRIED = 100
CONNECTIONS_APART = 10
"""Database connections besides the pools': beat, relay, commands, what PostgreSQL keeps back."""


class TooManyConnections(StackFailed):
    """The programs would want more database connections than the embedded server gives."""


class DatabaseLost(StackFailed):
    """The database is gone, and can be restored."""


class AddressUnusable(StackFailed):
    """The platform cannot listen where it was told to."""


@dataclass(frozen=True, slots=True)
class Installation:
    """``variables``: every setting as an environment variable. ``ports``: of the embedded servers
    (``postgres``, ``redis``, and ``kyc``, a simulator) that run here, and of supervisord itself
    (``supervisor``)."""

    folder: Folder
    variables: dict[str, str]
    ports: dict[str, int]

    @property
    def environment(self) -> Environment:
        return load(self.variables)

    @property
    def owner_url(self) -> str:
        """The database as the role that migrates."""
        return self.variables["DATABASE_OWNER_URL"] or self.variables["DATABASE_URL"]

    @property
    def url(self) -> str:
        """Where a browser on this machine finds the platform."""
        host = self.variables["TUPPENCE_HOST"]
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104
        shown = f"[{shown}]" if ":" in shown and not shown.startswith("[") else shown
        return f"http://{shown}:{self.variables['TUPPENCE_PORT']}"

    def for_programs(self) -> dict[str, str]:
        """The environment of the supervised programs: they never see the owner's password."""
        given = {name: value for name, value in os.environ.items() if not _misleading(name)}
        return given | self.variables | {"DATABASE_OWNER_URL": "", "PYTHONUNBUFFERED": "1"}

    def for_owner(self) -> dict[str, str]:
        """The environment of a process that changes the schema."""
        return self.for_programs() | {"DATABASE_URL": self.owner_url}


def compose(asked: Environment, folder: Folder, source: Mapping[str, str]) -> Installation:
    """The installation to start: what was asked for, and what it leaves to us.

    Raises `AddressUnusable` or `TooManyConnections`.
    """
    secrets = folder.secrets()
    embedded = [
        name
        for name, url in (("postgres", asked.database_url), ("redis", asked.redis_url))
        if not url
    ]
    if asked.mode == "demo" and not asked.kyc_url:
        embedded.append("kyc")
    ports = folder.ports("supervisor", *embedded)
    ours = {name: port for name, port in ports.items() if name in (*embedded, "supervisor")}
    variables = {setting.name: source.get(setting.name, "") for setting in SETTINGS}
    variables["TUPPENCE_MODE"] = asked.mode
    variables["TUPPENCE_DATA_DIR"] = str(folder.path)
    variables["TUPPENCE_HOST"] = asked.host
    variables["TUPPENCE_SECRET_KEY"] = asked.secret_key or secrets["secret_key"]
    variables["TUPPENCE_SEAL_KEY"] = asked.seal_key or secrets["seal_key"]
    if asked.mode == "demo":
        variables["TUPPENCE_PUSH_KEY"] = asked.push_key or secrets["push_key"]
    variables["TUPPENCE_METRICS_TOKEN"] = asked.metrics_token or secrets["metrics_token"]
    if "postgres" in ours:
        _check_connections(asked)
        role, password = database.APPLICATION, secrets["app_password"]
        variables["DATABASE_URL"] = (
            f"postgresql://{role}:{password}@127.0.0.1:{ours['postgres']}/{database.DATABASE}"
        )
        variables["DATABASE_OWNER_URL"] = ""
    if "redis" in ours:
        variables["REDIS_URL"] = redis.url(port=ours["redis"], password=secrets["redis_password"])
    if "kyc" in ours:
        variables["TUPPENCE_KYC_URL"] = f"http://127.0.0.1:{ours['kyc']}"
        for name in ("kyc_token", "kyc_webhook_secret"):
            variables[f"TUPPENCE_{name.upper()}"] = secrets[name]
    variables["TUPPENCE_PORT"] = str(listening_port(asked.host, asked.port))
    return Installation(folder, variables, ours)


def _check_connections(asked: Environment) -> None:
    wanted = (asked.web_workers + 1) * asked.db_pool + CONNECTIONS_APART
    most = int(postgres.SETTINGS["max_connections"])
    if wanted > most:
        raise TooManyConnections(
            f"{asked.web_workers} web workers and the job worker, with pools of {asked.db_pool}, "
            f"want up to {wanted} connections, and the embedded PostgreSQL gives {most}: lower "
            "TUPPENCE_WEB_WORKERS or TUPPENCE_DB_POOL, or set DATABASE_URL to a larger server"
        )


def make_servers(installation: Installation) -> Installation:
    """Makes the embedded servers' folders; gives the installation with the owner's URL known."""
    folder, ports = installation.folder, installation.ports
    variables = dict(installation.variables)
    if "postgres" in ports:
        _check_not_lost(folder)
        archived = folder.backups / "wal" if installation.environment.backup_days else None
        postgres.create(folder.postgres, wal_archive=archived)
        cluster = postgres.Cluster(folder.postgres, ports["postgres"])
        variables["DATABASE_OWNER_URL"] = cluster.url(database.DATABASE)
    if "redis" in ports:
        password = folder.secrets()["redis_password"]
        redis.configure(folder.redis, port=ports["redis"], password=password)
    folder.write(REMEMBERED, variables)
    return replace(installation, variables=variables)


def _check_not_lost(folder: Folder) -> None:
    """Raises `DatabaseLost` rather than let a new database begin beside the backups of another,
    and mix its log with theirs."""
    postgres.finish_swap(folder.postgres)
    backups = Backups(folder.backups)
    backups.adopt(folder.postgres / "data")
    # What a killed restore left; `up` has ended its server, if that lived on.
    shutil.rmtree(folder.postgres / RESTORING, ignore_errors=True)
    if not (folder.postgres / "data").exists() and backups.bases():
        raise DatabaseLost(
            f"there is no database in {folder.postgres}, but there are backups of one: bring it "
            f"back with `tuppence restore --to latest`; or, to start anew, move {folder.backups} "
            "away"
        )


def folder_of(source: Mapping[str, str]) -> Folder:
    """The data folder that the environment names, whatever else is wrong with the settings."""
    return Folder(Path(source.get("TUPPENCE_DATA_DIR") or ".tuppence").expanduser().absolute())


def remembered(source: Mapping[str, str]) -> Installation:
    """The installation as last started from the data folder that the environment names.

    Settings given in the environment now win over the remembered ones; without anything
    remembered, they must suffice. Raises `SettingsInvalid`.
    """
    folder = folder_of(source)
    known = {name: str(value) for name, value in folder.read(REMEMBERED).items()}
    given = {s.name: source[s.name] for s in SETTINGS if source.get(s.name)}
    if known:
        # Where it listens is what was found free at the start, not what was wished for.
        given.pop("TUPPENCE_PORT", None)
    variables = {setting.name: "" for setting in SETTINGS} | known | given
    strange = {n: v for n, v in source.items() if n.startswith("TUPPENCE_") and n not in variables}
    load(variables | strange)
    ports = {name: int(port) for name, port in folder.read("ports.json").items()}
    named = ("DATABASE_URL", "REDIS_URL", "TUPPENCE_KYC_URL")
    urls = "".join(f" {variables[name]}/" for name in named)
    used = {
        n: p
        for n, p in ports.items()
        if n == "supervisor" or re.search(rf"[@/]127\.0\.0\.1:{p}/", urls)
    }
    return Installation(folder, variables, used)


def listening_port(host: str, wanted: int) -> int:
    """The wanted port, or the next free one; 0 means any. Raises `AddressUnusable`."""
    try:
        if wanted == 0:
            return free_port(host)
        for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
            if port_is_free(host, port):
                return port
    except PermissionError as error:
        raise AddressUnusable(
            f"port {wanted} is reserved to root: set TUPPENCE_PORT to 1024 or more"
        ) from error
    except OSError as error:
        raise AddressUnusable(
            f"TUPPENCE_HOST {host} is not an address of this machine ({error.strerror})"
        ) from error
    raise AddressUnusable(
        f"no port from {wanted} to {wanted + PORTS_TRIED - 1} is free: set TUPPENCE_PORT to another"
    )


def _misleading(name: str) -> bool:
    """libpq's own variables would redirect connections whose every detail we give."""
    return name.startswith("PG") and name[2:3].isupper()
