"""The ledger simulator for tests: accounts to open, faults to order, books to look into.

A pytest plugin (see `tests/conftest.py`), so that every test can ask for `ledger_simulator`, or
for `ledger_process`, which can be killed. Both keep their books in the test database and publish
to the tests' Redis.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import grpc
import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connection as django_connection
from psycopg.rows import DictRow, dict_row

from ledger import orders
from ledger.client import forget_clients
from ledger.simulator import control
from ledger.simulator.booking import When, book
from ledger.simulator.books import Connection
from ledger.simulator.deciding import decide
from ledger.simulator.faults import Faults
from ledger.simulator.loans import Loan, get_loan, lock_loan, save_loan
from ledger.simulator.opening import Opening, open_account
from ledger.simulator.schedule import Instalment
from ledger.simulator.schema import NAME, empty_books, ensure_schema
from ledger.simulator.server import Configuration, Simulator
from tests.ledger.noticing import wait_until_noticed
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0
STREAM = "inbox:billie-servicing"
_numbers = count(40_000_001)


@dataclass(frozen=True, kw_only=True)
class AccountBooks:
    """An account in the books: its row, and the rows of its postings, oldest first."""

    loan: Loan
    postings: list[DictRow]

    def kinds(self) -> list[str]:
        """Return the kinds of the postings."""
        return [row["kind"] for row in self.postings]


class Books:
    """The simulator's books in the test database, whether it runs or not."""

    def __init__(self, url: str) -> None:
        self.url = url

    def connect(self) -> Connection:
        """Return a connection of one's own to the simulator's tables."""
        return psycopg.connect(self.url, options=f"-c search_path={NAME}", row_factory=dict_row)

    def of(self, loan_account_id: str) -> AccountBooks:
        """Return what is written about an account."""
        with self.connect() as connection:
            return AccountBooks(
                loan=get_loan(connection, loan_account_id),
                postings=connection.execute(
                    "select * from posting where loan_account_id = %s order by sequence",
                    [loan_account_id],
                ).fetchall(),
            )

    def open_account(
        self,
        *,
        loan_account_id: str = "",
        account_number: str = "",
        customer_id: str = "CUS-1",
        principal: str = "500.00",
        establishment_fee: str = "100.00",
        instalments: int = 4,
        first_due: date | None = None,
        every_days: int = 14,
        is_disbursed: bool = True,
        late_fees: str = "0.00",
    ) -> Loan:
        """Open an account, pay it out unless told not to, and charge late fees if told to.

        Nothing is published. By default 600.00 are owed in 4 instalments, one every two weeks.
        """
        number = account_number or str(next(_numbers))
        now, today = datetime.now(UTC), business_today()
        opening = Opening(
            loan_account_id=loan_account_id or f"LA-{number}",
            account_number=number,
            customer_id=customer_id,
            application_number=f"APP-{number}",
            schedule_id=f"SCH-{number}" if instalments else "",
            loan_amount=Decimal(principal),
            establishment_fee=Decimal(establishment_fee),
            opened_at=now,
        )
        due = first_due or today + timedelta(days=every_days)
        when = When(now=now, happened_at=now, day=min(today, due))
        with self.connect() as connection:
            open_account(connection, opening, _schedule(opening, instalments, due, every_days))
            loan = lock_loan(connection, opening.loan_account_id)
            for order in [_paid_out(loan)] * is_disbursed + _late_fees(loan, late_fees):
                _post(connection, loan, order, when)
        return loan


