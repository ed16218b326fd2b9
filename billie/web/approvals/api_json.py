"""Requests for approval in JSON."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billie.staff.approval_content import Value, from_json
from billie.staff.approval_rules import LONGEST_WORDS
from billie.staff.approval_states import ApprovalState
from billie.staff.models import Approval
from billie.web.api_fields import KnownText, flag, instant, money
from billie.web.api_strictness import StrictSerializer, choice
from billie.web.camel_case import CamelSerializer

EXAMPLE: dict[str, Any] = {
    "id": 41,
    "reference": "APR-00000041",
    "kind": "WRITE_OFF",
    "state": "PENDING",
    "subject": {"type": "money command", "id": "907"},
    "title": "Write off 812.50 AUD on account 400090817",
    "link": "/ledger/commands/907",
    "customerId": "CUS-4417",
    "loanAccountId": "LOAN-90817",
    "amount": "812.50",
    "currency": "AUD",
    "reason": "The customer is bankrupt; the trustee expects no dividend.",
    "requestedBy": {"username": "o.perations", "fullName": "Olive Perations"},
    "requestedAt": "2026-10-10T11:20:03.551000+11:00",
    "expiresAt": "2026-10-17T11:20:03.551000+11:00",
    "decidedBy": None,
    "decidedAt": None,
    "words": None,
}
SHOWN: dict[str, Any] = {
    "currency": "AUD",
    "rows": [
        {"label": "Principal", "before": "812.50", "after": "0.00"},
        {"label": "Status", "before": "In arrears", "after": "Written off"},
    ],
}
SEEN = "5f2c0d3a9b7e41c6a8d2f0b4e6c81a3d5f7092b4c6e8fa1c3e5d7b90a2c4e6f8"
WHOLE: dict[str, Any] = {
    **EXAMPLE,
    "shown": SHOWN,
    "contentHash": SEEN,
    "found": None,
    "canApprove": True,
    "canReject": True,
    "canCancel": False,
    "whyNot": None,
    "whoCan": None,
}
DECIDED: dict[str, Any] = {
    **WHOLE,
    "state": "APPROVED",
    "decidedBy": {"username": "s.upervisor", "fullName": "Sam Upervisor"},
    "decidedAt": "2026-10-10T15:02:41.118000+11:00",
    "words": "Checked with the trustee.",
    "canApprove": False,
    "canReject": False,
    "whyNot": "APR-00000041 is closed: approved by Sam Upervisor.",
    "whoCan": "Nothing is left to decide. Read who closed it and why; if need be, ask anew.",
}
TO_DECIDE = {"words": "Checked with the trustee.", "seen": SEEN}


class ColleagueSerializer(CamelSerializer):
    """Somebody on the staff."""

    username = serializers.CharField(read_only=True)
    full_name = serializers.CharField(source="get_full_name", read_only=True)


class ApprovalSubjectSerializer(CamelSerializer):
    """What a request is about: its kind and its key."""

    type = serializers.CharField(source="subject_type", read_only=True)
    id = serializers.CharField(source="subject_id", read_only=True)


class ShownRowSerializer(CamelSerializer):
    """One line before and after: a decimal string in the currency, or words; null for nothing."""

    label = serializers.CharField(read_only=True)  # type: ignore[assignment]
    before = serializers.CharField(allow_null=True, read_only=True)
    after = serializers.CharField(allow_null=True, read_only=True)


class ShownSerializer(CamelSerializer):
    """The state before and after the act, as people are shown it."""

    currency = serializers.CharField(read_only=True)
    rows = ShownRowSerializer(many=True, read_only=True)


class ApprovalSummarySerializer(CamelSerializer):
    """A request for approval, and what became of it."""

    id = serializers.IntegerField(read_only=True)
    reference = serializers.CharField(read_only=True)
    kind = serializers.CharField(read_only=True)
    state = serializers.ChoiceField(ApprovalState.choices, read_only=True)
    subject = ApprovalSubjectSerializer(source="*", read_only=True)
    title = serializers.CharField(read_only=True)
    link = KnownText(help_text="Where its subject is shown, within the site.")
    customer_id = KnownText()
    loan_account_id = KnownText()
    amount = money(help_text="What approvers' limits go by; null where no money moves.")
    currency = KnownText()
    reason = serializers.CharField(read_only=True)
    requested_by = ColleagueSerializer(source="requester", read_only=True)
    requested_at = instant(allow_null=False)
    expires_at = instant(allow_null=False)
    decided_by = ColleagueSerializer(
        read_only=True, allow_null=True, help_text="Who closed it; null while open, or expired."
    )
    decided_at = instant(help_text="When it was closed.")
    words = KnownText(help_text="What was said when it was closed.")


class ApprovalSerializer(ApprovalSummarySerializer):
    """A request with what is decided on, and what the caller may do about it."""

    shown = serializers.SerializerMethodField()
    content_hash = serializers.CharField(
        read_only=True, help_text="Send it back as `seen` when you approve."
    )
    found = serializers.SerializerMethodField()
    can_approve = flag(source="standing.can_approve")
    can_reject = flag(source="standing.can_reject")
    can_cancel = flag(source="standing.can_cancel")
    why_not = KnownText(source="standing.why_not", help_text="Why the caller cannot approve it.")
    who_can = KnownText(source="standing.who_can", help_text="Who can, or what is left to do.")

    @extend_schema_field(ShownSerializer)
    def get_shown(self, approval: Approval) -> Any:
        """Return the state before and after, as it was shown when this was asked for."""
        return shown_to_json(approval.shown)

    @extend_schema_field(ShownSerializer(allow_null=True))
    def get_found(self, approval: Approval) -> Any:
        """Return what was found instead when the request lapsed, null if nothing was."""
        return None if approval.found is None else shown_to_json(approval.found)


class WordsSerializer(StrictSerializer):
    """Why somebody decides as they do.

    `seen` is the `contentHash` of what they decide on. Rejecting and cancelling do without it.
    """

    words = serializers.CharField(max_length=LONGEST_WORDS, trim_whitespace=True)
    seen = serializers.CharField(required=False, max_length=64)


class ApprovalWordsSerializer(WordsSerializer):
    """Why somebody approves, and the digest of what they saw: the `contentHash` of the request."""

    seen = serializers.CharField(max_length=64)


class ApprovalParameters(CamelSerializer):
    """How the list of requests can be narrowed."""

    state = choice(ApprovalState.choices, required=False)
    kind = serializers.CharField(required=False, max_length=60, help_text="As in WRITE_OFF")
    mine = serializers.BooleanField(
        required=False,
        allow_null=True,
        default=None,
        help_text="true: only what the caller asked for; false is the same as leaving it out",
    )


def shown_to_json(kept: Any) -> dict[str, Any]:
    """Return what was shown with each value as one text."""
    shown = from_json(kept)
    rows = [
        {"label": row.label, "before": _text(row.before), "after": _text(row.after)}
        for row in shown.rows
    ]
    return {"currency": shown.currency, "rows": rows}


def _text(value: Value) -> str | None:
    return f"{value:.2f}" if isinstance(value, Decimal) else value
