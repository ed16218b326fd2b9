"""`manage.py run_biller_simulator`: eight billers and core banking, which can misbehave."""

import asyncio
import gc
import signal
import socket
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, DjangoHelpFormatter

from billers.simulator import server
from billers.simulator.callbacks import Address
from billers.simulator.faults import COMMON, table
from billers.simulator.journal import BooksInUse, BooksUnreadable, Journal
from billers.simulator.ordering import MakesNoSense, check_fault
from billers.simulator.simulator import Habits, Simulator
from billers.simulator.troubles import Chance

PORT = 8090
GREATEST_PORT = 65_535

HELP = """\
Run all eight billers and core banking on one port of this machine, for a demo and for tests:
made-up accounts that always exist, books of what was really accepted, and faults on demand."""

MORE = f"""\
what answers where:
  /esb/<biller>/accounts/<number>, /esb/<biller>/transactions   the bank's ESB, all but TNM
  /soap/<biller>                  SOAP, for the water boards and the Registrar General
  /tnm/api/internetbundles        TNM's own XML
  /t24/…                          core banking: balances, transfers, a search by reference
  /_books /_calls /_faults /_callbacks   for whoever tests; JSON
  <biller> is a type such as lwb_postpaid.

accounts:
  Every number exists and always belongs to the same made-up person, apart from numbers that end
  in 66404. At core banking, numbers that end in 66405 have next to no money, and accounts that
  begin with a letter are the bank's own and open empty.

faults:
  A payment for an account whose number ends in 666 and the two digits below goes wrong that way,
  the first time that its reference comes. 667 does so to look-ups, 668 to status queries.
  POST /_faults {{"fault": "answer_lost", "biller": "MASM", "times": 2}} is for the next calls;
  --fault-rate is by chance.

{table()}

examples:
  manage.py run_biller_simulator
  manage.py run_biller_simulator --port 0 --books /tmp/billers.jsonl
      any free port, with books that outlive it
  manage.py run_biller_simulator --fault-rate 0.3 --seed 7 --faults answer_lost,reset,error

exit codes:
  0 stopped by Ctrl-C or SIGTERM, 1 it cannot run: production, a port in use, somebody else's
  books; 2 an argument is wrong"""


class Command(BaseCommand):
    help = HELP
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Show the tables as they are written."""
        return super().create_parser(
            prog_name, subcommand, formatter_class=_Formatter, epilog=MORE, **kwargs
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=_port, default=PORT, metavar="N",
            help="port to listen on; 0 is any that is free (default %(default)s)",
        )  # fmt: skip
        parser.add_argument(
            "--host", default="127.0.0.1", metavar="ADDRESS",
            help="address to listen on (default %(default)s: nobody else can reach it)",
        )  # fmt: skip
        parser.add_argument(
            "--books", type=Path, metavar="FILE",
            help="keep the books in this file, so that they outlive a kill (default: in memory)",
        )  # fmt: skip
        parser.add_argument(
            "--latency-ms", type=_positive, default=0.0, metavar="MS",
            help="how long each answer takes (default %(default)g)",
        )  # fmt: skip
        parser.add_argument(
            "--fault-rate", type=_rate, default=0.0, metavar="R",
            help="share of payments and transfers that go wrong, 0 to 1 (default %(default)g)",
        )  # fmt: skip
        parser.add_argument(
            "--seed", type=int, default=1, metavar="S",
            help="decides which payments go wrong (default %(default)s)",
        )  # fmt: skip
        parser.add_argument(
            "--faults", type=_faults, default=list(COMMON), metavar="A,B",
            help="which faults happen by chance (default: all sorts, none that takes long)",
        )  # fmt: skip
        parser.add_argument(
            "--callback-url", default="", metavar="URL",
            help="where callbacks go; {billerType} in it stands for the biller",
        )  # fmt: skip
        parser.add_argument(
            "--callback-secret", default=Address().secret, metavar="TEXT",
            help="what they are signed with (default %(default)s)",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENV.BILLIE_ENV == "production":
            raise CommandError("Simulated billers take no real money: not in production.")
        habits = _habits(options)
        gc.freeze()  # what is loaded by now stays, and need not be looked through again
        try:
            with (
                closing(Journal(options["books"])) as journal,
                closing(server.listen(options["host"], options["port"])) as listener,
            ):
                asyncio.run(self._run(Simulator(journal, habits), listener))
        except (BooksInUse, BooksUnreadable) as error:
            raise CommandError(f"{error} Name another file with --books.") from None
        except server.PortTaken as error:
            raise CommandError(f"{error} Stop that one, or name another --port.") from None
        self.stdout.write("The simulated billers have stopped.")

    async def _run(self, simulator: Simulator, listener: socket.socket) -> None:
        stopping = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
        host, port = listener.getsockname()[:2]
        sentence = f"Simulated billers answer at http://{host}:{port}/ (Ctrl-C stops them)."
        await server.run(
            simulator, listener, stopping=stopping, is_up=lambda: self.stdout.write(sentence)
        )


class _Formatter(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Django's order of options, and our own line breaks."""


def _habits(options: dict[str, Any]) -> Habits:
    chance = Chance(
        rate=options["fault_rate"], seed=options["seed"], faults=tuple(options["faults"])
    )
    address = Address(url=options["callback_url"], secret=options["callback_secret"])
    latency = options["latency_ms"] / 1000
    return Habits(chance=chance, callback_address=address, latency=latency)


def _faults(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    try:
        for name in names:
            check_fault(name)
    except MakesNoSense as problem:
        raise ArgumentTypeError(str(problem)) from None
    return names or list(COMMON)


def _rate(text: str) -> float:
    if (rate := _positive(text)) > 1:
        raise ArgumentTypeError(f"{text!r} is no share: use 0 to 1")
    return rate


def _port(text: str) -> int:
    if not text.isdecimal() or not int(text) <= GREATEST_PORT:
        raise ArgumentTypeError(f"{text!r} is no port: use 0 to {GREATEST_PORT}")
    return int(text)


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise ArgumentTypeError(f"{text!r} is no number from 0")
    return number
