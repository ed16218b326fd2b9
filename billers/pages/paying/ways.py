"""The ways to pay a bill, as one table: which ability pays, and which one is asked first."""

from collections.abc import Iterator
from typing import NamedTuple

from billers import switchboard
from billers.connectors.registry import NoSuchConnector
from billers.models import BillerConfig, TransactionType
from billers.queries.billers import list_billers


class Way(NamedTuple):
    """A way to pay; `slug` ends the address of its page."""

    slug: str
    route: str
    title: str
    transaction_type: TransactionType
    pays: str
    account_label: str


AMOUNT = Way("", "pay", "Pay a bill", TransactionType.POST_TRANSACTION, "pay", "Account number")
INVOICE = Way(
    "invoice",
    "pay-invoice",
    "Pay an invoice",
    TransactionType.CONFIRM_INVOICE,
    "confirm_invoice",
    "Account number",
)
BUNDLE = Way(
    "bundle",
    "pay-bundle",
    "Buy a bundle",
    TransactionType.CONFIRM_BUNDLE,
    "buy_bundle",
    "Phone number",
)
WAYS = (AMOUNT, INVOICE, BUNDLE)


def can(config: BillerConfig, ability: str) -> bool:
    """Tell whether a biller has an ability; one that is set up wrongly has none."""
    try:
        return switchboard.can(config, ability)
    except NoSuchConnector:
        return False


def list_choices() -> Iterator[tuple[Way, BillerConfig]]:
    """Yield every way in which an active biller can be paid."""
    for config in list_billers(is_active=True):
        for way in WAYS:
            if can(config, way.pays):
                yield way, config


def way_of(config: BillerConfig) -> Way | None:
    """Return the way in which a biller is paid, None for one that takes no payments."""
    return next((way for way in WAYS if can(config, way.pays)), None)
