"""`manage.py events_status`: how far each stream is applied, and what stands still."""

import dataclasses
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

import orjson
from django.core.management.base import BaseCommand
from django.utils import timezone

from billie.web.camel_case import camel
from servicing.management.printing import console_for, plain_table
from servicing.queries import streams

WANTS_A_PERSON = 1
HEADINGS = (
    "Stream", "Length", "Lag", "Lag (s)", "Pending", "Last applied", "Read by", "Parked", "Dead",
)  # fmt: skip
NONE = (0, 0)

Troubles = dict[str, tuple[int, int]]


class Command(BaseCommand):
    help = (
        "Show for each stream: length, lag in events and in seconds (the age of the oldest event"
        " not applied yet), what is delivered and not acknowledged, the last applied event and who"
        " holds the lease, parked aggregates and open dead letters. Exit code 0; with --check"
        " 1 when a stream is read by nobody or something waits for a person."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--check", action="store_true", help="exit with 1 when something wants a person"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = streams.list_stream_status(now=timezone.now())
        troubles = streams.count_troubles_by_stream()
        if options["json"]:
            self.stdout.write(_as_json(found, troubles))
        else:
            self._print(found, troubles)
        is_well = not troubles and all(status.is_held for status in found)
        if options["check"] and not is_well:
            raise SystemExit(WANTS_A_PERSON)

    def _print(self, found: list[streams.StreamStatus], troubles: Troubles) -> None:
        console = console_for(self.stdout)
        table = plain_table(*HEADINGS)
        for status in found:
            lag = status.oldest_unapplied_seconds
            table.add_row(
                status.stream,
                *map(_shown, (status.length, status.lag_events, lag, status.pending)),
                _local(status.applied_at),
                status.holder if status.is_held else "nobody",
                *map(_shown, troubles.get(status.stream, NONE)),
            )
        console.print(table)


def _as_json(found: list[streams.StreamStatus], troubles: Troubles) -> str:
    shown = []
    for status in found:
        parked, dead = troubles.get(status.stream, NONE)
        row = dataclasses.asdict(status) | {"parked": parked, "dead_letters": dead}
        shown.append({camel(name): value for name, value in row.items()})
    return orjson.dumps({"streams": shown}, option=orjson.OPT_INDENT_2).decode()


def _shown(value: float | None) -> str:
    return "unknown" if value is None else f"{value:,.1f}".removesuffix(".0")


def _local(instant: datetime | None) -> str:
    return timezone.localtime(instant).strftime("%Y-%m-%d %H:%M:%S") if instant else "never"
