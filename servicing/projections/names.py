"""Names: which rows each event will ask for, so that a batch loads them all at once."""

from typing import Any

from servicing import events
from servicing.events import Envelope
from servicing.projections.payments import payment_id
from servicing.projections.rows import Wanted


def account(event: events.AccountEvent, envelope: Envelope, wanted: Wanted) -> None:
    """Name the account."""
    wanted.accounts.add(event.account_id)


def payment(event: events.AccountUpdated, envelope: Envelope, wanted: Wanted) -> None:
    """Name the account, and the payment that the event may tell of."""
    wanted.accounts.add(event.account_id)
    if key := payment_id(event, envelope):
        wanted.payments.add(key)


def owned_account(event: Any, envelope: Envelope, wanted: Wanted) -> None:
    """Name the account, and the customer who may have been merged into another."""
    wanted.accounts.add(event.account_id)
    if event.customer_id:
        wanted.customers.add(event.customer_id)


def schedule(event: Any, envelope: Envelope, wanted: Wanted) -> None:
    """Name the account and all of its instalments."""
    wanted.accounts.add(event.account_id)
    wanted.schedules.add(event.account_id)


def customer(event: Any, envelope: Envelope, wanted: Wanted) -> None:
    """Name the customer."""
    wanted.customers.add(event.customer_id)


def identities(event: events.IdentityMerged, envelope: Envelope, wanted: Wanted) -> None:
    """Name all customers, and that everything of the others moves."""
    wanted.customers.add(event.canonical_id)
    wanted.customers.update(event.other_ids())
    wanted.moving.update(event.other_ids())


def conversation(event: events.Event, envelope: Envelope, wanted: Wanted) -> None:
    """Name the conversation and its customer."""
    wanted.conversations.add(envelope.conversation_id)
    if envelope.customer_id:
        wanted.customers.add(envelope.customer_id)


def application(
    event: events.ApplicationDetailChanged, envelope: Envelope, wanted: Wanted
) -> None:
    """Name the conversation, its customer, and the customer whom the application describes."""
    conversation(event, envelope, wanted)
    if customer_id := event.customer_id(envelope):
        wanted.customers.add(customer_id)


def summary(event: events.SummaryChanged, envelope: Envelope, wanted: Wanted) -> None:
    """Name the conversation, and the customer in envelope or payload."""
    conversation(event, envelope, wanted)
    if event.customer_id:
        wanted.customers.add(event.customer_id)


def write_off(event: events.WriteOffEvent, envelope: Envelope, wanted: Wanted) -> None:
    """Name the request."""
    wanted.write_offs.add(event.request_id)


def new_write_off(event: events.WriteOffRequested, envelope: Envelope, wanted: Wanted) -> None:
    """Name the request, and the customer who may have been merged into another."""
    wanted.write_offs.add(event.request_id)
    if event.customer_id:
        wanted.customers.add(event.customer_id)
