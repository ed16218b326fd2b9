"""Balances as events last told them, for when the ledger cannot be asked."""

from collections.abc import Collection

from ledger.projected import ProjectedBalance
from servicing.models import LoanAccount


def list_projected_balances(loan_account_ids: Collection[str]) -> dict[str, ProjectedBalance]:
    """Return the balances of those of the accounts that an event has named."""
    rows = LoanAccount.objects.filter(pk__in=loan_account_ids).values_list(
        "pk", "current_balance", "currency", "as_of"
    )
    return {
        key: ProjectedBalance(total=total, currency=currency, as_of=as_of)
        for key, total, currency, as_of in rows
    }
