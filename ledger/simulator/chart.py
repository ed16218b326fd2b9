"""The general ledger's accounts, and what each kind of posting does to them. Pure.

A debit is above zero, a credit below; the lines of an entry add up to zero.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from billie.kernel.money import ZERO
from ledger.answers import TransactionType


class Account(StrEnum):
    """Codes of the general ledger's accounts."""

    CASH = "1000"
    PRINCIPAL = "1100"
    FEES = "1200"
    OVERPAID = "2100"
    ADJUSTMENTS = "2900"
    ESTABLISHMENT_FEES = "4100"
    LATE_FEES = "4200"
    DISHONOUR_FEES = "4300"
    FEE_WAIVERS = "4900"
    BAD_DEBT = "5100"


NAMES: Mapping[Account, tuple[str, str]] = {
    Account.CASH: ("Cash at bank", "asset"),
    Account.PRINCIPAL: ("Principal receivable", "asset"),
    Account.FEES: ("Fees receivable", "asset"),
    Account.OVERPAID: ("Suspense: overpaid by customers", "liability"),
    Account.ADJUSTMENTS: ("Suspense: adjustments", "liability"),
    Account.ESTABLISHMENT_FEES: ("Establishment fee income", "income"),
    Account.LATE_FEES: ("Late fee income", "income"),
    Account.DISHONOUR_FEES: ("Dishonour fee income", "income"),
    Account.FEE_WAIVERS: ("Fee waivers (against income)", "income"),
    Account.BAD_DEBT: ("Bad debt expense", "expense"),
}

COUNTERPARTS: Mapping[TransactionType, Account] = {
    TransactionType.DISBURSEMENT: Account.CASH,
    TransactionType.ESTABLISHMENT_FEE: Account.ESTABLISHMENT_FEES,
    TransactionType.REPAYMENT: Account.CASH,
    TransactionType.LATE_FEE: Account.LATE_FEES,
    TransactionType.DISHONOUR_FEE: Account.DISHONOUR_FEES,
    TransactionType.FEE_WAIVER: Account.FEE_WAIVERS,
    TransactionType.ADJUSTMENT: Account.ADJUSTMENTS,
    TransactionType.WRITE_OFF: Account.BAD_DEBT,
}


def lines_of(
    kind: TransactionType,
    *,
    principal: Decimal = ZERO,
    fees: Decimal = ZERO,
    overpaid: Decimal = ZERO,
) -> dict[Account, Decimal]:
    """Return the journal lines of a posting, by account; accounts that it leaves alone are absent.

    `principal` and `fees` are what the posting adds to what the customer owes. `overpaid` is what
    came in beyond that; we owe it to the customer.
    """
    lines = {
        Account.PRINCIPAL: principal,
        Account.FEES: fees,
        Account.OVERPAID: -overpaid,
        COUNTERPARTS[kind]: overpaid - principal - fees,
    }
    return {account: amount for account, amount in lines.items() if amount}
