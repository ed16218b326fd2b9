"""Promises to pay in JSON. Amounts are in the account's currency."""

from typing import Any

from rest_framework import serializers

from billie.web.api_amounts import AmountField
from billie.web.api_fields import KnownText, instant, money
from billie.web.api_strictness import StrictSerializer
from billie.web.camel_case import CamelSerializer
from servicing.api.note_json import AuthorSerializer
from servicing.models.casework.promises import PromiseState
from servicing.models.projected import KEY_LENGTH
from servicing.operations.promised import LONGEST_NOTE, MOST_GRACE_DAYS
from servicing.operations.promises import LONGEST_REASON

EXAMPLE: dict[str, Any] = {
    "id": 31,
    "customerId": "CUS-4417",
    "loanAccountId": "LOAN-90817",
    "amount": "145.00",
    "currency": "AUD",
    "dueDate": "2026-10-16",
    "graceDays": 2,
    "lastDate": "2026-10-18",
    "note": "After her pay day.",
    "state": "OPEN",
    "paidAmount": "45.00",
    "missingAmount": "100.00",
    "madeAt": "2026-10-10T11:20:03.551000+11:00",
    "takenBy": {"username": "o.perations", "fullName": "Olive Perations"},
    "settledAt": None,
    "cancelledBy": None,
    "cancelReason": None,
}
TO_TAKE = {
    "loanAccountId": "LOAN-90817",
    "amount": "145.00",
    "dueDate": "2026-10-16",
    "graceDays": 2,
    "note": "After her pay day.",
}
TO_CANCEL = {"reason": "She paid on another account."}


class PromiseSerializer(CamelSerializer):
    """A promise to pay as it stands now.

    `state` is judged from the payments that are known; `settledAt` follows within a minute. Those
    count that were made after the promise, up to the end of `lastDate`.
    """

    id = serializers.IntegerField(source="promise.id", read_only=True)
    customer_id = serializers.CharField(source="promise.customer_id", read_only=True)
    loan_account_id = serializers.CharField(source="promise.loan_account_id", read_only=True)
    amount = money(source="promise.amount", allow_null=False)
    currency = serializers.CharField(source="promise.currency", read_only=True)
    due_date = serializers.DateField(source="promise.due_date", read_only=True)
    grace_days = serializers.IntegerField(source="promise.grace_days", read_only=True)
    last_date = serializers.DateField(source="promise.last_date", read_only=True)
    note = KnownText(source="promise.note")
    state = serializers.ChoiceField(PromiseState.choices, read_only=True)
    paid_amount = money(source="paid", allow_null=False, help_text="What counted so far.")
    missing_amount = money(source="missing", allow_null=False)
    made_at = instant(source="promise.made_at", allow_null=False)
    taken_by = AuthorSerializer(source="promise.taken_by", read_only=True)
    settled_at = instant(source="promise.settled_at")
    cancelled_by = AuthorSerializer(source="promise.cancelled_by", allow_null=True, read_only=True)
    cancel_reason = KnownText(source="promise.cancel_reason")


class PromisedSerializer(StrictSerializer):
    """What a customer promises to pay."""

    amount = AmountField(help_text="A decimal string, at most what is owed.")
    due_date = serializers.DateField(help_text="Within the next 90 days.")
    grace_days = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_GRACE_DAYS,
        help_text="Days after the due date that still count; if left out, as many as usual.",
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_NOTE)


class NewPromiseSerializer(PromisedSerializer):
    """A promise to pay on one of the customer's accounts."""

    loan_account_id = serializers.CharField(max_length=KEY_LENGTH, trim_whitespace=False)


class CancelSerializer(StrictSerializer):
    """Why a promise is cancelled."""

    reason = serializers.CharField(max_length=LONGEST_REASON)
