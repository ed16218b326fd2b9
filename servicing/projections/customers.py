"""Customers: how each event changes the `Customer` row (WIRE 1.3)."""

import msgspec

from servicing.events import (
    Address,
    CustomerChanged,
    CustomerCreated,
    CustomerDetails,
    CustomerVerified,
    Envelope,
)
from servicing.events.customers import DEFAULT_COUNTRY
from servicing.models import Customer
from servicing.models.customers import EkycStatus
from servicing.projections import words
from servicing.projections.phones import phone_digits
from servicing.projections.rows import Rows

COPIED = (
    "first_name",
    "last_name",
    "preferred_name",
    "email_address",
    "mobile_phone_number",
    "date_of_birth",
    "staff_flag",
    "investor_flag",
    "founder_flag",
    "vulnerable_flag",
)
ADDRESSES = ("residential_address", "mailing_address")


def change_customer(event: CustomerChanged, envelope: Envelope, rows: Rows) -> None:
    """Change what the event says of a customer."""
    describe(rows.customer(event.customer_id), event, rows)


def create_customer(event: CustomerCreated, envelope: Envelope, rows: Rows) -> None:
    """Describe a new customer, or fill in one that other events came before."""
    customer = rows.customer(event.customer_id)
    describe(customer, _only_blanks(customer, event), rows)


def verify_customer(event: CustomerVerified, envelope: Envelope, rows: Rows) -> None:
    """Note that the identity is verified, and the electronic check successful."""
    customer = rows.customer(event.customer_id)
    customer.identity_verified = True
    customer.ekyc_status = EkycStatus.SUCCESSFUL.value
    customer.verified_at = event.verified_at or customer.verified_at or envelope.occurred_at


def describe(customer: Customer, details: CustomerDetails, rows: Rows) -> None:
    """Change what is said of a customer; what is not said stays."""
    for name in COPIED:
        if (value := getattr(details, name)) is not None:
            setattr(customer, name, value)
    if details.first_name is not None or details.last_name is not None:
        customer.full_name = f"{customer.first_name} {customer.last_name}".strip()
    if details.mobile_phone_number is not None:
        customer.phone_digits = phone_digits(details.mobile_phone_number, rows.phone_region)
    ekyc_status = words.look_up(
        words.EKYC_STATUS, details.ekyc_status, field="ekyc_status", rows=rows
    )
    customer.ekyc_status = ekyc_status or customer.ekyc_status
    for name in ADDRESSES:
        if (address := getattr(details, name)) is not None and address != Address():
            setattr(customer, name, _address(address))


def _only_blanks(customer: Customer, event: CustomerCreated) -> CustomerCreated:
    """Return the event without what is known of the customer already."""
    known = [name for name in (*COPIED, *ADDRESSES, "ekyc_status") if getattr(customer, name)]
    return msgspec.structs.replace(event, **dict.fromkeys(known))


def _address(address: Address) -> dict[str, str]:
    """Return an address as the row keeps it: as a whole, with all of its lines."""
    lines = {name: value or "" for name, value in msgspec.structs.asdict(address).items()}
    lines["country"] = lines["country"] or DEFAULT_COUNTRY
    return lines
