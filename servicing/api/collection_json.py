"""The collections queue in JSON. Amounts are in the account's currency."""

from typing import Any

from rest_framework import serializers

from billie.web.api_fields import KnownText, KnownWord, day, flag, instant, money, number
from billie.web.api_strictness import StrictSerializer, choice
from billie.web.camel_case import CamelSerializer
from servicing.api.note_json import AuthorSerializer
from servicing.api.promise_json import EXAMPLE as PROMISE
from servicing.api.promise_json import TO_TAKE, PromisedSerializer, PromiseSerializer
from servicing.models import ContactNote
from servicing.models.casework.collections import ContactOutcome
from servicing.models.loans import ArrearsBucket
from servicing.operations.notes import LONGEST

SOMEBODY = {"username": "o.perations", "fullName": "Olive Perations"}
CASE: dict[str, Any] = {
    "id": 5,
    "openedAt": "2026-10-09T10:02:00.551000+11:00",
    "assignedTo": SOMEBODY,
    "assignedAt": "2026-10-09T10:02:00.551000+11:00",
    "nextContactDate": "2026-10-19",
    "latestOutcome": "PROMISE",
    "latestContactAt": "2026-10-10T11:20:03.551000+11:00",
}
ROW: dict[str, Any] = {
    "loanAccountId": "LOAN-90817",
    "accountNumber": "4057857805",
    "customerId": "CUS-4417",
    "customerName": "Katherine Nguyen",
    "bucket": "early_arrears",
    "daysPastDue": 9,
    "totalOverdue": "145.00",
    "currentBalance": "435.00",
    "currency": "AUD",
    "contactStopped": False,
    "inHardship": True,
    "case": CASE,
    "promise": PROMISE,
}
CONTACT: dict[str, Any] = {
    "id": 77,
    "loanAccountId": "LOAN-90817",
    "outcome": "PROMISE",
    "channel": "PHONE",
    "noteId": 12,
    "text": "Promised to pay. After her pay day.",
    "nextContactDate": "2026-10-19",
    "at": "2026-10-10T11:20:03.551000+11:00",
    "by": SOMEBODY,
    "promiseId": 31,
}
TO_ASSIGN = {"assignedTo": "o.perations"}
TO_RELEASE = {"assignedTo": None}
UNANSWERED = {"outcome": "NO_ANSWER", "channel": "PHONE", "nextContactDate": "2026-10-12"}
PROMISED = {
    "outcome": "PROMISE",
    "channel": "PHONE",
    "note": "After her pay day.",
    "promise": {name: TO_TAKE[name] for name in ("amount", "dueDate", "graceDays")},
}


class CaseSerializer(CamelSerializer):
    """Who has an account in arrears, and when it is due for a contact."""

    id = serializers.IntegerField(read_only=True)
    opened_at = instant(allow_null=False)
    assigned_to = AuthorSerializer(allow_null=True, read_only=True)
    assigned_at = instant()
    next_contact_date = day()
    latest_outcome = KnownWord(ContactOutcome.choices)
    latest_contact_at = instant()


class QueueRowSerializer(CamelSerializer):
    """One account in arrears; `case` is null while nobody has worked on it."""

    loan_account_id = serializers.CharField(source="account.loan_account_id", read_only=True)
    account_number = KnownText(source="account.account_number")
    customer_id = KnownText(source="account.customer_id")
    customer_name = KnownText()
    bucket = KnownWord(ArrearsBucket.choices, source="account.arrears_bucket")
    days_past_due = number(source="account.days_past_due")
    total_overdue = money(source="account.total_overdue")
    current_balance = money(source="account.current_balance")
    currency = serializers.CharField(source="account.currency", read_only=True)
    contact_stopped = flag(source="is_contact_stopped", help_text="Letters and nothing else.")
    in_hardship = flag(source="is_in_hardship")
    case = CaseSerializer(allow_null=True, read_only=True)
    promise = PromiseSerializer(allow_null=True, read_only=True, help_text="The newest one.")


class ContactSerializer(CamelSerializer):
    """What came of a contact; it is a contact note too, with the number `noteId`."""

    id = serializers.IntegerField(read_only=True)
    loan_account_id = serializers.CharField(source="case.loan_account_id", read_only=True)
    outcome = serializers.ChoiceField(ContactOutcome.choices, read_only=True)
    channel = serializers.ChoiceField(
        ContactNote.Channel.choices, source="note.channel", read_only=True
    )
    note_id = serializers.IntegerField(read_only=True)
    text = serializers.CharField(source="note.text", read_only=True)
    next_contact_date = day()
    at = instant(allow_null=False)
    by = AuthorSerializer(read_only=True)
    promise_id = serializers.IntegerField(allow_null=True, read_only=True)


class AssignSerializer(StrictSerializer):
    """Who has an account from now on: a username, or null for nobody."""

    assigned_to = serializers.CharField(max_length=150, allow_null=True)


class OutcomeSerializer(StrictSerializer):
    """What came of a contact; with `promise` exactly if the outcome is PROMISE."""

    outcome = choice(ContactOutcome.choices)
    channel = choice(ContactNote.Channel.choices)
    note = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST - 100)
    next_contact_date = serializers.DateField(required=False)
    promise = PromisedSerializer(required=False)
