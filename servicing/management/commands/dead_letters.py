"""`manage.py dead_letters`: list, show, replay and discard events that could not be applied."""

import getpass
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from servicing.management.printing import console_for, plain_table
from servicing.models import DeadLetter
from servicing.operations.dead_letters import (
    DeadLetterIsSettled,
    ReasonIsMissing,
    discard_dead_letter,
    replay_dead_letter,
)

FAILED_AGAIN = 1


class Command(BaseCommand):
    help = (
        "Events that could not be applied. A replay tries one again and then, in order, all that"
        " waits behind it; a discard gives one up for a reason. Both are recorded."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(
            dest="verb", required=True, metavar="list|show|replay|discard"
        )
        listing = verbs.add_parser("list", help="the newest dead letters")
        listing.add_argument(
            "--status", choices=[*DeadLetter.Status.values, "ALL"], default="OPEN"
        )
        listing.add_argument("--limit", type=int, default=50, metavar="N")
        show = verbs.add_parser("show", help="one dead letter with its message")
        show.add_argument("id", type=int)
        replay = verbs.add_parser(
            "replay", help="try again; 0 when it was applied, 1 when it failed"
        )
        replay.add_argument("id", type=int)
        replay.add_argument(
            "--dry-run", action="store_true", help="show what would change; change nothing"
        )
        discard = verbs.add_parser("discard", help="give it up")
        discard.add_argument("id", type=int)
        discard.add_argument("--reason", required=True, help="why it can be given up; is kept")

    def handle(self, *args: Any, **options: Any) -> None:
        self.console = console_for(self.stdout)
        try:
            {
                "list": self._list,
                "show": self._show,
                "replay": self._replay,
                "discard": self._discard,
            }[options["verb"]](options)
        except DeadLetter.DoesNotExist:
            raise CommandError(
                f"There is no dead letter {options['id']}. See `dead_letters list --status ALL`."
            ) from None
        except (DeadLetterIsSettled, ReasonIsMissing) as error:
            raise CommandError(str(error)) from error

    def _list(self, options: dict[str, Any]) -> None:
        letters = DeadLetter.objects.order_by("-id")
        if options["status"] != "ALL":
            letters = letters.filter(status=options["status"])
        table = plain_table("Id", "Since", "Kind", "Type", "Aggregate", "Status", "Error")
        for letter in letters[: options["limit"]]:
            since = timezone.localtime(letter.created_at).strftime("%Y-%m-%d %H:%M:%S")
            table.add_row(
                str(letter.pk), since, letter.get_kind_display(), letter.typ, letter.aggregate,
                letter.get_status_display(), letter.error[:120],
            )  # fmt: skip
        self.console.print(table)

    def _show(self, options: dict[str, Any]) -> None:
        letter = DeadLetter.objects.select_related("event").get(pk=options["id"])
        event = letter.event
        lines = {
            "status": letter.get_status_display(),
            "kind": letter.get_kind_display(),
            "error": letter.error,
            "attempts": letter.attempts,
            "type": letter.typ,
            "aggregate": letter.aggregate or "not known",
            "stream entry": f"{event.stream} {event.entry_id}",
            "published": timezone.localtime(event.published_at).isoformat(),
            "resolved": f"{letter.resolved_at} by {letter.resolved_by}"
            if letter.resolved_at
            else "no",
            "reason": letter.reason or "-",
        }
        for name, value in lines.items():
            self.console.print(f"{name:>12}: {value}", markup=False)
        message = json.dumps(json.loads(event.fields), indent=2, ensure_ascii=False)
        self.console.print(message[:20_000], markup=False)

    def _replay(self, options: dict[str, Any]) -> None:
        report = replay_dead_letter(
            dead_letter_id=options["id"], by=_me(), now=timezone.now(), dry_run=options["dry_run"]
        )
        for change in report.changes:
            self.console.print(change.sentence(dry_run=report.dry_run), markup=False)
        done = "would be applied" if report.dry_run else "applied"
        self.console.print(f"{report.applied} events {done}.")
        if report.error:
            self.console.print(f"It failed: {report.error}", markup=False)
            raise SystemExit(FAILED_AGAIN)

    def _discard(self, options: dict[str, Any]) -> None:
        discard_dead_letter(
            dead_letter_id=options["id"], reason=options["reason"], by=_me(), now=timezone.now()
        )
        self.console.print(f"Dead letter {options['id']} is discarded.")


def _me() -> str:
    return f"command line: {getpass.getuser()}"
