"""`manage.py consume_events`: apply the event streams, for ever or until nothing is left."""

import signal
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

import redis
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from servicing.stream.consumer import Consumer, Settings


class Command(BaseCommand):
    help = (
        "Read the event streams and keep customers, loans and conversations up to date. Runs"
        " until it is stopped (Ctrl-C finishes the batch at hand). Several may run: one works on"
        " a stream, the others stand by and take over within seconds."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--until-idle",
            action="store_true",
            help="apply all that is in the streams, pending ones included, then exit 0",
        )
        parser.add_argument(
            "--batch-size",
            type=int,
            default=settings.EVENT_BATCH_SIZE,
            metavar="N",
            help="events in one transaction, 1 to 10000 (default %(default)s)",
        )
        parser.add_argument(
            "--stream",
            nargs="+",
            dest="streams",
            default=settings.EVENT_STREAMS,
            metavar="NAME",
            help="streams to consume (default: EVENT_STREAMS, now %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["batch_size"] <= 10_000:
            self.stderr.write("--batch-size must be from 1 to 10000.")
            raise SystemExit(2)
        consumer = Consumer(
            settings=Settings(
                streams=options["streams"],
                group=settings.EVENT_GROUP,
                dead_letter_stream=settings.DEAD_LETTER_STREAM,
                batch_size=options["batch_size"],
                retries=settings.EVENT_RETRIES,
                retry_after=timedelta(seconds=settings.EVENT_RETRY_SECONDS),
                max_bytes=settings.EVENT_MAX_BYTES,
            ),
            client=redis.from_url(settings.REDIS_URL, socket_timeout=10),
            clock=timezone.now,
        )
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: consumer.stopping.set())
        consumer.run(until_idle=options["until_idle"])
        total = consumer.total
        self.stdout.write(
            f"Applied: {total.stored} new events, {total.duplicates} duplicates,"
            f" {total.dead_letters} dead letters."
        )
