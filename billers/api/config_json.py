"""A biller's configuration in JSON, by the names of the plan; never with its credentials."""

from typing import Any

from rest_framework import serializers

from billers.api.fields import LONGEST_TYPE, currency, storable, text
from billers.models import Dialect
from billie.staff.approval_rules import LONGEST_REASON
from billie.web.api_amounts import AmountField
from billie.web.api_fields import KnownText, flag, instant, money
from billie.web.api_strictness import StrictSerializer, choice
from billie.web.approvals.api_json import EXAMPLE as APPROVAL
from billie.web.camel_case import CamelSerializer

CONFIG: dict[str, Any] = {
    "id": 3,
    "billerType": "LWB_POSTPAID",
    "billerName": "Lilongwe Water Board",
    "displayName": "Lilongwe Water Board",
    "description": "Water bills of Lilongwe.",
    "isActive": True,
    "dialect": "SOAP",
    "baseUrl": "https://bills.example.com/soap",
    "endpoints": {"service": "/lwb_postpaid"},
    "hasCredentials": True,
    "defaultCurrency": "MWK",
    "supportedCurrencies": ["MWK"],
    "timeoutMs": 30000,
    "retryAttempts": 3,
    "features": {"supportsAccountLookup": True, "supportsPayment": True},
    "validationRules": {"minAmount": "100.00", "amount": "any"},
    "creditAccount": "LWBWATER",
    "concurrencyLimit": 8,
    "pauseAbove": None,
    "version": 1,
    "createdAt": "2026-10-01T09:00:00+02:00",
    "updatedAt": "2026-10-01T09:00:00+02:00",
    "createdBy": "a.dmin",
    "updatedBy": "a.dmin",
}
NOT_SENT = ("id", "hasCredentials", "version", "createdAt", "updatedAt", "createdBy", "updatedBy")
TO_CREATE: dict[str, Any] = {
    **{name: value for name, value in CONFIG.items() if name not in NOT_SENT},
    "credentials": {"username": "billie", "password": "a made-up one"},
    "reason": "The water board takes payments from December.",
}
TO_CHANGE: dict[str, Any] = {"timeoutMs": 20000, "version": 1}
TO_CHANGE_BY_TWO: dict[str, Any] = {
    "baseUrl": "https://pay.example.com/soap",
    "version": 1,
    "reason": "The water board moves on Sunday; told by phone, called back.",
}
WAITING: dict[str, Any] = {
    **APPROVAL,
    "kind": "billers.change_configuration",
    "subject": {"type": "biller", "id": "LWB_POSTPAID:1"},
    "title": "Change Lilongwe Water Board",
    "link": "/billers/configurations/LWB_POSTPAID",
    "customerId": None,
    "loanAccountId": None,
    "amount": None,
    "currency": None,
    "reason": TO_CHANGE_BY_TWO["reason"],
}
LONGEST_CREDENTIAL = 2000


class ConfigSerializer(CamelSerializer):
    """How a biller is reached and what it takes."""

    id = serializers.IntegerField(read_only=True)
    biller_type = serializers.CharField(read_only=True)
    biller_name = serializers.CharField(read_only=True)
    display_name = serializers.CharField(read_only=True)
    description = KnownText()
    is_active = flag()
    dialect = serializers.ChoiceField(Dialect.choices, read_only=True)
    base_url = serializers.CharField(read_only=True)
    endpoints = serializers.DictField(read_only=True)
    has_credentials = flag(help_text="All that is ever told of them.")
    default_currency = serializers.CharField(read_only=True)
    supported_currencies = serializers.ListField(child=serializers.CharField(), read_only=True)
    timeout_ms = serializers.IntegerField(read_only=True)
    retry_attempts = serializers.IntegerField(read_only=True, help_text="Of look-ups only.")
    features = serializers.DictField(read_only=True)
    validation_rules = serializers.DictField(read_only=True)
    credit_account = KnownText()
    concurrency_limit = serializers.IntegerField(read_only=True)
    pause_above = money(help_text="Unresolved money above which nothing new is started.")
    version = serializers.IntegerField(read_only=True)
    created_at = instant(allow_null=False)
    updated_at = instant(allow_null=False)
    created_by = KnownText(source="created_by.username", default=None)
    updated_by = KnownText(source="updated_by.username", default=None)


class ConfigListSerializer(CamelSerializer):
    """All billers; there are few, so they are on one page."""

    results = ConfigSerializer(many=True, read_only=True)
    next = serializers.URLField(allow_null=True, read_only=True)
    previous = serializers.URLField(allow_null=True, read_only=True)


class ConnectionSerializer(CamelSerializer):
    """Whether a biller's server gave a sign of life."""

    reached = serializers.BooleanField(read_only=True)
    http_status = serializers.IntegerField(allow_null=True, read_only=True)
    message = serializers.CharField(read_only=True)


class ConfigFieldsSerializer(StrictSerializer):
    """What can be said of a biller."""

    biller_name = serializers.CharField(max_length=200, required=False)
    display_name = serializers.CharField(max_length=200, required=False)
    description = text(5000)
    is_active = serializers.BooleanField(required=False)
    dialect = choice(Dialect.choices, required=False)
    base_url = serializers.CharField(max_length=500, required=False)
    endpoints = serializers.DictField(required=False, validators=[storable])
    credentials = serializers.DictField(
        child=serializers.CharField(max_length=LONGEST_CREDENTIAL, trim_whitespace=False),
        required=False,
        write_only=True,
        validators=[storable],
        help_text="Replaced as a whole, kept encrypted, and never shown.",
    )
    default_currency = currency(required=False)
    supported_currencies = serializers.ListField(
        child=currency(), required=False, min_length=1, max_length=20
    )
    timeout_ms = serializers.IntegerField(min_value=100, max_value=120_000, required=False)
    retry_attempts = serializers.IntegerField(min_value=0, max_value=10, required=False)
    features = serializers.DictField(required=False, validators=[storable])
    validation_rules = serializers.DictField(required=False, validators=[storable])
    credit_account = text(64)
    concurrency_limit = serializers.IntegerField(min_value=1, max_value=1000, required=False)
    pause_above = AmountField(required=False, allow_null=True)
    reason = text(LONGEST_REASON, help_text="Needed for what needs a second person, who reads it.")


class ConfigChangeSerializer(ConfigFieldsSerializer):
    """What is to change; everything else stays."""

    version = serializers.IntegerField(
        min_value=1,
        required=False,
        help_text="The version that the change was made from; if there is a newer one, 409.",
    )


class ConfigBodySerializer(ConfigFieldsSerializer):
    """A new biller."""

    biller_type = serializers.RegexField(
        "^[A-Za-z][A-Za-z0-9_]*$", max_length=LONGEST_TYPE, help_text="In any case."
    )
    biller_name = serializers.CharField(max_length=200)
    display_name = serializers.CharField(max_length=200)
    dialect = choice(Dialect.choices)
    base_url = serializers.CharField(max_length=500)
    endpoints = serializers.DictField(validators=[storable])
    reason = serializers.CharField(
        max_length=LONGEST_REASON, help_text="Why it is added; the second person reads it."
    )

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return what was sent with its type in upper case."""
        return {**given, "biller_type": given["biller_type"].upper()}
