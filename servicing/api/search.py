"""Search: from whatever somebody says to customers, accounts and conversations."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.staff.access import PermissionMissing, may
from billie.web import api_examples
from billie.web.api_parameters import read_parameters
from billie.web.camel_case import CamelSerializer
from servicing.api import account_json, customer_json
from servicing.api.account_json import AccountSummarySerializer
from servicing.api.conversation_json import ConversationSummarySerializer
from servicing.api.customer_json import CustomerSerializer
from servicing.api.parameters import SearchParameters
from servicing.queries.search import search

VIEW = "servicing.view_customer"
ALSO = ("servicing.view_loanaccount", "servicing.view_conversation")


class FoundSerializer(CamelSerializer):
    """What was found, the best first, at most eight of each; `hasMore` names groups cut short."""

    customers = CustomerSerializer(many=True, read_only=True)
    accounts = AccountSummarySerializer(many=True, read_only=True)
    conversations = ConversationSummarySerializer(many=True, read_only=True)
    has_more = serializers.ListField(
        child=serializers.ChoiceField(["customers", "accounts", "conversations"]), read_only=True
    )


class SearchEndpoint(APIView):
    """Search."""

    required_permission = VIEW

    @extend_schema(
        operation_id="search",
        tags=["servicing"],
        parameters=[SearchParameters],
        responses=FoundSerializer,
        examples=api_examples.answer(
            {
                "customers": [customer_json.EXAMPLE],
                "accounts": [account_json.SUMMARY],
                "conversations": [],
                "hasMore": [],
            }
        ),
    )
    def get(self, request: Request) -> Response:
        """Find customers, accounts and conversations by anything that names them."""
        asked = read_parameters(request, SearchParameters)
        for permission in ALSO:
            if not may(request, permission):
                raise PermissionMissing(permission)
        found = search(text=asked["q"])
        return Response(FoundSerializer(found, context={"now": timezone.now()}).data)
