"""Transactions of the ledger in JSON."""

from typing import Any

from rest_framework import serializers

from billie.web.api_fields import KnownText, day, instant, money
from billie.web.camel_case import CamelSerializer
from ledger.answers import TransactionType

EXAMPLE: dict[str, Any] = {
    "transactionId": "TXN-3386620911",
    "loanAccountId": "LOAN-90817",
    "type": "REPAYMENT",
    "transactionDate": "2026-09-16T10:14:03.120000+10:00",
    "effectiveDate": "2026-09-16",
    "principalDelta": "-135.00",
    "feeDelta": "-10.00",
    "totalDelta": "-145.00",
    "principalAfter": "435.00",
    "feeAfter": "0.00",
    "totalAfter": "435.00",
    "description": "Repayment",
    "referenceType": "PAYMENT",
    "referenceId": "CMD-00000012",
    "metadata": {"payment_method": "CARD"},
    "createdBy": "billie",
    "createdAt": "2026-09-16T10:14:03.120000+10:00",
    "notes": None,
}


class TransactionSerializer(CamelSerializer):
    """One posting; a delta below zero lowers what the customer owes."""

    transaction_id = serializers.CharField(read_only=True)
    loan_account_id = serializers.CharField(read_only=True)
    type = serializers.ChoiceField(
        [(kind.value, kind.value) for kind in TransactionType],
        read_only=True,
        help_text="UNSPECIFIED is a kind that Billie does not know.",
    )
    transaction_date = instant(source="transaction_at", help_text="When it was posted.")
    effective_date = day(help_text="The business day that it counts for.")
    principal_delta = money(allow_null=False)
    fee_delta = money(allow_null=False)
    total_delta = money(allow_null=False)
    principal_after = money(allow_null=False)
    fee_after = money(allow_null=False)
    total_after = money(allow_null=False)
    description = serializers.CharField(read_only=True)
    reference_type = KnownText()
    reference_id = KnownText()
    metadata = serializers.DictField(
        child=serializers.CharField(), read_only=True, help_text="As the ledger keeps it."
    )
    created_by = KnownText()
    created_at = instant()
    notes = KnownText()
