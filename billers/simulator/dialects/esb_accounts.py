"""What the ESB tells of an account: six attributes, which mean something else at each biller."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from billers.simulator.invoices import Invoice
from billers.simulator.people import Person, drawn, person_of

ATTRIBUTES = 6
Fields = tuple[tuple[str, object], ...]


def account_fields(biller: str, number: str, *, paid: Decimal, invoice: Invoice) -> Fields:
    """Return the fields of an account in their order; attributes that mean nothing are empty.

    `paid` is what was paid here since it was opened, `invoice` what it is asked to pay.
    """
    person = person_of(number)
    name, description, *attributes = _TELLERS[biller](person, paid, invoice)
    empty = [""] * (ATTRIBUTES - len(attributes))
    return (
        ("id", drawn("id", number, 10**6)),
        ("integration_id", 1 + drawn("integration", biller, 40)),
        ("number", number),
        ("name", name),
        ("description", description),
        *((f"attribute_{place}", told) for place, told in enumerate((*attributes, *empty), 1)),
    )


Told = tuple[str, ...]


def _blantyre(person: Person, paid: Decimal, invoice: Invoice) -> Told:
    date = f"{person.billed_on:%d/%m/%Y}"
    balance = _balance(person, paid)
    return person.name, "", person.phone, person.property_reference, balance, date


def _lilongwe(person: Person, paid: Decimal, invoice: Invoice) -> Told:
    date = f"{person.billed_on:%Y-%m-%d}"
    balance = _balance(person, paid)
    return person.name, person.place, "", person.property_reference, balance, date


def _southern(person: Person, paid: Decimal, invoice: Invoice) -> Told:
    return person.name, person.place, person.phone, "", _balance(person, paid)


def _invoiced(person: Person, paid: Decimal, invoice: Invoice) -> Told:
    amount = f"{invoice.amount:.2f}"
    return person.name, "", amount, invoice.currency, invoice.status, invoice.service


def _medical(person: Person, paid: Decimal, invoice: Invoice) -> Told:
    return f"{person.number} {person.name}", "Made-up scheme", f"{person.opening - paid:.2f}"


def _mobile(person: Person, paid: Decimal, invoice: Invoice) -> Told:
    return person.first_name, person.surname, "SUBS", "false"


def _balance(person: Person, paid: Decimal) -> str:
    """Return what is owed as the water boards write it: a space first, and four decimals."""
    return f" {person.opening - paid:.4f}"


_TELLERS: Mapping[str, Callable[[Person, Decimal, Invoice], Told]] = {
    "BWB_POSTPAID": _blantyre,
    "LWB_POSTPAID": _lilongwe,
    "SRWB_POSTPAID": _southern,
    "SRWB_PREPAID": _invoiced,
    "REGISTER_GENERAL": _invoiced,
    "MASM": _medical,
    "AIRTEL_VALIDATION": _mobile,
}
