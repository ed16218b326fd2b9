"""A payment as it is shown at /api/docs."""

from typing import Any

AT = "2026-10-10T11:20:03.551000+02:00"
PAYMENT: dict[str, Any] = {
    "id": "TXN-7K2M4Q9A3B",
    "billerConfigId": 3,
    "billerType": "LWB_POSTPAID",
    "billerName": "Lilongwe Water Board",
    "ourTransactionId": "TXN-7K2M4Q9A3B",
    "externalTransactionId": "RCPT-000417",
    "transactionType": "POST_TRANSACTION",
    "accountNumber": "2200330044",
    "accountType": None,
    "customerAccountName": "Chikondi Banda",
    "creditAccount": "LWBWATER",
    "creditAccountType": None,
    "debitAccount": "1007001",
    "debitAccountType": None,
    "amount": "1500.50",
    "currency": "MWK",
    "status": "COMPLETED",
    "outcome": "ACCEPTED",
    "reversingSince": None,
    "reverseOutcome": None,
    "refundOutcome": None,
    "hasConflict": False,
    "hasAlarm": False,
    "hasTokens": False,
    "errorMessage": None,
    "errorCode": None,
    "bundleId": None,
    "invoiceNumber": None,
    "meterNumber": None,
    "metadata": {},
    "processedAt": AT,
    "completedAt": "2026-10-10T11:20:04.102000+02:00",
    "createdAt": AT,
    "updatedAt": "2026-10-10T11:20:04.102000+02:00",
    "initiatedBy": "o.perations",
    "owner": None,
    "unknownSince": None,
    "nextActionAt": None,
}
NOT_NOW = {"possible": False, "whyNot": "Its outcome is known."}
WHOLE: dict[str, Any] = {
    **PAYMENT,
    "attempts": [
        {
            "reference": "TXN7K2M4Q9A3BP1",
            "leg": "PAY",
            "round": 1,
            "isResend": False,
            "configVersion": 1,
            "phase": "ANSWERED",
            "outcome": "ACCEPTED",
            "theirReference": "RCPT-000417",
            "errorCode": None,
            "errorMessage": None,
            "requestPayload": "<PostPayment>…</PostPayment>",
            "responsePayload": "<PostPaymentResponse>…</PostPaymentResponse>",
            "httpStatus": 200,
            "latencyMs": 412,
            "startedAt": AT,
            "finishedAt": "2026-10-10T11:20:04.102000+02:00",
        }
    ],
    "timeline": [
        {
            "at": AT,
            "before": "PENDING",
            "after": "PENDING",
            "why": "Taken on.",
            "who": "o.perations",
        }
    ],
    "evidence": [
        {
            "at": AT,
            "leg": "PAY",
            "reference": "TXN7K2M4Q9A3BP1",
            "says": "ACCEPTED",
            "toldBy": "ANSWER",
            "words": "Accepted.",
            "theirReference": "RCPT-000417",
        }
    ],
    "tokens": [],
    "tokenReveals": [],
    "choices": {
        "retry": {"possible": False, "whyNot": "Only a payment that failed can be tried again."},
        "cancel": {"possible": False, "whyNot": "It was sent already, or is over."},
        "reverse": {"possible": False, "whyNot": "Lilongwe Water Board takes no payment back."},
        "resolve": NOT_NOW,
        "closeAlarm": {"possible": False, "whyNot": "There is no alarm."},
        "assign": {"possible": False, "whyNot": "It is over: there is nothing to look into."},
        "revealToken": {"possible": False, "whyNot": "There is no token for this payment."},
    },
}
TAKEN_ON: dict[str, Any] = {
    **PAYMENT,
    "externalTransactionId": None,
    "status": "PENDING",
    "outcome": None,
    "processedAt": None,
    "completedAt": None,
    "updatedAt": AT,
    "nextActionAt": AT,
}
REVEALED = {
    "id": "TXN-7K2M4Q9A3B",
    "tokens": ["10000000000000000001"],
    "isReprint": True,
    "revealedAt": "2026-10-10T11:24:40.020000+02:00",
    "revealedBy": "s.upervisor",
}
TO_PAY = {
    "billerType": "LWB_POSTPAID",
    "accountNumber": "2200330044",
    "amount": "1500.50",
    "debitAccount": "1007001",
}
TO_CONFIRM = {
    "billerType": "REGISTER_GENERAL",
    "invoiceNumber": "RG-2026-0001",
    "amount": "5000.00",
}
TO_PURCHASE = {"bundleId": "417", "phoneNumber": "0888123456", "amount": "199.00"}
