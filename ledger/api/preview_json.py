"""The preview of a money command in JSON."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from billie.web.api_fields import instant, money
from billie.web.api_strictness import choice
from billie.web.camel_case import CamelSerializer
from ledger.api.command_json import OwedSerializer, SpreadSerializer
from ledger.api.money_bodies import MoneySerializer
from ledger.api.reading_intents import KEY_FIELD, read_intent
from ledger.intents import Intent
from ledger.models import CommandKind

TO_PREVIEW: dict[str, Any] = {
    "kind": "REPAYMENT",
    "loanAccountId": "LOAN-90817",
    "amount": "145.00",
}

PREVIEW: dict[str, Any] = {
    "before": {"principal": "500.00", "fees": "100.00", "total": "600.00"},
    "after": {"principal": "455.00", "fees": "0.00", "total": "455.00"},
    "amount": "145.00",
    "allocation": {"fees": "100.00", "principal": "45.00", "overpayment": "0.00"},
    "needsApproval": False,
    "whyApproval": "",
    "warnings": [],
    "asOf": "2026-10-10T11:20:03.551000+11:00",
    "basis": "live",
}


class PreviewKindSerializer(CamelSerializer):
    """Which kind of act is previewed."""

    kind = choice(CommandKind.choices)


class PreviewBodySerializer(MoneySerializer):
    """The kind of act, and what its own endpoint takes. A key may be left out."""

    kind = choice(CommandKind.choices)
    amount = serializers.CharField(required=False, help_text="As the kind's endpoint takes it.")


class PreviewSerializer(CamelSerializer):
    """What is owed before and after an act, and what it takes."""

    before = OwedSerializer(read_only=True)
    after = OwedSerializer(read_only=True)
    amount = money(help_text="What would move; null for an adjustment.")
    allocation = SpreadSerializer(allow_null=True, read_only=True)
    needs_approval = serializers.BooleanField(read_only=True)
    why_approval = serializers.CharField(read_only=True)
    warnings = serializers.ListField(child=serializers.CharField(), read_only=True)
    as_of = instant(allow_null=False)
    basis = serializers.CharField(read_only=True, help_text="Where the figures are from: live.")


def read_preview(data: Any) -> Intent:
    """Return the intent that a body wants to have previewed.

    :raises serializers.ValidationError: naming each field that is wrong
    """
    asked = PreviewKindSerializer(data=data)
    asked.is_valid(raise_exception=True)
    assert isinstance(data, Mapping)  # noqa: S101 - anything else was refused just now
    body = {name: value for name, value in data.items() if name not in {"kind", KEY_FIELD}}
    intent, _no_key = read_intent(CommandKind(asked.validated_data["kind"]), body)
    return intent
