"""What billers know: accounts, invoices and bundles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A customer's account at a biller; `balance` is None where the biller does not tell it.

    `details` are facts that only some billers have, by plain names such as "property_reference".
    """

    number: str
    name: str = field(repr=False)
    description: str = ""
    balance: Decimal | None = None
    currency: str
    status: str = ""
    details: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """One invoice to review and confirm; `status` is the biller's word, such as "pending"."""

    number: str
    account_number: str
    name: str = field(repr=False)
    amount: Decimal
    currency: str
    status: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """One thing on sale at a fixed price."""

    bundle_id: str
    name: str
    price: Decimal
    currency: str
