"""What a client asks for, whatever the dialect it asked in."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

CORE_BANKING = "CORE_BANKING"


class Kind(StrEnum):
    """What a call is about; faults are told apart by it."""

    MONEY = "money"
    LOOK_UP = "look_up"
    STATUS = "status"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that was understood.

    `operation` is the dialect's own word for it. `account` is the customer's number at the
    biller, at TNM the phone, at core banking the account that is debited or asked about.
    `reverses` is the reference of a payment that is to be taken back, `key` what the client
    identifies itself with.
    """

    biller: str
    kind: Kind
    operation: str
    account: str = ""
    reference: str = ""
    amount: Decimal = Decimal(0)
    currency: str = "MWK"
    account_type: str = ""
    invoice_number: str = ""
    bundle_id: str = ""
    to_account: str = ""
    reverses: str = ""
    key: str = ""
