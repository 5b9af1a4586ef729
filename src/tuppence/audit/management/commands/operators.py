"""``operators``: who may use the console."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from tuppence.audit import operations, roles


class Command(BaseCommand):
    help = "Lists who may use the console, lets someone in, or takes their way in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="everyone who may sign in")
        give = verbs.add_parser("set", help="make a user or change a role (asks for a password)")
        give.add_argument("name")
        give.add_argument("--role", choices=roles.ROLES, required=True)
        give.add_argument("--keep-password", action="store_true")
        dismiss = verbs.add_parser("dismiss", help="take a user's way in, at once")
        dismiss.add_argument("name")

    def handle(self, *, verb: str, **options: Any) -> None:
        getattr(self, f"_{verb}")(options)

    def _list(self, _: dict[str, Any]) -> None:
        for user in User.objects.filter(is_active=True, is_staff=True).order_by("username"):
            names = ", ".join(user.groups.values_list("name", flat=True)) or "no role"
            self.stdout.write(f"{user.username}: {names}")

    def _set(self, options: dict[str, Any]) -> None:
        password = None if options["keep_password"] else self._ask()
        with transaction.atomic():
            user = roles.set_operator(name=options["name"], role=options["role"], password=password)
            operations.record(
                who=operations.at_a_shell(),
                action="operator.set",
                target=user,
                name=user.username,
                role=options["role"],
            )
        self.stdout.write(f"{user.username} is {options['role']}")

    def _dismiss(self, options: dict[str, Any]) -> None:
        with transaction.atomic():
            if not roles.dismiss(name=options["name"]):
                raise CommandError(f"there is no user {options['name']!r}")
            operations.record(
                who=operations.at_a_shell(), action="operator.dismissed", name=options["name"]
            )
        self.stdout.write(f"{options['name']} is out")

    def _ask(self) -> str:
        password = getpass.getpass("Password: ")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password
