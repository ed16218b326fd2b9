"""`manage.py seed_billers`: the eight billers, to be filled in, or reached at the simulator."""

from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from billers.seeds import SEEDS, seed_billers
from billers.simulator.callbacks import SIMULATED_KEY

DEMO_CREDENTIALS = {
    "username": "demo-desk",
    "password": "demo-desk-password",
    "callbackKey": SIMULATED_KEY,
}


class Command(BaseCommand):
    """Creates the billers that are not there yet."""

    help = (
        "Create the eight billers with their dialects, paths, rules and limits. Those that are "
        "there already are left as they are, so it is safe to run again. Addresses and "
        "credentials of the real ones are filled in on the configuration pages; a biller without "
        "credentials stays switched off until then. Exit code 0 when done, 1 when refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be asked for."""
        parser.add_argument(
            "--host",
            default="https://bills.example.com",
            metavar="URL",
            help="where they are reached; each has a path of its own there (default %(default)s)",
        )
        parser.add_argument(
            "--demo",
            type=int,
            metavar="PORT",
            help="reach them at run_biller_simulator on this port of this machine; not in"
            " production",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create what is missing, and say what was."""
        port = options["demo"]
        if port is not None and settings.IS_PRODUCTION:
            raise CommandError("--demo reaches simulated billers: not in production.")
        host = options["host"] if port is None else f"http://127.0.0.1:{port}"
        if urlsplit(host).scheme not in {"https", "http"}:
            raise CommandError(f"--host: {host!r} must begin with https:// or http://.")
        with structlog.contextvars.bound_contextvars(command="seed_billers"):
            made = seed_billers(
                host=host,
                now=timezone.now(),
                credentials={} if port is None else DEMO_CREDENTIALS,
                is_active=port is not None,
            )
        there = len(SEEDS) - len(made)
        for config in made:
            self.stdout.write(f"{config.biller_type:18} {config.base_url}")
        self.stdout.write(f"{len(made)} created, {there} were there.")
