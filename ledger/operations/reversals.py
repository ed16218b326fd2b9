"""Undoing a posted transaction: an adjustment by its opposite, which a second person approves."""

from ledger.answers import Transaction, Transactions
from ledger.client import get_client
from ledger.client.looking_up import read_all
from ledger.intents import Intent
from ledger.models import CommandKind


class TransactionNotKnown(LookupError):
    """The ledger has no such transaction on this account."""


class NothingToReverse(Exception):
    """The transaction changed neither principal nor fees."""


def propose_reversal(
    *, loan_account_id: str, transaction_id: str, reason: str, currency: str
) -> Intent:
    """Return the adjustment that undoes a transaction, to be previewed and asked for.

    Asks the ledger for the transaction; nothing is changed. That it is reversed once is checked
    with the preview and with the request, and held by the database.

    :raises TransactionNotKnown: if the account has no such transaction
    :raises NothingToReverse: if it changed nothing
    :raises IntentRefused: if there is no reason
    :raises LedgerProblem: if the ledger does not know the account or cannot be asked
    """
    found = _find_transaction(loan_account_id, transaction_id)
    if not found.principal_delta and not found.fee_delta:
        raise NothingToReverse(f"{transaction_id} changed neither principal nor fees.")
    return Intent(
        kind=CommandKind.ADJUSTMENT,
        loan_account_id=loan_account_id,
        currency=currency,
        principal_delta=-found.principal_delta,
        fee_delta=-found.fee_delta,
        reason=reason,
        reverses_transaction_id=transaction_id,
    )


def _find_transaction(loan_account_id: str, transaction_id: str) -> Transaction:
    client = get_client()

    def ask(limit: int) -> Transactions:
        return client.get_transactions(loan_account_id=loan_account_id, limit=limit)

    for row in read_all(ask):
        if row.transaction_id == transaction_id:
            return row
    raise TransactionNotKnown(f"The ledger has no transaction {transaction_id} on this account.")
