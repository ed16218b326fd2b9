"""GET ledger/balance/{accountId}: what is owed, live or projected."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.web import api_examples
from billie.web.api_fields import KnownText, instant, money
from billie.web.api_parameters import NoParameters, read_parameters
from billie.web.camel_case import CamelSerializer
from ledger.queries.balances import Source, get_figure

LIVE: dict[str, Any] = {
    "loanAccountId": "LOAN-90817",
    "principalBalance": "425.00",
    "feeBalance": "10.00",
    "totalOutstanding": "435.00",
    "currency": "AUD",
    "source": "live",
    "asOf": "2026-10-10T11:20:03.551000+11:00",
    "whyNotLive": None,
}
PROJECTED = {
    **LIVE,
    "principalBalance": None,
    "feeBalance": None,
    "source": "projected",
    "asOf": "2026-10-10T09:00:12.004000+11:00",
    "whyNotLive": "The ledger cannot be reached.",
}


class BalanceSerializer(CamelSerializer):
    """What is owed on an account. A projected figure does not part principal from fees."""

    loan_account_id = serializers.CharField(read_only=True)
    principal_balance = money(source="principal")
    fee_balance = money(source="fees")
    total_outstanding = money(source="total", allow_null=False)
    currency = serializers.CharField(read_only=True)
    source = serializers.ChoiceField(  # type: ignore[assignment]  # fields are no attributes
        [(each.value, each.value) for each in Source],
        read_only=True,
        help_text="live: the ledger said so; projected: events said so, and it may have changed.",
    )
    as_of = instant(help_text="When that was so.")
    why_not_live = KnownText(source="why")


class BalanceEndpoint(APIView):
    """What is owed on an account."""

    required_permission = "ledger.view_ledger"

    @extend_schema(
        operation_id="getBalance",
        tags=["ledger"],
        responses=BalanceSerializer,
        examples=[
            *api_examples.answer(LIVE, "The ledger answered"),
            *api_examples.answer(PROJECTED, "The ledger cannot be reached"),
        ],
    )
    def get(self, request: Request, accountId: str) -> Response:  # noqa: N803 - as on the wire
        """Return what is owed: from the ledger or, while it does not answer, from events."""
        read_parameters(request, NoParameters)
        return Response(BalanceSerializer(get_figure(loan_account_id=accountId)).data)