class Simulation(Books):
    """A simulator in threads of this process, which can be stopped and started again."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._runs = False
        self.simulator = Simulator(
            Configuration(
                database_url=url,
                redis_url=django_settings.REDIS_URL,
                stream=STREAM,
                zone=ZoneInfo(django_settings.TIME_ZONE),
                port=free_port(),
            )
        )

    @property
    def address(self) -> str:
        """Where it listens; the same after a restart."""
        return self.simulator.address

    @property
    def faults(self) -> Faults:
        """The faults in force: `faults.add("lose", next=1)`, `faults.honours_keys = False`."""
        return self.simulator.faults

    def books(self, loan_account_id: str) -> AccountBooks:
        """Return what is written about an account."""
        return self.of(loan_account_id)

    def start(self) -> None:
        """Listen, again at the same address."""
        self.simulator.start()
        self._runs = True

    def stop(self) -> None:
        """Cut all calls off and listen no more, and let our client notice."""
        if self._runs:
            self._runs = False
            self.simulator.stop()
            wait_until_noticed(self.address)


class LedgerProcess(Books):
    """A simulator as a program of its own, which can be killed and started again."""

    def __init__(self, url: str, port: int, log: Path) -> None:
        super().__init__(url)
        self.address = f"127.0.0.1:{port}"
        self.process: subprocess.Popen[bytes] | None = None
        self._log = log

    def start(self) -> None:
        """Start the program, and wait until it answers."""
        words = ["manage.py", "run_ledger_simulator", "--port", self.address.split(":")[1]]
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *words],
                cwd=ROOT,
                env={**os.environ, "DATABASE_URL": self.url},
                stdout=log,
                stderr=log,
            )
        self._wait_until_it_answers()

    def tell(self, *faults: str) -> None:
        """Set the faults, written as for the command line; none ends all."""
        control.tell(self.address, faults)

    def kill(self) -> None:
        """End the program at once, whatever it is doing."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def stop(self) -> int:
        """Ask the program to end; return its exit code."""
        assert self.process
        self.process.terminate()
        return self.process.wait(START_SECONDS)

    def _wait_until_it_answers(self) -> None:
        with grpc.insecure_channel(self.address) as channel:
            try:
                grpc.channel_ready_future(channel).result(START_SECONDS)
            except grpc.FutureTimeoutError:
                self.kill()
                pytest.fail(self._log.read_text())


@pytest.fixture
def ledger_simulator(django_db_setup: None, settings: Any) -> Iterator[Simulation]:
    """A running ledger with empty books, at the address that the settings point to."""
    simulation = Simulation(session_database_url())
    ensure_schema(simulation.url)
    empty_books(simulation.url)
    simulation.start()
    settings.LEDGER_ADDRESS = simulation.address
    forget_clients()  # one of an earlier ledger with the same port may know that it is gone
    yield simulation
    simulation.stop()
    forget_clients()


@pytest.fixture
def ledger_process(
    django_db_setup: None, settings: Any, tmp_path: Path
) -> Iterator[LedgerProcess]:
    """A ledger as a program of its own, with empty books, where the settings point to."""
    ledger = LedgerProcess(session_database_url(), free_port(), tmp_path / "ledger.log")
    ensure_schema(ledger.url)
    empty_books(ledger.url)
    ledger.start()
    settings.LEDGER_ADDRESS = ledger.address
    yield ledger
    ledger.kill()
    forget_clients()


def business_today() -> date:
    """Return the day that it is where the lender works."""
    return datetime.now(ZoneInfo(django_settings.TIME_ZONE)).date()


def session_database_url() -> str:
    """Return the address of the database that this test session made."""
    name = quote(django_connection.settings_dict["NAME"])
    return urlsplit(django_settings.DATABASE_URL)._replace(path=f"/{name}").geturl()


def _schedule(opening: Opening, number: int, first: date, every_days: int) -> list[Instalment]:
    total = opening.loan_amount + opening.establishment_fee
    each = (total / number).quantize(Decimal("0.01")) if number else total
    return [
        Instalment(
            payment_number=place,
            due_date=first + timedelta(days=every_days * (place - 1)),
            amount=each if place < number else total - each * (number - 1),
        )
        for place in range(1, number + 1)
    ]


def _paid_out(loan: Loan) -> orders.Order:
    return orders.Disbursement(
        loan_account_id=loan.loan_account_id,
        amount=loan.loan_amount,
        bank_reference="FT-1",
        payment_method="bank transfer",
    )


def _late_fees(loan: Loan, amount: str) -> list[orders.Order]:
    charged = Decimal(amount)
    account = loan.loan_account_id
    fee = orders.LateFee(loan_account_id=account, amount=charged, days_past_due=7)
    return [fee] if charged else []


def _post(connection: Connection, loan: Loan, order: orders.Order, when: When) -> None:
    for draft in decide(order, loan):
        book(connection, loan, draft, when=when)
    save_loan(connection, loan)
