"""`manage.py run_ledger_simulator`: a ledger server for the demo, or with faults for tests."""

import signal
import threading
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, DjangoHelpFormatter

from billie.local.addresses import loopback_of
from ledger.simulator import control, fault_text
from ledger.simulator.faults import MEANINGS, Faults
from ledger.simulator.server import Configuration, PortTaken, Simulator

USUAL_ADDRESS = ("127.0.0.1", 50051)
GRACE_SECONDS = 1.0

HELP = """\
Run a ledger that speaks the protocol of the real one (gRPC), with real double entry in a schema of
its own in the database. It tells the event stream of each posting. Never in production."""


def _listed(meanings: dict[str, str]) -> str:
    return "\n".join(f"  {name:12} {meaning}" for name, meaning in meanings.items())


FIELDS = {f"{name}=": meaning for name, (_, meaning) in fault_text.FIELDS.items()}
EXAMPLES = f"""\
examples:
  manage.py run_ledger_simulator
      a ledger without accounts, at the address of LEDGER_ADDRESS
  manage.py run_ledger_simulator --mirror-stream
      what `make run` does: the loans that the demo's events tell of live in it
  manage.py run_ledger_simulator --mirror-stream --fault lose:rate=0.1 slow:seconds=3:next=5
      one write in ten loses its answer; of the others the next five take three seconds
  manage.py run_ledger_simulator --tell stall:next=1
      the next write of the simulator that runs already is carried out and never answered
  manage.py run_ledger_simulator --tell none
      no more faults

faults, each a word and what narrows it down, parted by colons; the first that fits strikes:
{_listed({str(kind): meaning for kind, meaning in MEANINGS.items()})}
  keys-off     ignores idempotency keys, as an older server does
  none         nothing
narrowed down by:
{_listed(FIELDS)}

exit codes:
  0 stopped by Ctrl-C or SIGTERM, or --tell was heard; 1 it cannot run: the port is in use, the
  database does not answer, this is production, nobody to tell; 2 an argument is wrong"""


class Command(BaseCommand):
    help = HELP
    requires_system_checks: list[str] = []  # they are about the pages

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Show the examples as they are written."""
        return super().create_parser(
            prog_name, subcommand, formatter_class=_Formatter, epilog=EXAMPLES, **kwargs
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        host, port = loopback_of(settings.LEDGER_ADDRESS) or USUAL_ADDRESS
        parser.add_argument(
            "--port", type=_port, default=port, metavar="N",
            help="port to listen on (default: that of LEDGER_ADDRESS, %(default)s)",
        )  # fmt: skip
        parser.add_argument(
            "--host", default=host, metavar="NAME",
            help="address to listen on (default %(default)s: this machine only)",
        )  # fmt: skip
        parser.add_argument(
            "--fault", nargs="+", default=[], type=_fault, metavar="FAULT",
            help="faults from the start, see below",
        )  # fmt: skip
        parser.add_argument(
            "--seed", type=int, default=1, metavar="S",
            help="decides which calls a rate strikes (default %(default)s)",
        )  # fmt: skip
        parser.add_argument(
            "--tell", nargs="+", type=_fault, metavar="FAULT",
            help="set the faults of the simulator that runs at the address, and exit",
        )  # fmt: skip
        parser.add_argument(
            "--mirror-stream", nargs="?", default="", const=settings.EVENT_STREAMS[0],
            metavar="NAME",
            help="let the loans that this stream tells of live in the books (named alone: the"
            " first of EVENT_STREAMS, %(const)s)",
        )  # fmt: skip
        parser.add_argument(
            "--stream", default=settings.EVENT_STREAMS[0], metavar="NAME",
            help="stream to publish to (default: the first of EVENT_STREAMS, %(default)s)",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError(
                "The ledger simulator makes up its money and never runs in production. Point"
                " LEDGER_ADDRESS to the real ledger."
            )
        if options["tell"]:
            self._tell(f"{options['host']}:{options['port']}", options["tell"])
            return
        with _stopped_by_signals() as stopping:
            simulator = _started(options)
            self.stdout.write(f"The ledger simulator listens at {simulator.address}.")
            stopping.wait()
            simulator.stop(grace=GRACE_SECONDS)

    def _tell(self, address: str, faults: list[str]) -> None:
        try:
            in_force = control.tell(address, faults)
        except control.NobodyThere as error:
            raise CommandError(str(error)) from error
        self.stdout.write("In force: " + (" ".join(in_force) or "no fault") + ".")


class _Formatter(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Django's order of options, and our own line breaks."""


def _started(options: dict[str, Any]) -> Simulator:
    configuration = Configuration(
        database_url=settings.DATABASE_URL,
        redis_url=settings.REDIS_URL,
        stream=options["stream"],
        zone=ZoneInfo(settings.TIME_ZONE),
        mirrored=options["mirror_stream"],
        host=options["host"],
        port=options["port"],
    )
    faults = Faults(seed=options["seed"])
    fault_text.set_faults(faults, options["fault"])
    simulator = Simulator(configuration, faults=faults)
    try:
        simulator.start()
    except PortTaken as error:
        raise CommandError(
            f"{error} Stop that one, or take another port: --port {options['port'] + 1}"
        ) from None
    except psycopg.OperationalError as error:
        raise CommandError(
            f"The database does not answer ({str(error).strip()}). Is it running, and is"
            " DATABASE_URL right?"
        ) from None
    return simulator


@contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    """Yield an event that Ctrl-C and SIGTERM set."""
    stopping = threading.Event()
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: stopping.set()) for number in numbers]
    try:
        yield stopping
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65_535:
        raise ArgumentTypeError(f"{text!r} is no port: use 1 to 65535, or 0 for any free one")
    return int(text)


def _fault(text: str) -> str:
    if text not in {fault_text.NONE, fault_text.KEYS_OFF}:
        try:
            fault_text.read_fault(text)
        except fault_text.NotAFault as error:
            raise ArgumentTypeError(str(error)) from error
    return text
