"""`manage.py seed_staff`: roles, and accounts of staff."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from billie.staff.accounts import set_up_account
from billie.staff.demo import DEMO_PASSWORD, set_up_demo_staff
from billie.staff.role_groups import unknown_permissions
from billie.staff.roles import Role


class Command(BaseCommand):
    """Creates roles and accounts."""

    help = (
        "Create or change the accounts of staff. Each account has one role: readonly, operations, "
        "supervisor or admin. Safe to run again. Exit code 0 when done, 1 when refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be asked for."""
        parser.add_argument("--username", help="whose account to create or change")
        parser.add_argument("--role", choices=Role.values, help="the one role of that account")
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="read the password from the first line of standard input, ask nothing",
        )
        parser.add_argument(
            "--keep-password",
            action="store_true",
            help="change the role alone; a new account cannot sign in until it has a password",
        )
        parser.add_argument(
            "--demo",
            action="store_true",
            help="create one account for each role with the demo's password; not in production",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the table of roles, then create what was asked for."""
        with structlog.contextvars.bound_contextvars(command="seed_staff"):
            self._seed(options)

    def _seed(self, options: dict[str, Any]) -> None:
        if unknown := unknown_permissions():
            raise CommandError(
                f"The database does not know: {', '.join(sorted(unknown))}. Run manage.py migrate."
            )
        if options["demo"]:
            self._seed_demo()
        if options["username"]:
            self._seed_one(options)
        elif not options["demo"]:
            self.stdout.write(
                "The roles are in place. Name an account with --username and --role."
            )

    def _seed_demo(self) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError(
                "Demo staff are refused in production: everyone knows their password."
            )
        for login in set_up_demo_staff(now=timezone.now()):
            self.stdout.write(f"{login.username:12} {DEMO_PASSWORD:20} {login.role.label}")

    def _seed_one(self, options: dict[str, Any]) -> None:
        username, role = options["username"], options["role"]
        if role is None:
            raise CommandError("Say which role: --role " + "|".join(Role.values))
        password = None
        if not options["keep_password"]:
            password = self._password(username, from_stdin=options["password_stdin"])
        set_up_account(username=username, password=password, role=role, now=timezone.now())
        self.stdout.write(f"{username} now has the role {Role(role).label.lower()}.")

    def _password(self, username: str, *, from_stdin: bool) -> str:
        """Return a password that is strong enough.

        :raises CommandError: if it is too weak, or typed differently the second time
        """
        if from_stdin:
            password = sys.stdin.readline().rstrip("\n")
        else:
            password = getpass.getpass(f"Password of {username}: ")
            if getpass.getpass("Again: ") != password:
                raise CommandError("The two passwords differ; nothing was changed.")
        try:
            validate_password(password, User(username=username))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        return password
