"""A loan account and its schedule in JSON. Amounts are in the account's currency."""

from datetime import date
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billie.web.api_fields import (
    Group,
    GroupOrNull,
    KnownText,
    KnownWord,
    day,
    flag,
    instant,
    money,
    number,
)
from billie.web.camel_case import CamelSerializer
from servicing.api.write_off_json import EXAMPLE as WRITE_OFF
from servicing.api.write_off_json import WriteOffRequestSerializer
from servicing.models import LoanAccount
from servicing.models.loans import AccountStatus, ArrearsBucket, ClosureReason, InstalmentStatus

SUMMARY: dict[str, Any] = {
    "loanAccountId": "LOAN-90817",
    "accountNumber": "4057857805",
    "customerId": "CUS-4417",
    "accountStatus": "in_arrears",
    "sdkStatus": "SUSPENDED",
    "currency": "AUD",
    "loanTerms": {
        "loanAmount": "500.00",
        "loanFee": "80.00",
        "totalPayable": "580.00",
        "openedDate": "2026-09-01",
        "disbursedDate": "2026-09-02",
    },
    "balances": {"currentBalance": "435.00", "totalOutstanding": "435.00", "totalPaid": None},
    "lastPayment": {"date": "2026-09-16", "amount": "145.00"},
    "aging": {
        "daysPastDue": 9,
        "bucket": "early_arrears",
        "isInArrears": True,
        "totalOverdue": "145.00",
    },
    "closure": None,
    "asOf": "2026-10-10T09:00:12.004000+11:00",
    "parked": False,
}
SCHEDULE: dict[str, Any] = {
    "scheduleId": "SCH-90817",
    "numberOfPayments": 4,
    "paymentFrequency": "fortnightly",
    "createdDate": "2026-09-01",
    "payments": [
        {
            "paymentNumber": 1,
            "dueDate": "2026-09-16",
            "amount": "145.00",
            "status": "paid",
            "paidDate": "2026-09-16",
            "amountPaid": "145.00",
            "amountRemaining": "0.00",
            "linkedTransactionIds": ["TXN-3386620911"],
        }
    ],
}
WHOLE = {**SUMMARY, "repaymentSchedule": SCHEDULE, "writeOffRequests": [WRITE_OFF]}


class LoanTermsSerializer(Group):
    """What was agreed on."""

    loan_amount = money()
    loan_fee = money()
    total_payable = money()
    opened_date = day()
    disbursed_date = serializers.SerializerMethodField(
        help_text="The day in the business time zone on which the loan was paid out."
    )

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_disbursed_date(self, account: LoanAccount) -> date | None:
        """Return the day of disbursement, null while it is not known."""
        return timezone.localdate(account.disbursed_at) if account.disbursed_at else None


class BalancesSerializer(Group):
    """What is owed and paid, as published; `totalOutstanding` is the current balance."""

    current_balance = money()
    total_outstanding = money(source="current_balance")
    total_paid = money()


class LastPaymentSerializer(GroupOrNull):
    """The latest payment."""

    date = day(source="latest_payment_date")
    amount = money(source="latest_payment_amount")


class AgingSerializer(Group):
    """How late the account is."""

    days_past_due = number()
    bucket = KnownWord(ArrearsBucket.choices, source="arrears_bucket")
    is_in_arrears = flag()
    total_overdue = money()


class ClosureSerializer(GroupOrNull):
    """Why and how the account was closed."""

    reason = KnownWord(ClosureReason.choices, source="closure_reason")
    closed_date = day()
    final_balance = money()


class PaymentSerializer(CamelSerializer):
    """One instalment."""

    payment_number = serializers.IntegerField(read_only=True)
    due_date = day()
    amount = money()
    status = KnownWord(InstalmentStatus.choices)
    paid_date = day()
    amount_paid = money()
    amount_remaining = money()
    linked_transaction_ids = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="What paid it, oldest first."
    )


class RepaymentScheduleSerializer(GroupOrNull):
    """When what has to be paid."""

    schedule_id = KnownText()
    number_of_payments = number()
    payment_frequency = KnownText(help_text="weekly, fortnightly, monthly")
    created_date = day(source="schedule_created_date")
    payments = serializers.SerializerMethodField()

    @extend_schema_field(PaymentSerializer(many=True))
    def get_payments(self, account: LoanAccount) -> Any:
        """Return the instalments in their order."""
        return PaymentSerializer(self.context["instalments"].get(account.pk, ()), many=True).data


class AccountSummarySerializer(CamelSerializer):
    """A loan account without its schedule, as lists have it; what is not known is null."""

    loan_account_id = serializers.CharField(read_only=True)
    account_number = KnownText()
    customer_id = KnownText()
    account_status = KnownWord(AccountStatus.choices)
    sdk_status = KnownText(help_text="The status as it was sent.")
    currency = serializers.CharField(read_only=True)
    loan_terms = LoanTermsSerializer()
    balances = BalancesSerializer()
    last_payment = LastPaymentSerializer()
    aging = AgingSerializer()
    closure = ClosureSerializer()
    as_of = instant(help_text="When the newest event that changed it was published.")
    parked = flag(source="is_parked", help_text="Whether events of it wait: it may be behind.")


class AccountSerializer(AccountSummarySerializer):
    """A loan account with schedule and write-off requests; what is not known is null."""

    repayment_schedule = RepaymentScheduleSerializer()
    write_off_requests = serializers.SerializerMethodField(help_text="The newest first.")

    @extend_schema_field(WriteOffRequestSerializer(many=True))
    def get_write_off_requests(self, account: LoanAccount) -> Any:
        """Return the requests to write the account off."""
        requests = self.context["write_offs"].get(account.pk, ())
        return WriteOffRequestSerializer(requests, many=True).data
