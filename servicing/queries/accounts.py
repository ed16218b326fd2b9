"""Loan accounts: the list with its filters, and one account with its schedule."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from billie.web.keyset import DEFAULT_LIMIT, Page, paginate
from servicing.models import Instalment, LoanAccount, ParkedAggregate, WriteOffRequest
from servicing.queries.customers import with_customers
from servicing.queries.parked import find_parked
from servicing.queries.write_offs import list_write_offs


class AccountNotKnown(LookupError):
    """No event has named this loan account yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """One loan account with its instalments in order and its write-off requests, newest first.

    `parked` says why it is behind, if it is.
    """

    account: LoanAccount
    instalments: list[Instalment]
    write_offs: list[WriteOffRequest]
    parked: ParkedAggregate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFilters:
    """How the list can be narrowed; what is None or empty does not narrow it."""

    status: str = ""
    bucket: str = ""
    days_from: int | None = None
    days_to: int | None = None
    in_arrears: bool | None = None
    customer_id: str = ""
    account_number: str = ""

    def conditions(self) -> dict[str, Any]:
        """Return the filters as lookups."""
        asked = {
            "account_status": self.status,
            "arrears_bucket": self.bucket,
            "days_past_due__gte": self.days_from,
            "days_past_due__lte": self.days_to,
            "is_in_arrears": self.in_arrears,
            "customer_id": self.customer_id,
            "account_number": self.account_number,
        }
        return {lookup: value for lookup, value in asked.items() if value not in (None, "")}

    @property
    def is_about_lateness(self) -> bool:
        """Whether the latest account belongs on top."""
        return bool(
            self.in_arrears
            or self.bucket
            or self.days_from is not None
            or self.days_to is not None
        )


def get_account_view(*, loan_account_id: str) -> AccountView:
    """Return an account with its schedule.

    :raises AccountNotKnown: if no event has named it
    """
    account = with_customers(LoanAccount.objects.filter(pk=loan_account_id)).first()
    if account is None:
        raise AccountNotKnown(loan_account_id)
    aggregate = f"account:{loan_account_id}"
    return AccountView(
        account=account,
        instalments=list(account.instalments.order_by("payment_number")),
        write_offs=list_write_offs(loan_account_ids=[loan_account_id]).get(loan_account_id, []),
        parked=find_parked([aggregate]).get(aggregate),
    )


def list_accounts(
    *, filters: AccountFilters, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[LoanAccount]:
    """Return a page of accounts, each with `customer_name` and `is_parked`.

    The most days past due come first when the filters are about lateness; otherwise accounts
    come by their id.

    :raises billie.web.keyset.CursorNotValid: if the cursor was changed
    """
    order = ["loan_account_id"]
    accounts = LoanAccount.objects.filter(**filters.conditions())
    if filters.is_about_lateness:
        order = ["-days_past_due", "loan_account_id"]
        accounts = accounts.exclude(days_past_due=None)
    page: Page[Any] = paginate(with_customers(accounts), order=order, cursor=cursor, limit=limit)
    parked = find_parked(f"account:{row.pk}" for row in page.rows)
    for row in page.rows:
        row.customer_name = row.customer.full_name if row.customer else ""
        row.is_parked = f"account:{row.pk}" in parked
    return page


def list_accounts_by_id(loan_account_ids: Iterable[str]) -> dict[str, LoanAccount]:
    """Return those of these accounts that are known, each with its customer, in two queries."""
    accounts = with_customers(LoanAccount.objects.filter(pk__in=list(loan_account_ids)))
    return {account.pk: account for account in accounts}


def find_account_ids(names: Iterable[str]) -> dict[str, str]:
    """Return the ids of accounts by what somebody calls them: the id, or the account number."""
    wanted = list(names)
    ids = LoanAccount.objects.filter(pk__in=wanted).values_list("pk", "pk")
    numbers = LoanAccount.objects.filter(account_number__in=wanted)
    return {**dict(numbers.values_list("account_number", "pk")), **dict(ids)}
