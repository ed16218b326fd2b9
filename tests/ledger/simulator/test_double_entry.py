"""The laws of the books: whatever is asked for, they balance, and nobody can make them not to."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import grpc
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.answers import TransactionType
from ledger.simulator.chart import COUNTERPARTS, NAMES, lines_of
from ledger.stubs import accounting_ledger_pb2 as pb
from tests.ledger.simulation import Simulation, business_today
from tests.ledger.simulator.asking import Teller

AMOUNTS = st.integers(1, 30_000).map(lambda cents: f"{cents // 100}.{cents % 100:02}")
SIGNED = st.tuples(st.sampled_from(["", "-"]), AMOUNTS).map("".join)
COMMANDS: dict[str, Any] = {
    "repay": st.tuples(AMOUNTS),
    "charge": st.tuples(AMOUNTS),
    "waive": st.tuples(AMOUNTS),
    "adjust": st.tuples(SIGNED, SIGNED),
    "write_off": st.tuples(),
}
ONE = st.sampled_from([*COMMANDS] * 4 + ["write_off"]).flatmap(
    lambda name: st.tuples(st.just(name), COMMANDS[name])
)


def amounts(connection: Any, query: str) -> dict[str, Decimal]:
    """Return what a query of two columns says, by the first of them."""
    return {row["name"]: row["total"] for row in connection.execute(query)}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(commands=st.lists(ONE, max_size=15))
def test_any_sequence_of_commands_keeps_the_books_balanced(
    ledger_simulator: Simulation, teller: Teller, commands: list[tuple[str, tuple[str, ...]]]
):
    account = ledger_simulator.open_account().loan_account_id

    refused = [name for name, words in commands if not carried_out(teller, name, account, words)]

    books = ledger_simulator.books(account)
    assert len(books.postings) == 2 + len(commands) - len(refused)
    assert books.loan.principal == sum(row["principal_delta"] for row in books.postings)
    assert books.loan.fees == sum(row["fee_delta"] for row in books.postings)
    assert teller.balance(account) == f"{books.loan.owed.total:.2f}"
    with ledger_simulator.connect() as connection:
        check_the_journal(connection)


def carried_out(teller: Teller, name: str, account: str, words: tuple[str, ...]) -> bool:
    command: Callable[..., Any] = getattr(teller, name)
    try:
        command(account, *words)
    except grpc.RpcError as error:
        assert error.code() is grpc.StatusCode.FAILED_PRECONDITION
        return False
    return True


def check_the_journal(connection: Any) -> None:
    """Every entry adds up to zero, and the receivables are what the customers owe."""
    by_entry = amounts(
        connection, "select entry_id::text as name, sum(amount) as total from line group by 1"
    )
    by_account = amounts(
        connection, "select account_code as name, sum(amount) as total from line group by 1"
    )
    owed = connection.execute("select sum(principal) as p, sum(fees) as f from loan").fetchone()
    assert set(by_entry.values()) == {Decimal(0)}
    assert sum(by_account.values()) == 0
    assert [by_account["1100"], by_account["1200"]] == list(owed.values())


def test_an_entry_that_does_not_add_up_cannot_be_committed(ledger_simulator: Simulation):
    statement = """with written as (
        insert into entry (kind, business_date, description, created_at)
        values ('ADJUSTMENT', current_date, 'a slip', now()) returning entry_id
    ) insert into line select entry_id, code, amount from written,
        (values ('1100', 10.00), ('1000', -9.99)) as given (code, amount)"""

    with ledger_simulator.connect() as connection:
        connection.execute(statement)
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match=r"add up to 0\.01"):
            connection.commit()


def test_an_entry_without_lines_cannot_be_committed(ledger_simulator: Simulation):
    with ledger_simulator.connect() as connection:
        connection.execute(
            "insert into entry (kind, business_date, description, created_at)"
            " values ('ADJUSTMENT', current_date, 'nothing', now())"
        )
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="has 0 lines"):
            connection.commit()


def test_a_posting_that_the_journal_does_not_know_cannot_be_committed(
    ledger_simulator: Simulation,
):
    ledger_simulator.open_account()
    statement = """insert into posting select 999, 'TXN-made-up', entry_id + 1, loan_account_id,
        kind, effective_date, principal_delta, fee_delta, principal_after, fee_after, description,
        reference_type, reference_id, metadata, created_by, happened_at, created_at, notes
        from posting where kind = 'DISBURSEMENT'"""

    with ledger_simulator.connect() as connection:
        connection.execute("alter table posting alter sequence drop identity")
        connection.execute("alter table posting drop constraint posting_entry_id_key")
        connection.execute(statement)
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="TXN-made-up"):
            connection.execute("set constraints all immediate")
        connection.rollback()


@pytest.mark.parametrize(
    "change",
    [
        "update entry set business_date = current_date - 1",
        "update line set amount = -amount",
        "update posting set notes = 'other words'",
        "delete from entry",
        "delete from line",
        "delete from posting",
    ],
)
def test_what_is_in_the_books_cannot_be_changed(ledger_simulator: Simulation, change: str):
    ledger_simulator.open_account()

    with (
        ledger_simulator.connect() as connection,
        pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="stays as it is"),
    ):
        connection.execute(change)


def test_the_integrity_check_finds_a_customer_who_was_tampered_with(
    ledger_simulator: Simulation, teller: Teller
):
    account = ledger_simulator.open_account().loan_account_id
    day = business_today()
    request = pb.GetGLReconciliationRequest(
        period_start=(day - timedelta(days=1)).isoformat(), period_end=day.isoformat()
    )
    sound = teller.stub.GetGLReconciliation(request).integrity_check
    with ledger_simulator.connect() as connection:
        connection.execute("set session_replication_role = replica")  # triggers look away
        connection.execute(
            "update posting set fee_after = 0 where loan_account_id = %s", [account]
        )

    tampered = teller.stub.GetGLReconciliation(request).integrity_check

    assert (sound.principal_match, sound.fee_match) == (True, True)
    assert (tampered.principal_match, tampered.fee_match) == (True, False)
    assert (tampered.customer_fee_sum, tampered.portfolio_fees) == ("0.00", "100.00")


@pytest.mark.parametrize("kind", list(COUNTERPARTS))
def test_the_lines_of_every_kind_add_up(kind: TransactionType):
    lines = lines_of(
        kind, principal=Decimal("7.00"), fees=Decimal("-2.00"), overpaid=Decimal("0.50")
    )

    assert sum(lines.values()) == 0
    assert set(lines) <= set(NAMES)


def test_every_kind_of_transaction_has_a_counterpart():
    assert set(COUNTERPARTS) == set(TransactionType) - {TransactionType.UNSPECIFIED}
