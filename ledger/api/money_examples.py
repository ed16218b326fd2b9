"""Examples of what is sent to move money, for the description at /api/docs."""

from typing import Any

from ledger.api.command_json import COMMAND
from ledger.models import CommandKind

ACCOUNT = {"loanAccountId": "LOAN-90817"}

BODIES: dict[CommandKind, dict[str, Any]] = {
    CommandKind.REPAYMENT: {
        **ACCOUNT,
        "amount": "145.00",
        "paymentMethod": "bank transfer",
        "paymentReference": "FT-1182",
    },
    CommandKind.LATE_FEE: {**ACCOUNT, "amount": "15.00", "daysPastDue": 9},
    CommandKind.DISHONOUR_FEE: {**ACCOUNT, "amount": "10.00", "referenceId": "FT-1182"},
    CommandKind.FEE_WAIVER: {**ACCOUNT, "amount": "15.00", "reason": "Charged by mistake."},
    CommandKind.ADJUSTMENT: {
        **ACCOUNT,
        "principalDelta": "-20.00",
        "feeDelta": "0.00",
        "reason": "Interest was reckoned twice.",
    },
    CommandKind.WRITE_OFF: {**ACCOUNT, "reason": "hardship", "priority": "high"},
    CommandKind.DISBURSEMENT: {
        **ACCOUNT,
        "amount": "500.00",
        "bankReference": "FT-1182",
        "paymentMethod": "bank transfer",
    },
}

AWAITING: dict[str, Any] = {
    **COMMAND,
    "kind": "WRITE_OFF",
    "state": "AWAITING_APPROVAL",
    "amount": "600.00",
    "reason": "hardship",
    "details": {"priority": "high"},
    "after": {"principal": "0.00", "fees": "0.00", "total": "0.00"},
    "approvalId": 7,
    "attempts": 0,
    "sentAt": None,
    "settledAt": None,
    "transactionId": None,
    "eventId": None,
    "allocation": None,
    "nextStep": "Somebody else has to approve it. It is sent by itself then.",
}
