"""Money in core banking's accounts: what is moved, and what is there."""

from dataclasses import dataclass
from decimal import Decimal

from billers.connectors.contract.checks import checked_amount, checked_reference, checked_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Money to be moved from one account to another, in major units of `currency`.

    :raises OrderIsUnsound: if something in it cannot be sent
    """

    reference: str
    debit_account: str
    credit_account: str
    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        """Refuse what could not be sent as it was meant."""
        checked_reference("reference", self.reference)
        checked_amount("amount", self.amount)
        for name in ("debit_account", "credit_account", "currency"):
            checked_text(name, getattr(self, name), is_needed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreBalance:
    """What is in an account, in major units of `currency`."""

    account: str
    working: Decimal
    available: Decimal
    cleared: Decimal
    currency: str
