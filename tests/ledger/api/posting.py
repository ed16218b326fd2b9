"""How tests post money: a body for each kind, and the address that takes it."""

from itertools import count
from typing import Any

from ledger.models import CommandKind

K = CommandKind
ADDRESSES = {
    K.REPAYMENT: "/api/ledger/repayment",
    K.LATE_FEE: "/api/ledger/late-fee",
    K.DISHONOUR_FEE: "/api/ledger/dishonour-fee",
    K.FEE_WAIVER: "/api/ledger/waive-fee",
    K.ADJUSTMENT: "/api/ledger/adjustment",
    K.WRITE_OFF: "/api/ledger/write-off",
    K.DISBURSEMENT: "/api/ledger/disburse",
}
BODIES: dict[CommandKind, dict[str, Any]] = {
    K.REPAYMENT: {"amount": "10.00", "paymentMethod": "bank transfer"},
    K.LATE_FEE: {"amount": "10.00", "daysPastDue": 9},
    K.DISHONOUR_FEE: {"amount": "10.00", "referenceId": "FT-1"},
    K.FEE_WAIVER: {"amount": "10.00", "reason": "Charged by mistake."},
    K.ADJUSTMENT: {"principalDelta": "-10.00", "feeDelta": "0.00", "reason": "A mistake."},
    K.WRITE_OFF: {"reason": "hardship", "priority": "high"},
    K.DISBURSEMENT: {"amount": "500.00", "bankReference": "FT-1", "paymentMethod": "transfer"},
}
_numbers = count(1)


def fresh_key() -> str:
    """Return a key that no other test has used."""
    return f"key-of-a-test-{next(_numbers)}"


def post(program: Any, kind: CommandKind, account: str, *, key: str = "", **changed: Any) -> Any:
    """Post an act of a kind; fields that are changed to `...` are left out."""
    given = {"loanAccountId": account, **BODIES[kind], **changed}
    body = {name: value for name, value in given.items() if value is not ...}
    return program.send(ADDRESSES[kind], body, key=key or fresh_key())
