"""What may stand behind the question mark of this room's addresses."""

from datetime import date, timedelta
from typing import Any

from rest_framework import serializers

from billers.api.fields import LONGEST_ACCOUNT, LONGEST_CORE_ACCOUNT, biller_type, text
from billers.models import Outcome, TransactionType
from billers.queries.payments import LONGEST_SEARCH, PaymentFilters
from billers.queries.troubles import Trouble
from billers.states import Status
from billie.web.api_amounts import AmountField
from billie.web.api_strictness import choice
from billie.web.camel_case import CamelSerializer

USUAL_DAYS = 30
PAYS = [
    TransactionType.POST_TRANSACTION,
    TransactionType.CONFIRM_INVOICE,
    TransactionType.CONFIRM_BUNDLE,
]


class PeriodParameters(CamelSerializer):
    """A period of business days, both included."""

    from_date = serializers.DateField(required=False, help_text="First day, as 2026-09-01")
    to_date = serializers.DateField(required=False, help_text="Last day, as 2026-11-30")

    def get_fields(self) -> Any:
        """Return the fields by the words of the wire, which Python keeps for itself."""
        fields = super().get_fields()
        period = {"from": fields.pop("fromDate"), "to": fields.pop("toDate")}
        return {**fields, **period}


class PaymentParameters(PeriodParameters):
    """How payments can be narrowed."""

    biller_type = biller_type(required=False)
    status = choice(Status.choices, required=False)
    outcome = choice(
        Outcome.choices, required=False, help_text="How the biller's own leg of it ended"
    )
    transaction_type = choice([(act.value, act.label) for act in PAYS], required=False)
    min_amount = AmountField(required=False, source="from_amount", help_text="This or more")
    max_amount = AmountField(required=False, source="to_amount", help_text="This or less")
    account_number = text(
        LONGEST_ACCOUNT, source="account", help_text="Account numbers that begin so"
    )
    initiated_by = text(150, help_text="Those of the person with this user name")
    needs_attention = serializers.BooleanField(
        required=False,
        allow_null=True,
        default=None,
        help_text="true: unknown ones, and those with contradicting evidence; false: all others",
    )
    q = text(
        LONGEST_SEARCH,
        source="search",
        help_text="A number, a reference of an attempt, a biller's receipt, or the beginning of an"
        " account number",
    )


class AttentionParameters(CamelSerializer):
    """How what needs a person can be narrowed."""

    biller_type = biller_type(required=False)
    trouble = choice([(each.value, each.value) for each in Trouble], required=False)
    owner = text(150, help_text="Whose: a username, or `me`")


class StatsParameters(PeriodParameters):
    """Which figures are asked for; without `from` and `days` those of the last 30 days."""

    days = choice([(number, str(number)) for number in (7, 30, 90)], required=False)
    biller_type = biller_type(required=False)


class LookupParameters(CamelSerializer):
    """Which invoice is asked for."""

    biller_type = biller_type()
    account_number = serializers.CharField(
        max_length=LONGEST_ACCOUNT, help_text="Number of the invoice, or of its account"
    )
    account_type = text(20)


class BundleParameters(CamelSerializer):
    """Whose bundles are asked for, all or one of them."""

    biller_type = biller_type(required=False, default="TNM_BUNDLES")
    bundle_id = text(LONGEST_ACCOUNT)


class BalanceParameters(CamelSerializer):
    """Which account at core banking is asked about."""

    account = serializers.CharField(max_length=LONGEST_CORE_ACCOUNT)


def filters_of(asked: dict[str, Any]) -> PaymentFilters:
    """Return the filters that were asked for."""
    return PaymentFilters(**asked)


def period_of(asked: dict[str, Any], *, today: date) -> tuple[date, date]:
    """Return the period that is asked for; left out, it ends today and has 30 days."""
    last = asked.get("to_date", today)
    days = timedelta(days=int(asked.get("days", USUAL_DAYS)) - 1)
    return asked.get("from_date", max(last - min(days, last - date.min), date.min)), last
