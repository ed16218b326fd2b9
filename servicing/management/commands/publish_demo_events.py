"""`manage.py publish_demo_events`: lifelike stories of made-up customers, into an event stream."""

import signal
import threading
import time
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import redis
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, DjangoHelpFormatter
from django.utils import timezone
from django.utils.dateparse import parse_date
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from servicing.demo import faults, stories
from servicing.demo.messages import Message, Told
from servicing.management.publishing import Publisher

CUSTOMERS = 40
TRICKLE_RATE = 3.0
INTERRUPTED = 130

HELP = """\
Publish lifelike events of made-up customers: application chats, decisions, loans, repayments,
arrears, closures, merged identities. `consume_events` turns them into what the pages show."""

EXAMPLES = """\
examples:
  manage.py publish_demo_events
      the lives of 40 customers over the last 180 days, as fast as Redis takes them
  manage.py publish_demo_events --customers 500 --rate 200 --faults
      more of them, 200 events a second, with the faults of real traffic mixed in
  manage.py publish_demo_events --burst 40 --once --forever --rate 3
      what `make run` does: full screens at once, then new people for ever

the same again:
  The seed, the number of customers and the start date decide everything: the same three give
  the same bytes, and since every event carries an identity, publishing them a second time has
  no effect. Without --start-date the stories end today, so tomorrow they are about other
  people. What follows after a burst is dated by the clock and about new people each time.

exit codes:
  0 published (with --forever: stopped, as it ends no other way), 1 Redis did not answer,
  2 an argument is wrong, 130 stopped by Ctrl-C or SIGTERM before the end"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Show the examples as they are written."""
        return super().create_parser(
            prog_name, subcommand, formatter_class=_Formatter, epilog=EXAMPLES, **kwargs
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--customers", type=_count, metavar="N",
            help=f"how many lives to tell (default {CUSTOMERS})",
        )  # fmt: skip
        parser.add_argument(
            "--rate", type=_rate, metavar="R",
            help="events a second; 0 is as fast as possible (default 0; with --forever"
            f" {TRICKLE_RATE:g}, and never 0; there a history counts as one)",
        )  # fmt: skip
        parser.add_argument(
            "--seed", type=int, default=1, metavar="S",
            help="which stories; the same seed tells the same ones (default %(default)s)",
        )  # fmt: skip
        parser.add_argument(
            "--faults", action="store_true",
            help="mix in duplicates, late and early events, unknown types, broken JSON, oversized"
            " and badly encoded messages",
        )  # fmt: skip
        parser.add_argument(
            "--start-date", type=_day, metavar="YYYY-MM-DD",
            help=f"first day of the stories, which cover {stories.DAYS} days"
            f" (default: {stories.DAYS} days ago)",
        )  # fmt: skip
        parser.add_argument(
            "--stream", default=settings.EVENT_STREAMS[0], metavar="NAME",
            help="stream to publish to (default: the first of EVENT_STREAMS, %(default)s)",
        )  # fmt: skip
        parser.add_argument(
            "--forever", action="store_true",
            help="tell of new people until stopped; waits when Redis is away",
        )  # fmt: skip
        parser.add_argument(
            "--burst", type=_count, metavar="N",
            help="with --forever: first N whole lives, as fast as possible",
        )  # fmt: skip
        parser.add_argument(
            "--once", action="store_true",
            help="with --burst: not if this stream has had this burst before (Redis remembers)",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        _refuse_contradictions(options)
        with _stopped_by_signals() as stopping, _client() as client:
            publisher = Publisher(
                client=client,
                stream=options["stream"],
                stopping=stopping,
                say=self.stderr.write if options["forever"] else None,
            )
            began = time.monotonic()
            if options["forever"]:
                self._forever(publisher, options)
            else:
                self._lives(publisher, options, customers=options["customers"] or CUSTOMERS)
            self.stdout.write(
                f"Published {publisher.published:,} events to {options['stream']}"
                f" in {time.monotonic() - began:.1f} s."
            )
            if stopping.is_set() and not options["forever"]:
                raise SystemExit(INTERRUPTED)

    def _lives(self, publisher: Publisher, options: dict[str, Any], *, customers: int) -> None:
        """Publish some whole lives, at --rate unless they are a burst."""
        start = options["start_date"] or timezone.now().astimezone(UTC).replace(
            hour=0, minute=0, second=0, microsecond=0
        ) - timedelta(days=stories.DAYS)
        lives = stories.told(seed=options["seed"], customers=customers, start=start)
        with _bar() as bar:
            task = bar.add_task("days told", total=stories.DAYS)
            messages = _watched(lives, lambda at: bar.update(task, completed=(at - start).days))
            rate = 0.0 if options["forever"] else options["rate"] or 0.0
            publisher.publish(_spoilt(messages, options), rate=rate)
            if not publisher.stopping.is_set():
                bar.update(task, completed=stories.DAYS)

    def _forever(self, publisher: Publisher, options: dict[str, Any]) -> None:
        if customers := options["burst"]:
            mark = f"billie:demo:{options['stream']}:{options['seed']}:{customers}"
            if options["once"] and publisher.ask(lambda: publisher.client.exists(mark)):
                self.stdout.write("This stream has had the burst before: only new people now.")
            else:
                self._lives(publisher, options, customers=customers)
                if not publisher.stopping.is_set():
                    publisher.ask(lambda: publisher.client.set(mark, "1"))
        moments = stories.trickle(seed=options["seed"], present=timezone.now)
        rate = options["rate"] or TRICKLE_RATE
        if options["faults"]:  # they part what belongs together
            publisher.publish(_spoilt(chain.from_iterable(moments), options), rate=rate)
        else:
            publisher.publish_moments(moments, rate=rate)


class _Formatter(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Django's order of options, and our own line breaks."""


def _refuse_contradictions(options: dict[str, Any]) -> None:
    if options["burst"] and not options["forever"]:
        raise CommandError("--burst comes before --forever. Alone, use --customers.", returncode=2)
    if options["customers"] and options["forever"]:
        raise CommandError(
            "--forever has no end: use --burst instead of --customers.", returncode=2
        )
    if options["once"] and not options["burst"]:
        raise CommandError("--once is about a --burst: add one.", returncode=2)
    if options["forever"] and options["rate"] == 0:
        raise CommandError("--forever needs a --rate above 0.", returncode=2)


def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=10, socket_connect_timeout=5)


def _spoilt(messages: Iterable[Message], options: dict[str, Any]) -> Iterable[Message]:
    return faults.with_faults(messages, options["seed"]) if options["faults"] else messages


def _watched(lives: Iterable[Told], reached: Callable[[datetime], object]) -> Iterator[Message]:
    """Yield the messages, and report the instant that the stories have reached."""
    for at, message in lives:
        reached(at)
        yield message


def _bar() -> Progress:
    """Return a progress bar, drawn only for somebody who watches a terminal."""
    console = Console(stderr=True)
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


@contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    """Yield an event that Ctrl-C and SIGTERM set: what is being sent is still sent."""
    stopping = threading.Event()
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: stopping.set()) for number in numbers]
    try:
        yield stopping
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(f"{text!r} is no number of customers: use 1 or more")
    return int(text)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = -1.0
    if not 0 <= rate <= 1_000_000:
        raise ArgumentTypeError(f"{text!r} is no number of events a second: use 0 or more")
    return rate


def _day(text: str) -> datetime:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise ArgumentTypeError(f"{text!r} is no day such as 2026-01-31")
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
