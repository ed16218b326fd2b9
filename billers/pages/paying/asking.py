"""Asking the biller on the way to a payment: whose account, what is to pay, what is on sale."""

from typing import Any

from billers.connectors.contract import (
    Account,
    Fault,
    Invoice,
    NoAnswer,
    NotFound,
    OrderIsUnsound,
    SettingsAreUnfinished,
)
from billers.operations.intents import PaymentRefused
from billers.operations.looking_up import Looked, get_invoice, list_bundles, look_up_account
from billers.pages.paying.forms import AccountForm
from billers.pages.paying.keys import Seen
from billers.pages.paying.visit import Visit
from billers.pages.paying.ways import BUNDLE, INVOICE

PAID = "paid"


def ask_biller(visit: Visit, form: AccountForm) -> Seen | None:
    """Return what the biller says; otherwise say in the form why there is nothing, and None."""
    try:
        found = _ask(visit, form.cleaned_data).found
    except (PaymentRefused, SettingsAreUnfinished, OrderIsUnsound) as refused:
        form.add_error(None, f"{refused} {getattr(refused, 'next_step', '')}".strip())
        return None
    if isinstance(found, NotFound) or _is_about_the_number(found):
        form.add_error("account_number", f"{found.words} Check the number with the customer.")
        return None
    if isinstance(found, NoAnswer):
        form.add_error(
            None, f"{found.words} Nothing was paid. What you typed is still here: try again."
        )
        return None
    seen = _seen(visit, form.cleaned_data, found)
    if seen.status.lower() == PAID:
        form.add_error("account_number", f"Invoice {seen.invoice_number} is paid already.")
        return None
    return seen


def _is_about_the_number(found: Any) -> bool:
    """Tell whether a biller refuses to say anything of such a number."""
    return isinstance(found, NoAnswer) and found.fault == Fault.CUSTOMER


def _ask(visit: Visit, given: dict[str, Any]) -> Looked:
    if visit.way is BUNDLE:
        return list_bundles(config=visit.config, by=visit.person, now=visit.now)
    ask = get_invoice if visit.way is INVOICE else look_up_account
    return ask(
        config=visit.config,
        account_number=given["account_number"],
        account_type=given.get("account_type", ""),
        by=visit.person,
        now=visit.now,
    )


def _seen(visit: Visit, given: dict[str, Any], found: Any) -> Seen:
    number, account_type = given["account_number"], given.get("account_type", "")
    if isinstance(found, Account):
        return Seen(
            account_number=number,
            account_type=account_type,
            name=found.name,
            description=found.description,
            balance="" if found.balance is None else str(found.balance),
            currency=found.currency,
            status=found.status,
        )
    if isinstance(found, Invoice):
        return Seen(
            account_number=number,
            account_type=account_type,
            name=found.name,
            invoice_number=found.number,
            service=found.service,
            amount=str(found.amount),
            currency=found.currency,
            status=found.status,
        )
    return Seen(
        account_number=number,
        currency=visit.config.default_currency,
        bundles=[[each.bundle_id, each.name, str(each.price)] for each in found],
    )
