"""Bringing the database and the static files up to this release: what `tuppence migrate` does.

Runs Django in this process, as the role that owns the schema.
"""

import hashlib
import io
import os

import psycopg

from tuppence.kernel.database_url import Pooler, for_django, pooler
from tuppence.kernel.files import write_private
from tuppence.stack import database
from tuppence.stack.failures import StackFailed
from tuppence.stack.installation import Installation


class RolesUnusable(StackFailed):
    """The two database URLs do not fit together."""


class MigrationFailed(StackFailed):
    """The database is as it was before the step that failed; the message has its reason."""


def load_django(chosen: Installation) -> None:
    """Sets Django up in this process, as the owner of the schema; asks nothing of any server.

    Raises `RolesUnusable` when the owner's address is a pooler's.
    """
    _check_direct(chosen)
    os.environ.update(chosen.for_owner())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuppence.config.settings")
    import django

    django.setup()


def prepare(chosen: Installation) -> list[str]:
    """Migrates, grants, collects static files, once Django is loaded. Gives remarks for a person.

    Raises `RolesUnusable` or `MigrationFailed`.
    """
    from django.db import Error

    _check_roles(chosen)
    try:
        applied = _migrate()
        owned = chosen.owner_url == chosen.variables["DATABASE_URL"]
        if not owned:
            database.grant(chosen.owner_url)
    except (Error, psycopg.Error) as error:
        raise MigrationFailed(
            f"the database refused a migration or a grant, which was undone: {error}"
        ) from error
    remarks = [f"{applied} migrations applied" if applied else "no migration to apply"]
    if owned:
        remarks.append("the application owns its schema: set DATABASE_OWNER_URL to prevent that")
    _collect_static(chosen)
    return remarks


def _check_direct(chosen: Installation) -> None:
    """Who changes the schema holds a session for as long as that takes, and whatever a future
    migration sets in it: neither is a shared session's business."""
    if pooler(chosen.owner_url) is not Pooler.NONE:
        raise RolesUnusable(
            "DATABASE_URL is a pooler's, which nobody migrates or seeds through: set "
            "DATABASE_OWNER_URL to the server's own address, as the role that owns the schema"
        )


def _check_roles(chosen: Installation) -> None:
    role = database.role_of(chosen.variables["DATABASE_URL"])
    if chosen.owner_url != chosen.variables["DATABASE_URL"] and role != database.APPLICATION:
        raise RolesUnusable(
            f"DATABASE_URL logs in as {role}: with a DATABASE_OWNER_URL beside it, it must be "
            f"{database.APPLICATION}, the role that the ledger's grants are made for"
        )


def _migrate() -> int:
    """Always runs the command: the rooms put their SQL functions and grants in place after it,
    as the code has them now, also when no migration is new. Gives how many were."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    call_command("migrate", interactive=False, verbosity=0)
    connection.close()
    return len(plan)


def _collect_static(chosen: Installation) -> None:
    """Copies static files when any changed since the last time."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path} {storage.size(path)} {storage.get_modified_time(path)}".encode())
    stamp = chosen.folder.path / "static" / ".collected"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", interactive=False, verbosity=0, stdout=io.StringIO())
    write_private(stamp, digest.hexdigest())


def become_application(chosen: Installation) -> None:
    """From here on, this process does in the database what the application may do, and no more."""
    from django.db import connection

    connection.close()
    connection.settings_dict.update(for_django(chosen.variables["DATABASE_URL"]))
