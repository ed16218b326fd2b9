"""A ledger for the benchmarks: the simulator as a process of its own, with loans in its books."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from support import harness

MANAGE = str(Path(__file__).resolve().parents[2] / "manage.py")
PRINCIPAL, FEE, INSTALMENT = Decimal("500.00"), Decimal("80.00"), Decimal("145.00")
INSTALMENTS, EVERY = 4, timedelta(days=14)


@contextmanager
def running_ledger() -> Iterator[None]:
    """Run the simulator on the benchmark's database, and point the settings to it."""
    process = subprocess.Popen(
        [
            sys.executable,
            MANAGE,
            "run_ledger_simulator",
            "--port",
            "0",
            "--stream",
            harness.STREAM,
        ],
        env={**os.environ, "DATABASE_URL": database_url(), "REDIS_URL": settings.REDIS_URL},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        settings.LEDGER_ADDRESS = process.stdout.readline().split()[-1].rstrip(".")
        yield
    finally:
        process.terminate()
        process.wait(20)


def database_url() -> str:
    return urlsplit(settings.DATABASE_URL)._replace(path=f"/{harness.DATABASE}").geturl()


def make_customers(*, customers: int, loans_each: int) -> list[str]:
    """Make customers with loans that are projected here and paid out in the ledger."""
    import psycopg
    from psycopg.rows import dict_row

    from ledger.simulator.schema import NAME

    ids = [f"CUS-{number}" for number in range(1, customers + 1)]
    with psycopg.connect(
        database_url(), options=f"-c search_path={NAME}", row_factory=dict_row
    ) as books:
        for customer_id in ids:
            project(customer_id, loans_each)
            for loan_account_id in loans_of(customer_id, loans_each):
                open_in_ledger(books, loan_account_id, customer_id)
    for customer_id in ids:
        for loan_account_id in loans_of(customer_id, loans_each):
            pay_out(loan_account_id)
    return ids


def loans_of(customer_id: str, loans_each: int) -> list[str]:
    return [f"LOAN-{customer_id}-{number}" for number in range(1, loans_each + 1)]


def project(customer_id: str, loans_each: int) -> None:
    from servicing.models import Customer, Instalment, LoanAccount

    now = datetime.now(UTC)
    Customer.objects.create(customer_id=customer_id, full_name=f"Person {customer_id}", as_of=now)
    for loan_account_id in loans_of(customer_id, loans_each):
        LoanAccount.objects.create(
            loan_account_id=loan_account_id,
            account_number=loan_account_id,
            customer_id=customer_id,
            account_status="active",
            current_balance=PRINCIPAL + FEE,
            loan_amount=PRINCIPAL,
            total_payable=PRINCIPAL + FEE,
            schedule_id=f"S-{loan_account_id}",
            number_of_payments=INSTALMENTS,
            as_of=now,
        )
        Instalment.objects.bulk_create(
            Instalment(
                loan_account_id=loan_account_id,
                payment_number=number,
                due_date=due_date(number),
                amount=INSTALMENT,
            )
            for number in range(1, INSTALMENTS + 1)
        )


def open_in_ledger(books, loan_account_id: str, customer_id: str) -> None:
    from ledger.simulator.opening import Opening, open_account
    from ledger.simulator.schedule import Instalment

    opening = Opening(
        loan_account_id=loan_account_id,
        account_number=loan_account_id,
        customer_id=customer_id,
        schedule_id=f"S-{loan_account_id}",
        loan_amount=PRINCIPAL,
        establishment_fee=FEE,
        opened_at=datetime.now(UTC),
    )
    schedule = [
        Instalment(payment_number=number, due_date=due_date(number), amount=INSTALMENT)
        for number in range(1, INSTALMENTS + 1)
    ]
    open_account(books, opening, schedule)


def pay_out(loan_account_id: str) -> None:
    from ledger import orders
    from ledger.client import get_client

    order = orders.Disbursement(
        loan_account_id=loan_account_id,
        amount=PRINCIPAL,
        bank_reference="FT-1",
        payment_method="bank transfer",
    )
    get_client().post(order, key=f"bench-{loan_account_id}")


def due_date(number: int) -> date:
    return datetime.now(UTC).date() + number * EVERY
