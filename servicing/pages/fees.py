"""The fees of an account: what was charged, paid and waived, and what is left. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from billie.kernel.money import ZERO
from ledger.answers import Transaction, Transactions, TransactionType

CHARGES = frozenset(
    {
        TransactionType.ESTABLISHMENT_FEE,
        TransactionType.LATE_FEE,
        TransactionType.DISHONOUR_FEE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fees:
    """Sums of an account's fees, and the postings that they come from, newest first.

    `is_whole` is false when the account has older postings that were not looked at; the sums are
    then of those shown.
    """

    charged: Decimal
    paid: Decimal
    waived: Decimal
    other: Decimal
    outstanding: Decimal
    rows: tuple[Transaction, ...]
    is_whole: bool


def tell_fees(transactions: Transactions) -> Fees:
    """Return the fees among the newest postings of an account."""
    rows = tuple(row for row in transactions.rows if row.fee_delta)
    charged = _sum(row for row in rows if row.type in CHARGES)
    paid = -_sum(row for row in rows if row.type is TransactionType.REPAYMENT)
    waived = -_sum(row for row in rows if row.type is TransactionType.FEE_WAIVER)
    return Fees(
        charged=charged,
        paid=paid,
        waived=waived,
        other=_sum(rows) - charged + paid + waived,
        outstanding=transactions.rows[0].fee_after if transactions.rows else ZERO,
        rows=rows,
        is_whole=len(transactions.rows) >= transactions.total_count,
    )


def _sum(rows: Iterable[Transaction]) -> Decimal:
    return sum((row.fee_delta for row in rows), ZERO)
