"""The command line, `tuppence`: thin; each command's work is in the module of its name.

Exit codes: 0 done; 1 it did not work, and a message on standard error says why and what to do;
2 the command line was not understood; 3 (`status`) nothing is running; 130 interrupted.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tuppence.kernel.environment import SettingsInvalid
from tuppence.stack import installation
from tuppence.stack.display import fail
from tuppence.stack.failures import StackFailed

DONE, FAILED, INTERRUPTED = 0, 1, 130


def main(words: Sequence[str] | None = None) -> int:
    """Runs one command; gives its exit code."""
    parser = _parser()
    arguments, rest = parser.parse_known_args(words)
    if rest and not hasattr(arguments, "django"):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    arguments.rest = rest
    try:
        return int(arguments.run(arguments))
    except (SettingsInvalid, StackFailed) as failure:
        fail(f"tuppence: {failure}")
        return FAILED
    except OSError as failure:
        # A full disk, most of all. Anything less expected keeps its traceback.
        fail(f"tuppence: {failure}")
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as failure:
        from django.db import OperationalError

        if not isinstance(failure, OperationalError):
            raise
        fail(_unreachable(failure))
        return FAILED


def _unreachable(failure: Exception) -> str:
    reason = str(failure).strip().splitlines()[0]
    return (
        f"tuppence: the database does not answer: {reason}\n"
        "Is the platform running? `tuppence status` tells; `make up` starts it."
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tuppence",
        description="Starts, stops and looks after a Tuppence installation.",
        epilog="exit codes: 0 done, 1 failed (and why), 2 not understood, 3 nothing is running",
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    command = commands.add_parser("up", help="start everything; Ctrl-C stops it")
    command.add_argument("--detach", action="store_true", help="return when it is ready")
    command.set_defaults(run=_up)

    command = commands.add_parser("down", help="stop everything")
    command.set_defaults(run=_down)

    command = commands.add_parser("reload", help="take new code into use; no request fails")
    command.set_defaults(run=_reload)

    command = commands.add_parser("status", help="what runs, where, and the demo log-ins")
    command.add_argument("--json", action="store_true")
    command.set_defaults(run=_status)

    command = commands.add_parser("logs", help="the programs' logs")
    command.add_argument("name", nargs="?", help="one program (default: all)")
    command.add_argument("-f", "--follow", action="store_true", help="go on as lines are added")
    command.set_defaults(run=_logs)

    command = commands.add_parser("migrate", help="bring the database up to this release")
    command.set_defaults(run=_migrate)

    command = commands.add_parser("stack", help="every system, and whether it really works")
    command.add_argument("--json", action="store_true")
    command.set_defaults(run=_stack)

    command = commands.add_parser("receipt", help="payments' receipts")
    verbs = command.add_subparsers(required=True, metavar="verb")
    command = verbs.add_parser("verify", help="whether a receipt holds, offline")
    command.add_argument("file", type=Path)
    command.add_argument("--key", help="the public key to believe (default: this installation's)")
    command.set_defaults(run=_verify_receipt)

    command = commands.add_parser("backup", help="back the embedded database up while it serves")
    what = command.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true", help="what there is, and what it can restore")
    what.add_argument("--keep", action="store_true", help="whenever one is due (supervised)")
    command.add_argument("--json", action="store_true", help="of --list")
    command.set_defaults(run=_backup)

    command = commands.add_parser("restore", help="the embedded database as it was at a time")
    command.add_argument(
        "--to", required=True, metavar="TIME", help="such as 2026-05-04T13:05:00Z; or latest"
    )
    command.set_defaults(run=_restore)

    for name, text in (
        ("relay", "deliver facts to their consumers (supervised; run by hand to look)"),
        ("verify", "recompute the books and name the first row that disagrees"),
    ):
        command = commands.add_parser(name, help=text, add_help=False)
        command.set_defaults(run=_django, django=[name])

    command = commands.add_parser("seed", help="make up people and payments", add_help=False)
    command.set_defaults(run=_seed, django=["seed"])

    _add_partitions(commands)
    _add_demo(commands)

    command = commands.add_parser("manage", help="any Django management command", add_help=False)
    command.set_defaults(run=_django, django=[])
    return parser


def _add_demo(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser("demo", help="the demo family")
    verbs = command.add_subparsers(required=True, metavar="verb")
    command = verbs.add_parser("day", help="play a day of their life, told as it goes")
    command.add_argument("--quick", action="store_true", help="without a pause between scenes")
    command.set_defaults(run=_demo_day)


def _add_partitions(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser("partitions", help="months of transfers and facts")
    command.add_argument("--json", action="store_true", help="of the list")
    verbs = command.add_subparsers(metavar="verb")
    command.set_defaults(run=_partitions, verb=None)
    for name, text in (
        ("detach", "take an old month out, once nothing needs it"),
        ("attach", "take the month that was detached last back in"),
    ):
        command = verbs.add_parser(name, help=text)
        command.add_argument("month", metavar="MONTH", help="such as 2025-01")
        command.set_defaults(run=_partitions, verb=name)


def _up(arguments: argparse.Namespace) -> int:
    from tuppence.stack.up import up

    up(detach=arguments.detach)
    return DONE


def _down(arguments: argparse.Namespace) -> int:
    from tuppence.stack.up import down

    down(installation.folder_of(os.environ))
    return DONE


def _reload(arguments: argparse.Namespace) -> int:
    from tuppence.stack.reload import reload

    reload(installation.remembered(os.environ))
    return DONE


def _status(arguments: argparse.Namespace) -> int:
    from tuppence.stack.status import status

    return status(installation.remembered(os.environ), as_json=arguments.json)


def _logs(arguments: argparse.Namespace) -> int:
    from tuppence.stack.logs import logs

    logs(installation.folder_of(os.environ), name=arguments.name, follow=arguments.follow)
    return DONE


def _migrate(arguments: argparse.Namespace) -> int:
    from tuppence.stack import display, schema

    chosen = installation.remembered(os.environ)
    with display.step("Database") as remarks:
        schema.load_django(chosen)
        remarks.extend(schema.prepare(chosen))
    return DONE


def _stack(arguments: argparse.Namespace) -> int:
    chosen = _as_application()
    import django

    django.setup()
    from tuppence.stack.table import table

    return table(chosen, as_json=arguments.json)


def _verify_receipt(arguments: argparse.Namespace) -> int:
    from tuppence.stack import receipts

    if arguments.key is None:
        _as_application()
    receipts.verify(arguments.file, key=arguments.key)
    return DONE


def _backup(arguments: argparse.Namespace) -> int:
    from tuppence.stack import backup

    chosen = installation.remembered(os.environ)
    if arguments.list:
        backup.show(chosen, as_json=arguments.json)
    elif arguments.keep:
        backup.keep(chosen)
    else:
        backup.backup(chosen)
    return DONE


def _restore(arguments: argparse.Namespace) -> int:
    from tuppence.stack.restore import restore

    restore(installation.remembered(os.environ), to=arguments.to)
    return DONE


def _demo_day(arguments: argparse.Namespace) -> int:
    from tuppence.stack.day.day import play

    play(_as_application(), quick=arguments.quick)
    return DONE


def _django(arguments: argparse.Namespace) -> int:
    _as_application()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tuppence manage", *arguments.django, *arguments.rest])
    return DONE


def _seed(arguments: argparse.Namespace) -> int:
    from tuppence.stack import schema

    schema.load_django(installation.remembered(os.environ))
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tuppence manage", *arguments.django, *arguments.rest])
    return DONE


def _partitions(arguments: argparse.Namespace) -> int:
    from tuppence.stack import schema

    schema.load_django(installation.remembered(os.environ))
    from tuppence.stack import partitions

    if arguments.verb is None:
        partitions.show(as_json=arguments.json)
    elif arguments.verb == "detach":
        partitions.detach(arguments.month)
    else:
        partitions.attach(arguments.month)
    return DONE


def _as_application() -> installation.Installation:
    """Readies this process for Django with the settings that the programs run with."""
    chosen = installation.remembered(os.environ)
    os.environ.update(chosen.for_programs())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuppence.config.settings")
    return chosen


if __name__ == "__main__":
    sys.exit(main())
