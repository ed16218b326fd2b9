"""The collections queue: accounts in arrears with who has them, and what was agreed.

Days past due decide the order, so the queue is a list of accounts; cases, promises, flags and
names are found for the rows of a page, a query each.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet

from billie.web.keyset import DEFAULT_LIMIT, Page, paginate
from servicing.models import (
    CollectionCase,
    CollectionContact,
    CustomerFlag,
    LoanAccount,
    PromiseToPay,
)
from servicing.models.casework.flags import FlagKind
from servicing.models.casework.promises import PromiseState
from servicing.queries.accounts import AccountNotKnown
from servicing.queries.customers import with_customers
from servicing.queries.flags import flags_by_customer
from servicing.queries.promises import PromiseView, find_newest

WORK, ASSIGN = "servicing.work_collectioncase", "servicing.assign_collectioncase"
MOST_COUNTED = 1000
MOST_CONTACTS = 50
MINE, UNASSIGNED = "mine", "unassigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilters:
    """How the queue can be narrowed; what is empty does not narrow it.

    `assigned` is "mine" or "unassigned", `promise` "open" or "broken", the state of an account's
    newest promise. `due` keeps those whose next contact is today or was due before.
    """

    bucket: str = ""
    assigned: str = ""
    due: bool = False
    promise: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One account in arrears; `case` is None while nobody has worked on it."""

    account: LoanAccount
    case: CollectionCase | None
    promise: PromiseView | None
    flags: dict[FlagKind, CustomerFlag] = field(default_factory=dict)

    @property
    def customer_name(self) -> str:
        """The customer's name, or id, or nothing while they are not known."""
        customer = self.account.customer
        return (customer.full_name if customer else "") or self.account.customer_id or ""

    @property
    def is_contact_stopped(self) -> bool:
        """Whether the customer must not be called, written to or texted."""
        return FlagKind.STOP_CONTACT in self.flags

    @property
    def is_in_hardship(self) -> bool:
        """Whether the customer is in hardship."""
        return FlagKind.HARDSHIP in self.flags


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """One account of the queue with the contacts of its open case, newest first."""

    row: QueueRow
    contacts: list[CollectionContact]


def page_collections(
    *,
    filters: QueueFilters,
    person: User,
    today: date,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[QueueRow]:
    """Return a page of accounts in arrears, most days past due first.

    :raises billie.web.keyset.CursorNotValid: if the cursor was changed
    """
    accounts = _narrowed(LoanAccount.objects.filter(is_in_arrears=True), filters, person, today)
    order = ["-days_past_due", "loan_account_id"]
    page: Page[Any] = paginate(with_customers(accounts), order=order, cursor=cursor, limit=limit)
    return Page(
        rows=_rows(page.rows, today),
        next_cursor=page.next_cursor,
        previous_cursor=page.previous_cursor,
    )


def get_case_view(*, loan_account_id: str, today: date) -> CaseView:
    """Return one account as the queue shows it, whether it is in arrears or not.

    :raises AccountNotKnown: if no event has named it (`servicing.queries.accounts`)
    """
    account = with_customers(LoanAccount.objects.filter(pk=loan_account_id)).first()
    if account is None:
        raise AccountNotKnown(loan_account_id)
    (row,) = _rows([account], today)
    contacts = CollectionContact.objects.filter(case=row.case).select_related(
        "by", "note", "promise"
    )
    return CaseView(
        row=row, contacts=list(contacts.order_by("-id")[:MOST_CONTACTS]) if row.case else []
    )


def count_due(*, person: User, today: date) -> int:
    """Return how many accounts of somebody wait for a contact today, at most 1 000."""
    due = _due(CollectionCase.objects.filter(closed_at=None, assigned_to=person), today)
    return due.filter(loan_account__is_in_arrears=True)[:MOST_COUNTED].count()


def list_collectors() -> list[User]:
    """Return everybody who can work on collections, by name."""
    people = User.objects.with_perm(WORK, backend="django.contrib.auth.backends.ModelBackend")
    return list(people.filter(is_active=True).order_by("first_name", "last_name", "username"))


def _narrowed(
    accounts: "QuerySet[LoanAccount]", filters: QueueFilters, person: User, today: date
) -> "QuerySet[LoanAccount]":
    cases = CollectionCase.objects.filter(loan_account_id=OuterRef("pk"), closed_at=None)
    if filters.bucket:
        accounts = accounts.filter(arrears_bucket=filters.bucket)
    if filters.assigned == MINE:
        accounts = accounts.filter(Exists(cases.filter(assigned_to=person)))
    elif filters.assigned == UNASSIGNED:
        accounts = accounts.filter(~Exists(cases.filter(assigned_to__isnull=False)))
    if filters.due:
        accounts = accounts.filter(Exists(_due(cases, today)))
    if filters.promise:
        accounts = accounts.filter(Exists(_newest_promises(filters.promise)))
    return accounts


def _due(cases: "QuerySet[CollectionCase]", today: date) -> "QuerySet[CollectionCase]":
    return cases.filter(Q(next_contact_date=None) | Q(next_contact_date__lte=today))


def _newest_promises(which: str) -> "QuerySet[PromiseToPay]":
    """Return the promises of an account that are in a state and are its newest.

    An open one always is: while there is one, no other is taken.
    """
    promises = PromiseToPay.objects.filter(loan_account_id=OuterRef("pk"))
    if which == "open":
        return promises.filter(state=PromiseState.OPEN)
    later = PromiseToPay.objects.filter(
        loan_account_id=OuterRef("loan_account_id"), id__gt=OuterRef("id")
    )
    return promises.filter(~Exists(later), state=PromiseState.BROKEN)


def _rows(accounts: Iterable[LoanAccount], today: date) -> list[QueueRow]:
    shown = list(accounts)
    keys = [account.pk for account in shown]
    cases = CollectionCase.objects.filter(loan_account_id__in=keys, closed_at=None)
    by_account = {case.loan_account_id: case for case in cases.select_related("assigned_to")}
    promises = find_newest(loan_account_ids=keys, today=today)
    owners = {account.customer_id for account in shown if account.customer_id}
    flags = flags_by_customer(customer_ids=owners, day=today)
    return [
        QueueRow(
            account=account,
            case=by_account.get(account.pk),
            promise=promises.get(account.pk),
            flags=flags.get(account.customer_id or "", {}),
        )
        for account in shown
    ]
