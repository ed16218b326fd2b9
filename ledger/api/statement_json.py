"""A statement in JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billie.web.api_fields import KnownText, day, instant, money
from billie.web.camel_case import CamelSerializer
from ledger.queries.statements import StatementView

EXAMPLE: dict[str, Any] = {
    "loanAccountId": "LOAN-90817",
    "accountNumber": "4057857805",
    "customerId": "CUS-4417",
    "customerName": "Mei Chan",
    "periodStart": "2026-09-01",
    "periodEnd": "2026-09-30",
    "currency": "AUD",
    "disbursedPrincipal": "500.00",
    "establishmentFee": "80.00",
    "totalRepayable": "580.00",
    "openingBalance": "580.00",
    "feesCharged": "0.00",
    "paymentsReceived": "145.00",
    "closingBalance": "435.00",
    "lines": [
        {
            "date": "2026-09-16",
            "transactionId": "TXN-3386620911",
            "description": "Repayment",
            "charge": None,
            "payment": "145.00",
            "balance": "435.00",
        }
    ],
    "generatedAt": "2026-10-10T11:20:03.551000+11:00",
}


class StatementLineSerializer(CamelSerializer):
    """One line; a charge raises the balance, a payment lowers it."""

    date = day(source="day", allow_null=False)
    transaction_id = KnownText()
    description = serializers.CharField(read_only=True)
    charge = money()
    payment = money()
    balance = money(allow_null=False)


class StatementSerializer(CamelSerializer):
    """What happened on an account within a period; both days are included."""

    loan_account_id = serializers.CharField(read_only=True)
    account_number = KnownText()
    customer_id = KnownText()
    customer_name = serializers.SerializerMethodField(help_text="Null while it is not known.")
    period_start = day(allow_null=False)
    period_end = day(allow_null=False)
    currency = serializers.SerializerMethodField()
    disbursed_principal = money(allow_null=False)
    establishment_fee = money(allow_null=False)
    total_repayable = money(allow_null=False)
    opening_balance = money(allow_null=False)
    fees_charged = money(allow_null=False)
    payments_received = money(allow_null=False)
    closing_balance = money(allow_null=False)
    lines = StatementLineSerializer(many=True, read_only=True)
    generated_at = instant()

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_customer_name(self, _statement: Any) -> str | None:
        """Return whose account it is."""
        return self.context["view"].customer_name or None

    @extend_schema_field(serializers.CharField())
    def get_currency(self, _statement: Any) -> str:
        """Return the currency of the amounts."""
        return str(self.context["view"].currency)


def to_json(view: StatementView) -> Any:
    """Return a statement in JSON."""
    return StatementSerializer(view.statement, context={"view": view}).data
