"""Loan accounts: the list, and one with its schedule."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.web import api_examples
from billie.web.api_lists import PAGE_PARAMETERS, answer_list, page_of
from billie.web.api_parameters import NoParameters, read_parameters
from servicing.api.account_json import SUMMARY, WHOLE, AccountSerializer, AccountSummarySerializer
from servicing.api.parameters import AccountParameters
from servicing.api.parked import mark_parked
from servicing.queries.accounts import AccountFilters, get_account_view, list_accounts

VIEW = "servicing.view_loanaccount"


class AccountsEndpoint(APIView):
    """All loan accounts."""

    required_permission = VIEW

    @extend_schema(
        operation_id="listAccounts",
        tags=["servicing"],
        parameters=[AccountParameters, *PAGE_PARAMETERS],
        responses=page_of(AccountSummarySerializer),
        examples=api_examples.page(SUMMARY, "accounts"),
    )
    def get(self, request: Request) -> Response:
        """List accounts by id; the most days past due first where lateness is asked for."""
        asked = read_parameters(request, AccountParameters, is_list=True)
        cursor, limit = asked.pop("cursor"), asked.pop("limit")
        page = list_accounts(filters=AccountFilters(**asked), cursor=cursor, limit=limit)
        return answer_list(
            request, page, to_json=lambda rows: AccountSummarySerializer(rows, many=True).data
        )


class AccountEndpoint(APIView):
    """One loan account."""

    required_permission = VIEW

    @extend_schema(
        operation_id="getAccount",
        tags=["servicing"],
        responses=AccountSerializer,
        examples=api_examples.answer(WHOLE),
    )
    def get(self, request: Request, loanAccountId: str) -> Response:  # noqa: N803 - as on the wire
        """Return an account with terms, balances, aging, closure, schedule, write-off requests."""
        read_parameters(request, NoParameters)
        view = get_account_view(loan_account_id=loanAccountId)
        mark_parked([view.account], "account", {f"account:{loanAccountId}": view.parked})
        context = {
            "instalments": {loanAccountId: view.instalments},
            "write_offs": {loanAccountId: view.write_offs},
        }
        return Response(AccountSerializer(view.account, context=context).data)
