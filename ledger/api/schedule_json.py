"""A repayment schedule with paying transactions in JSON."""

from typing import Any

from rest_framework import serializers

from billie.web.api_fields import KnownText, day, instant, money
from billie.web.camel_case import CamelSerializer
from ledger.api.transaction_json import EXAMPLE as TRANSACTION
from ledger.api.transaction_json import TransactionSerializer

EXAMPLE: dict[str, Any] = {
    "loanAccountId": "LOAN-90817",
    "scheduleId": "SCH-90817",
    "customerId": "CUS-4417",
    "applicationNumber": "APP-1009",
    "totalScheduled": "580.00",
    "totalPaid": "145.00",
    "totalRemaining": "435.00",
    "nextDueDate": "2026-09-30",
    "nextDueAmount": "145.00",
    "payments": [
        {
            "paymentNumber": 1,
            "dueDate": "2026-09-16",
            "amount": "145.00",
            "status": "PAID",
            "paidDate": "2026-09-16",
            "amountPaid": "145.00",
            "amountRemaining": "0.00",
            "linkedTransactionIds": ["TXN-3386620911"],
            "transactions": [TRANSACTION],
            "updatedAt": "2026-09-16T10:14:03.120000+10:00",
        }
    ],
}


class LedgerPaymentSerializer(CamelSerializer):
    """One instalment with the transactions that paid it, oldest first."""

    payment_number = serializers.IntegerField(source="instalment.payment_number", read_only=True)
    due_date = day(source="instalment.due_date")
    amount = money(source="instalment.scheduled_amount", allow_null=False)
    status = serializers.CharField(
        source="instalment.status", read_only=True, help_text="The ledger's own word."
    )
    paid_date = day(source="instalment.paid_date")
    amount_paid = money(source="instalment.amount_paid", allow_null=False)
    amount_remaining = money(source="instalment.amount_remaining", allow_null=False)
    linked_transaction_ids = serializers.ListField(
        source="instalment.linked_transaction_ids", child=serializers.CharField(), read_only=True
    )
    transactions = TransactionSerializer(
        many=True, read_only=True, help_text="Those of them that the ledger shows."
    )
    updated_at = instant(source="instalment.updated_at")


class LedgerScheduleSerializer(CamelSerializer):
    """The repayment schedule of an account, as the ledger keeps it."""

    loan_account_id = serializers.CharField(source="schedule.loan_account_id", read_only=True)
    schedule_id = KnownText(source="schedule.schedule_id")
    customer_id = KnownText(source="schedule.customer_id")
    application_number = KnownText(source="schedule.application_number")
    total_scheduled = money(source="schedule.total_scheduled", allow_null=False)
    total_paid = money(source="schedule.total_paid", allow_null=False)
    total_remaining = money(source="schedule.total_remaining", allow_null=False)
    next_due_date = day(source="schedule.next_due_date")
    next_due_amount = money(source="schedule.next_due_amount")
    payments = LedgerPaymentSerializer(source="instalments", many=True, read_only=True)
