"""Customers: the list, and all that is known of one, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import QuerySet

from billie.web.keyset import DEFAULT_LIMIT, Page, paginate
from servicing.models import (
    Conversation,
    Customer,
    Instalment,
    LoanAccount,
    ParkedAggregate,
    WriteOffRequest,
)
from servicing.queries.notes import Note, list_notes
from servicing.queries.parked import find_parked
from servicing.queries.write_offs import list_write_offs

MOST_ACCOUNTS = 200
MOST_CONVERSATIONS = 50
NOT_SHOWN = ("facts", "assessments", "application_data", "statement_capture")

Belonging = TypeVar("Belonging", LoanAccount, Conversation)


class CustomerNotKnown(LookupError):
    """No event has named this customer yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView:
    """All that is known of a customer.

    `customer` is None while only accounts or conversations have named them. `parked` has what
    waits by aggregate ("account:LA-1"), `merged_ids` the identities that were merged into them,
    `instalments` and `write_offs` what belongs to an account by its id.
    """

    customer_id: str
    customer: Customer | None
    accounts: list[LoanAccount]
    instalments: dict[str, list[Instalment]]
    write_offs: dict[str, list[WriteOffRequest]]
    conversations: list[Conversation]
    notes: list[Note]
    parked: dict[str, ParkedAggregate]
    merged_ids: list[str]


def get_customer_view(*, customer_id: str) -> CustomerView:
    """Return a customer with accounts, schedules, the latest conversations and notes.

    Notes about identities that were merged into this customer belong to this customer. At most
    200 accounts and 50 conversations, newest first.

    :raises CustomerNotKnown: if no event has named the customer
    """
    customer = Customer.objects.filter(pk=customer_id).first()
    merged_ids = list_merged_ids(customer_id)
    accounts = list(
        LoanAccount.objects.filter(customer_id=customer_id).order_by("-first_event_at", "pk")[
            :MOST_ACCOUNTS
        ]
    )
    conversations = list(
        Conversation.objects.filter(customer_id=customer_id)
        .defer(*NOT_SHOWN)
        .order_by("-latest_utterance_at", "pk")[:MOST_CONVERSATIONS]
    )
    if customer is None and not accounts and not conversations:
        raise CustomerNotKnown(customer_id)
    return CustomerView(
        customer_id=customer_id,
        customer=customer,
        accounts=accounts,
        instalments=_instalments_of(accounts),
        write_offs=list_write_offs(loan_account_ids=[row.pk for row in accounts]),
        conversations=conversations,
        notes=list_notes(customer_ids=[customer_id, *merged_ids]),
        parked=find_parked(
            [
                f"customer:{customer_id}",
                *(f"account:{row.pk}" for row in accounts),
                *(f"conversation:{row.pk}" for row in conversations),
            ]
        ),
        merged_ids=merged_ids,
    )


def with_customers(rows: "QuerySet[Any, Belonging]") -> "QuerySet[Any, Belonging]":
    """Let accounts or conversations come with their `customer`, None if not known yet.

    In a second query, since a join would lose rows whose customer is not there: Django takes a
    foreign key's target for certain.
    """
    return rows.prefetch_related("customer")


def list_merged_ids(customer_id: str) -> list[str]:
    """Return the identities that were merged into a customer."""
    merged = Customer.objects.filter(merged_into_id=customer_id).order_by("pk")
    return list(merged.values_list("pk", flat=True))


def list_identities(*, customer_id: str) -> list[str]:
    """Return a customer's id and those that were merged into them.

    :raises CustomerNotKnown: if no event has named the customer
    """
    if not has_customer(customer_id):
        raise CustomerNotKnown(customer_id)
    return [customer_id, *list_merged_ids(customer_id)]


def has_customer(customer_id: str) -> bool:
    """Tell whether any event has named this customer, or something of theirs."""
    return (
        Customer.objects.filter(pk=customer_id).exists()
        or LoanAccount.objects.filter(customer_id=customer_id).exists()
        or Conversation.objects.filter(customer_id=customer_id).exists()
    )


def list_customers(
    *,
    ekyc_status: str = "",
    vulnerable: bool | None = None,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[Customer]:
    """Return a page of customers by name, each with `is_parked`.

    :raises billie.web.keyset.CursorNotValid: if the cursor was changed
    """
    customers = Customer.objects.filter(merged_into=None)
    if ekyc_status:
        customers = customers.filter(ekyc_status=ekyc_status)
    if vulnerable is not None:
        customers = customers.filter(vulnerable_flag=vulnerable)
    page = paginate(customers, order=["full_name", "customer_id"], cursor=cursor, limit=limit)
    parked = find_parked(f"customer:{row.pk}" for row in page.rows)
    for row in page.rows:
        row.is_parked = f"customer:{row.pk}" in parked  # type: ignore[attr-defined]
    return page


def _instalments_of(accounts: Iterable[LoanAccount]) -> dict[str, list[Instalment]]:
    found: dict[str, list[Instalment]] = defaultdict(list)
    ids = [account.pk for account in accounts]
    for row in Instalment.objects.filter(loan_account_id__in=ids).order_by("pk"):
        found[row.loan_account_id].append(row)
    return dict(found)
