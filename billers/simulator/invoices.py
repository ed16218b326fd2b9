"""Made-up invoices, prepaid tokens and internet bundles."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from billers.simulator.people import amount_of, drawn
from billers.simulator.roster import Biller

SERVICES = (
    "Business name registration",
    "Company annual return",
    "Certificate of good standing",
    "Change of directors",
)
TOKEN_DIGITS = 20
MOST_TOKENS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """What an account is asked to pay."""

    number: str
    account: str
    amount: Decimal
    currency: str
    status: str
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """An internet bundle for sale."""

    bundle_id: str
    name: str
    price: Decimal
    days: int


BUNDLES: Mapping[str, Bundle] = {
    bundle.bundle_id: bundle
    for bundle in (
        Bundle(bundle_id="1001", name="Daily 100MB", price=Decimal("199.00"), days=1),
        Bundle(bundle_id="1002", name="Daily 1GB", price=Decimal("650.00"), days=1),
        Bundle(bundle_id="1003", name="Weekly 2GB", price=Decimal("1950.00"), days=7),
        Bundle(bundle_id="1004", name="Monthly 5GB", price=Decimal("6500.00"), days=30),
        Bundle(bundle_id="1005", name="Monthly 20GB", price=Decimal("17500.50"), days=30),
    )
}


def invoice_of(biller: Biller, account: str, paid_before: int) -> Invoice:
    """Return an account's invoice.

    A fee is invoiced once, and is `paid` afterwards; prepaid water is invoiced anew each time.
    """
    count = 0 if biller.fixes_the_amount else paid_before
    key = f"{account}/{count}"
    return Invoice(
        number=f"{biller.receipts}I{drawn('invoice number', key, 10**9):09}",
        account=account,
        amount=amount_of("invoice", key, 1_000, 90_000),
        currency="MWK",
        status="paid" if biller.fixes_the_amount and paid_before else "pending",
        service=(
            SERVICES[drawn("service", account, len(SERVICES))]
            if biller.fixes_the_amount
            else "Prepaid water"
        ),
    )


def tokens_of(account: str, reference: str) -> tuple[str, ...]:
    """Return the tokens of a prepaid payment: one, for some accounts two or three."""
    count = max(1, drawn("tokens", account, 2 * MOST_TOKENS) - MOST_TOKENS + 1)
    numbers = (drawn(f"token {place}", f"{account}/{reference}", 10**18) for place in range(count))
    return tuple(f"{10 + place}{number:018}" for place, number in enumerate(numbers))
