"""`manage.py rotate_keys`: put every sealed secret under the current key, while all runs."""

from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from billie.staff import audit
from billie.vault.envelope import Keyring, KeysNotValid
from billie.vault.fields import running_keyring
from billie.vault.rotation import Column, Rotated, rotate, sealed_columns


class Command(BaseCommand):
    help = (
        "Wrap all sealed secrets anew under the first of ENCRYPTION_KEYS. To rotate: put a new "
        "key first in ENCRYPTION_KEYS and keep the old one behind it; restart everything; run "
        "this; take the old key away. Safe to stop with Ctrl-C and to run again. Exit code 0 when "
        "every secret is under the current key, 1 when some could not be opened."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate column after column, and record that it was done."""
        try:
            keyring = running_keyring()
        except KeysNotValid as error:
            raise CommandError(f"ENCRYPTION_KEYS: {error}.") from None
        with structlog.contextvars.bound_contextvars(command="rotate_keys"):
            found = [self._rotate(column, keyring) for column in sealed_columns()]
            audit.record(
                action="KEYS_ROTATED",
                subject=("encryption key", keyring.current),
                now=timezone.now(),
                after={"rewrapped": sum(done.rewrapped for done in found)},
            )
        if locked_out := sum(done.locked_out for done in found):
            raise CommandError(
                f"{locked_out} secrets could not be opened: their keys are not among "
                "ENCRYPTION_KEYS. Add the keys that they were sealed with, and run this again."
            )

    def _rotate(self, column: Column, keyring: Keyring) -> Rotated:
        done = Rotated(column=column)
        for done in rotate(column, keyring=keyring):
            self.stderr.write(f"{column.table}.{column.column}: {done.rewrapped} wrapped anew")
        self.stdout.write(
            f"{column.table}.{column.column}: {done.rewrapped} wrapped anew, "
            f"{done.locked_out} locked out."
        )
        return done
