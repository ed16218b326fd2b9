"""What the ledger answered to a posting, as it is kept with the command."""

from decimal import Decimal
from typing import Any

from billie.kernel.money import ZERO
from ledger.answers import Posted, Transaction, TransactionType


def result_of(posted: Posted) -> dict[str, Any]:
    """Return an answer in JSON; amounts are decimal strings, what is not known is null."""
    transaction = posted.transaction
    return {
        "transactionId": posted.transaction_id,
        "feeTransactionId": posted.fee_transaction_id or None,
        "isReplay": posted.is_replay,
        "warning": posted.warning or None,
        "allocation": _allocation(posted),
        "after": {
            "principal": _text(transaction.principal_after),
            "fees": _text(transaction.fee_after),
            "total": _text(transaction.total_after),
        }
        if transaction
        else None,
        "instalments": [
            {
                "paymentNumber": row.payment_number,
                "amountApplied": _text(row.amount_applied),
                "status": row.status,
                "amountRemaining": _text(row.amount_remaining),
            }
            for row in posted.instalments
        ],
    }


def posted_from(transaction: Transaction) -> Posted:
    """Return the answer that was lost, as far as a transaction in the books tells it.

    The books do not say how much of a repayment was more than what was owed.
    """
    is_repayment = transaction.type == TransactionType.REPAYMENT
    return Posted(
        transaction_id=transaction.transaction_id,
        event_id="",
        transaction=transaction,
        allocated_to_fees=-transaction.fee_delta if is_repayment else None,
        allocated_to_principal=-transaction.principal_delta if is_repayment else None,
        is_replay=True,
    )


def _allocation(posted: Posted) -> dict[str, str | None] | None:
    parts = {
        "fees": posted.allocated_to_fees,
        "principal": posted.allocated_to_principal,
        "overpayment": posted.overpayment,
    }
    if parts["fees"] is None and parts["principal"] is None:
        return None
    return {name: _text(amount) for name, amount in parts.items()}


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount + ZERO:.2f}"
