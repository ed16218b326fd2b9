"""What the customer has at core banking, told before anything is paid from there."""

from dataclasses import dataclass
from decimal import Decimal

from billers import switchboard
from billers.operations.intents import PaymentIntent
from billers.operations.transferring import AccountNotAtBank, BankSilent, get_balance
from billers.pages.paying.visit import Visit
from billie.staff.access import may

VIEW = "billers.view_core_balance"
PATIENCE_SECONDS = 3.0
"""Somebody waits for the page, and core banking decides anyway when the money is held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Funds:
    """What is available in the account that pays; None with `words` why it is not known."""

    available: Decimal | None = None
    currency: str = ""
    words: str = ""
    is_short: bool = False


def find_funds(visit: Visit, intent: PaymentIntent) -> Funds | None:
    """Return what is there, None where no account pays or somebody may not see its balance."""
    account = intent.debit_account
    if not (account and switchboard.has_core_banking() and may(visit.request, VIEW)):
        return None
    try:
        found = get_balance(account=account, patience_seconds=PATIENCE_SECONDS)
    except (AccountNotAtBank, BankSilent) as reason:
        return Funds(words=str(reason), is_short=isinstance(reason, AccountNotAtBank))
    is_short = found.currency == intent.currency and found.available < intent.amount
    return Funds(available=found.available, currency=found.currency, is_short=is_short)
