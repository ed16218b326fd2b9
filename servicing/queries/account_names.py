"""How people know loan accounts: what the ledger room, which knows no customers, asks for."""

from collections.abc import Collection

from ledger.guards import AccountName
from servicing.queries.accounts import list_accounts_by_id


def name_accounts(loan_account_ids: Collection[str]) -> dict[str, AccountName]:
    """Return number, customer, currency and status of those of these accounts that are known."""
    return {
        key: AccountName(
            account_number=account.account_number,
            customer_id=account.customer_id or "",
            customer_name=account.customer.full_name if account.customer else "",
            currency=account.currency,
            status=account.account_status,
        )
        for key, account in list_accounts_by_id(loan_account_ids).items()
    }
