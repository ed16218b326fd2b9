"""Flags of customers in JSON."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billie.web.api_fields import KnownText, day, instant
from billie.web.api_strictness import StrictSerializer, choice
from billie.web.camel_case import CamelSerializer
from servicing.api.note_json import AuthorSerializer
from servicing.models import CustomerFlag
from servicing.models.casework.flags import FlagKind, FlagState
from servicing.operations.flags import LONGEST_REASON

EXAMPLE: dict[str, Any] = {
    "id": 8,
    "customerId": "CUS-4417",
    "kind": "HARDSHIP",
    "state": "ACTIVE",
    "fromDate": "2026-10-10",
    "untilDate": "2026-12-31",
    "reason": "Lost her job; the plan is agreed.",
    "setBy": {"username": "o.perations", "fullName": "Olive Perations"},
    "setAt": "2026-10-10T11:20:03.551000+11:00",
    "releasedBy": None,
    "releasedAt": None,
    "releaseReason": None,
}
TO_SET = {
    "kind": "HARDSHIP",
    "fromDate": "2026-10-10",
    "untilDate": "2026-12-31",
    "reason": "Lost her job; the plan is agreed.",
}
TO_RELEASE = {"reason": "Works again."}


class FlagSerializer(CamelSerializer):
    """A flag of a customer, and how it stands today."""

    id = serializers.IntegerField(read_only=True)
    customer_id = serializers.CharField(read_only=True)
    kind = serializers.ChoiceField(FlagKind.choices, read_only=True)
    state = serializers.SerializerMethodField()
    from_date = day(allow_null=False)
    until_date = day(help_text="The last day; null: until it is released.")
    reason = serializers.CharField(read_only=True)
    set_by = AuthorSerializer(read_only=True)
    set_at = instant(allow_null=False)
    released_by = AuthorSerializer(allow_null=True, read_only=True)
    released_at = instant()
    release_reason = KnownText()

    @extend_schema_field(serializers.ChoiceField(FlagState.choices))
    def get_state(self, flag: CustomerFlag) -> str:
        """Return how the flag stands on this business day."""
        return flag.state_on(timezone.localdate()).value


class NewFlagSerializer(StrictSerializer):
    """A flag to be set, from a day on and to the end of another one, or until it is released."""

    kind = choice(FlagKind.choices)
    from_date = serializers.DateField()
    until_date = serializers.DateField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=LONGEST_REASON)


class ReleaseSerializer(StrictSerializer):
    """Why a flag is released."""

    reason = serializers.CharField(max_length=LONGEST_REASON)
