"""`manage.py replay_events`: fold the aggregates of chosen events again."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from rich.console import Console
from rich.progress import track

from servicing.management.printing import console_for
from servicing.models import DeadLetter, StoredEvent
from servicing.operations.dead_letters import replay_events
from servicing.stream.refold import Refolded

CHUNK = 200
SHOWN = 200
FAILED = 1


class Command(BaseCommand):
    help = (
        "Choose stored events; every aggregate (account, customer or conversation) they belong"
        " to is folded again from all of its own events, and its rows are made what comes out."
        " Events of types that were unknown when they came are taken in if they are known by now."
        " Choices narrow each other; at least one is needed. Exit code 0: done, 1: some failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--aggregate", nargs="+", default=[], metavar="KIND:ID",
            help="such as account:LA-1, customer:CUS-1, conversation:C-1",
        )  # fmt: skip
        parser.add_argument("--type", nargs="+", default=[], dest="types", metavar="TYP")
        parser.add_argument(
            "--from", type=_instant, dest="since", metavar="WHEN",
            help="published at or after: 2026-01-31 or 2026-01-31T10:00:00+11:00",
        )  # fmt: skip
        parser.add_argument(
            "--to", type=_instant, dest="until", metavar="WHEN", help="published before"
        )
        parser.add_argument(
            "--dead-letters", action="store_true", help="events of open dead letters"
        )
        parser.add_argument("--all", action="store_true", help="every stored event")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="show which rows would change and how; change none",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        events = self._chosen(options)
        result = Refolded()
        for chunk in track(
            list(_chunks(events)), "Replaying", console=Console(stderr=True), transient=True
        ):
            done = replay_events(
                events=StoredEvent.objects.filter(id__in=chunk).order_by("id"),
                dry_run=options["dry_run"],
            )
            _add(result, done)
        self._print(result, dry_run=options["dry_run"])
        if result.failures:
            raise SystemExit(FAILED)

    def _chosen(self, options: dict[str, Any]) -> QuerySet[StoredEvent]:
        events = StoredEvent.objects.order_by("id")
        narrowed = {
            "aggregate__in": options["aggregate"],
            "typ__in": options["types"],
            "published_at__gte": options["since"],
            "published_at__lt": options["until"],
        }
        given = {name: value for name, value in narrowed.items() if value}
        if options["dead_letters"]:
            given["dead_letter__status"] = DeadLetter.Status.OPEN
        if not given and not options["all"]:
            raise CommandError(
                "Say which events: --aggregate, --type, --from, --to, --dead-letters or --all."
            )
        return events.filter(**given)

    def _print(self, result: Refolded, *, dry_run: bool) -> None:
        console = console_for(self.stdout)
        for change in result.changes[:SHOWN]:
            console.print(change.sentence(dry_run=dry_run), markup=False)
        if len(result.changes) > SHOWN:
            console.print(f"… and {len(result.changes) - SHOWN:,} more")
        for failure in result.failures:
            console.print(f"failed: {failure}", markup=False)
        console.print(
            f"{result.aggregates:,} aggregates folded again from {result.events:,} events,"
            f" {result.understood:,} events newly understood, {len(result.changes):,} fields"
            f" {'would change' if dry_run else 'changed'}, {len(result.failures):,} failures."
        )


def _chunks(events: QuerySet[StoredEvent]) -> Iterator[list[int]]:
    """Yield ids, each aggregate only once; events without one (not understood yet) one by one."""
    seen: set[str] = set()
    chunk: list[int] = []
    for number, aggregate in events.values_list("id", "aggregate").iterator(10_000):
        if aggregate in seen:
            continue
        if aggregate:
            seen.add(aggregate)
        chunk.append(number)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _add(result: Refolded, done: Refolded) -> None:
    result.aggregates += done.aggregates
    result.events += done.events
    result.understood += done.understood
    result.changes += done.changes
    result.failures += done.failures


def _instant(text: str) -> datetime:
    day = parse_date(text)
    found = datetime(day.year, day.month, day.day) if day else parse_datetime(text)  # noqa: DTZ001
    if found is None:
        raise ArgumentTypeError(
            f"{text!r} is no day or instant, such as 2026-01-31T10:00:00+11:00"
        )
    return found if timezone.is_aware(found) else timezone.make_aware(found)
