"""GET ledger/transactions/{accountId}: what was posted on an account."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.web import api_examples
from billie.web.api_lists import PAGE_PARAMETERS, answer_list, page_of
from billie.web.api_parameters import read_parameters
from ledger.answers import TransactionType
from ledger.api.parameters import TransactionParameters
from ledger.api.transaction_json import EXAMPLE, TransactionSerializer
from ledger.queries.transactions import TransactionFilters, page_transactions


class TransactionsEndpoint(APIView):
    """The transactions of an account."""

    required_permission = "ledger.view_ledger"

    @extend_schema(
        operation_id="listTransactions",
        tags=["ledger"],
        parameters=[TransactionParameters, *PAGE_PARAMETERS],
        responses=page_of(TransactionSerializer),
        examples=api_examples.page(EXAMPLE, "ledger/transactions/LOAN-90817"),
    )
    def get(self, request: Request, accountId: str) -> Response:  # noqa: N803 - as on the wire
        """List what was posted on an account, the newest first, live from the ledger.

        The ledger shows the thousand newest of a period; older ones are found by narrowing it.
        """
        asked = read_parameters(request, TransactionParameters, is_list=True)
        cursor, limit = asked.pop("cursor"), asked.pop("limit")
        if "type" in asked:
            asked["type"] = TransactionType(asked["type"])
        page = page_transactions(
            loan_account_id=accountId,
            filters=TransactionFilters(**asked),
            cursor=cursor,
            limit=limit,
        )
        return answer_list(
            request, page, to_json=lambda rows: TransactionSerializer(rows, many=True).data
        )
