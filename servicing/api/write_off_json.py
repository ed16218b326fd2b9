"""Requests to write a loan off in JSON. Amounts are in the account's currency."""

from typing import Any

from rest_framework import serializers

from billie.web.api_fields import KnownText, KnownWord, instant, money
from billie.web.camel_case import CamelSerializer
from servicing.models.write_offs import WriteOffPriority, WriteOffReason, WriteOffStatus

EXAMPLE: dict[str, Any] = {
    "requestId": "0b0f6f6e-7f2b-4a43-8a43-6b1d1f5b9d0e",
    "requestNumber": "WO-00000012",
    "status": "REQUESTED",
    "amount": "435.00",
    "originalBalance": "435.00",
    "reason": "hardship",
    "notes": "No income since March.",
    "priority": "high",
    "requestedBy": "operations",
    "requestedByName": "Olive Perations",
    "requestedAt": "2026-10-10T09:12:44.120000+11:00",
    "decidedBy": None,
    "decidedByName": None,
    "decidedAt": None,
    "comment": None,
    "transactionId": None,
}


class WriteOffRequestSerializer(CamelSerializer):
    """One request to write the account off; what is not known is null."""

    request_id = serializers.CharField(read_only=True)
    request_number = KnownText()
    status = serializers.ChoiceField(WriteOffStatus.choices, read_only=True)
    amount = money()
    original_balance = money(help_text="What was owed when it was asked for.")
    reason = KnownWord(WriteOffReason.choices)
    notes = KnownText()
    priority = KnownWord(WriteOffPriority.choices)
    requested_by = KnownText()
    requested_by_name = KnownText()
    requested_at = instant()
    decided_by = KnownText()
    decided_by_name = KnownText()
    decided_at = instant()
    comment = KnownText(help_text="What was said with the decision.")
    transaction_id = KnownText(help_text="What the ledger posted, once approved.")
