"""An account's repayment schedule as the ledger keeps it, with what paid each instalment."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.answers import LedgerInstalment, Schedule, Transaction
from ledger.client import LedgerClient, LedgerProblem, get_client
from ledger.queries.transactions import MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidInstalment:
    """One instalment with the transactions that paid it, as far as the ledger shows them."""

    instalment: LedgerInstalment
    transactions: tuple[Transaction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleView:
    """A schedule, its instalments in order."""

    schedule: Schedule
    instalments: tuple[PaidInstalment, ...]


def get_schedule_view(*, loan_account_id: str) -> ScheduleView:
    """Return an account's schedule with paying transactions.

    :raises LedgerProblem: if the ledger does not know the account or cannot be asked
    """
    client = get_client()
    schedule = client.get_schedule(loan_account_id=loan_account_id)
    found = _transactions(client, schedule, loan_account_id)
    instalments = sorted(schedule.instalments, key=lambda row: row.payment_number)
    return ScheduleView(
        schedule=schedule,
        instalments=tuple(
            PaidInstalment(
                instalment=row,
                transactions=tuple(
                    found[key] for key in row.linked_transaction_ids if key in found
                ),
            )
            for row in instalments
        ),
    )


def _transactions(
    client: LedgerClient, schedule: Schedule, loan_account_id: str
) -> Mapping[str, Transaction]:
    """Return transactions by id if any instalment names one; their ids are shown in any case."""
    if not any(row.linked_transaction_ids for row in schedule.instalments):
        return {}
    try:
        found = client.get_transactions(loan_account_id=loan_account_id, limit=MOST)
    except LedgerProblem:
        return {}
    return {row.transaction_id: row for row in found.rows}
