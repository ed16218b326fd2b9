"""Customers: the list, and one with accounts and conversations."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.staff.access import PermissionMissing, may
from billie.web import api_examples
from billie.web.api_lists import PAGE_PARAMETERS, answer_list, page_of
from billie.web.api_parameters import NoParameters, read_parameters
from billie.web.camel_case import CamelSerializer
from servicing.api import account_json, conversation_json
from servicing.api.account_json import AccountSerializer
from servicing.api.conversation_json import ConversationSummarySerializer
from servicing.api.customer_json import EXAMPLE, CustomerSerializer
from servicing.api.parameters import CustomerParameters
from servicing.api.parked import mark_parked
from servicing.queries.customers import CustomerView, get_customer_view, list_customers

VIEW = "servicing.view_customer"
ALSO = ("servicing.view_loanaccount", "servicing.view_conversation")


class CustomerViewSerializer(CamelSerializer):
    """A customer with accounts and conversations.

    `customer` is null while only accounts or conversations have named them. At most 200 accounts
    and 50 conversations, the newest first.
    """

    customer = CustomerSerializer(allow_null=True, read_only=True)
    accounts = AccountSerializer(many=True, read_only=True)
    conversations = ConversationSummarySerializer(many=True, read_only=True)


class CustomersEndpoint(APIView):
    """All customers."""

    required_permission = VIEW

    @extend_schema(
        operation_id="listCustomers",
        tags=["servicing"],
        parameters=[CustomerParameters, *PAGE_PARAMETERS],
        responses=page_of(CustomerSerializer),
        examples=api_examples.page(EXAMPLE, "customers"),
    )
    def get(self, request: Request) -> Response:
        """List customers by name, without identities that were merged into others."""
        page = list_customers(**read_parameters(request, CustomerParameters, is_list=True))
        return answer_list(
            request, page, to_json=lambda rows: CustomerSerializer(rows, many=True).data
        )


class CustomerEndpoint(APIView):
    """One customer."""

    required_permission = VIEW

    @extend_schema(
        operation_id="getCustomer",
        tags=["servicing"],
        responses=CustomerViewSerializer,
        examples=api_examples.answer(
            {
                "customer": EXAMPLE,
                "accounts": [account_json.WHOLE],
                "conversations": [conversation_json.SUMMARY],
            }
        ),
    )
    def get(self, request: Request, customerId: str) -> Response:  # noqa: N803 - as on the wire
        """Return a customer with accounts, schedules and conversations.

        An identity that was merged answers as the tombstone that it is: `mergedInto` names the
        customer to ask for, and nothing belongs to it any more.
        """
        read_parameters(request, NoParameters)
        for permission in ALSO:
            if not may(request, permission):
                raise PermissionMissing(permission)
        view = get_customer_view(customer_id=customerId)
        return Response(_to_json(view))


def _to_json(view: CustomerView) -> Any:
    if view.customer is not None:
        mark_parked([view.customer], "customer", view.parked)
    mark_parked(view.accounts, "account", view.parked)
    mark_parked(view.conversations, "conversation", view.parked)
    context = {
        "now": timezone.now(),
        "instalments": view.instalments,
        "write_offs": view.write_offs,
    }
    return CustomerViewSerializer(view, context=context).data
