"""What billers are asked: questions and orders, checked when they are made."""

from dataclasses import dataclass, field
from decimal import Decimal

from billers.connectors.contract.checks import checked_amount, checked_reference, checked_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """Whose account, or which invoice; `account_type` is for billers that have several.

    :raises OrderIsUnsound: if a text cannot be sent
    """

    account_number: str
    account_type: str = ""

    def __post_init__(self) -> None:
        """Refuse what could not be sent as it was meant."""
        checked_text("account_number", self.account_number, is_needed=True)
        checked_text("account_type", self.account_type)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a biller is to take: `amount` is above zero, with at most two decimals.

    `our_transaction_id` belongs to one attempt and was stored before the order was made. A bundle
    goes to `phone`, or to `account_number` where no phone is named. An invoice is confirmed by
    `invoice_number`. `is_resend` says that the same order was sent before, under the same
    reference: Note [A refused resend proves nothing].

    :raises OrderIsUnsound: if a text or the amount cannot be sent
    """

    our_transaction_id: str
    account_number: str
    amount: Decimal
    currency: str
    account_type: str = ""
    credit_account: str = ""
    credit_account_type: str = ""
    debit_account: str = ""
    debit_account_type: str = ""
    customer_account_number: str = ""
    customer_account_name: str = field(default="", repr=False)
    invoice_number: str = ""
    bundle_id: str = ""
    phone: str = field(default="", repr=False)
    is_resend: bool = False

    def __post_init__(self) -> None:
        """Refuse what could not be sent as it was meant."""
        checked_reference("our_transaction_id", self.our_transaction_id)
        checked_amount("amount", self.amount)
        for name in ("account_number", "currency"):
            checked_text(name, getattr(self, name), is_needed=True)
        for name in _OPTIONAL_TEXTS:
            checked_text(name, getattr(self, name))


_OPTIONAL_TEXTS = (
    "account_type credit_account credit_account_type debit_account debit_account_type "
    "customer_account_number customer_account_name invoice_number bundle_id phone"
).split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal:
    """Which accepted payment is to be taken back, under a reference of its own.

    :raises OrderIsUnsound: if a text or the amount cannot be sent
    """

    our_transaction_id: str
    original_transaction_id: str
    account_number: str
    amount: Decimal
    currency: str
    their_reference: str = ""
    reason: str = ""
    is_resend: bool = False

    def __post_init__(self) -> None:
        """Refuse what could not be sent as it was meant."""
        checked_reference("our_transaction_id", self.our_transaction_id)
        checked_reference("original_transaction_id", self.original_transaction_id)
        checked_amount("amount", self.amount)
        for name in ("account_number", "currency"):
            checked_text(name, getattr(self, name), is_needed=True)
        for name in ("their_reference", "reason"):
            checked_text(name, getattr(self, name))
