#!/usr/bin/env python
"""Run Django's commands with Billie's settings, on the embedded servers if there are no others."""

import importlib
import os
import sys

NEEDS_NO_SERVER = {
    "check",
    "collectstatic",
    "diffsettings",
    "help",
    "run_biller_simulator",
    "spectacular",
    "version",
}
ASKS_FOR_HELP = {"-h", "--help", "--version"}


def main(words: list[str]) -> None:
    """Run the command that the words name; say in one sentence what keeps it from running."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billie.settings")
    try:
        import redis
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db.utils import OperationalError

        from billie.local import reachable, servers
        from billie.local.problems import CannotRun
    except ModuleNotFoundError as error:
        sys.exit(f"The package '{error.name}' is missing. Run `make run` once, it installs them.")

    command = words[1] if len(words) > 1 else "help"
    try:
        if command not in NEEDS_NO_SERVER and not ASKS_FOR_HELP & set(words):
            servers.ensure_configured()
        importlib.import_module("billie.celery")  # so that commands can give work to workers
        try:
            execute_from_command_line(words)
        except (OperationalError, redis.ConnectionError):
            reachable.check()  # says so if that is why
            raise
    except (CannotRun, ImproperlyConfigured) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv)
