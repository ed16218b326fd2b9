"""Moving money: one endpoint for each kind, and the preview of them all.

Each takes a key in `Idempotency-Key` or `idempotencyKey`: the same act under the same key is done
once, however often it is sent.
"""

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django.contrib.auth.models import User
from django.utils import timezone
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema,
    extend_schema_view,
)
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ledger.api import money_examples as examples
from ledger.api.command_answers import answer_command
from ledger.api.command_json import COMMAND, CommandSummarySerializer
from ledger.api.money_bodies import BODIES
from ledger.api.preview_json import (
    PREVIEW,
    TO_PREVIEW,
    PreviewBodySerializer,
    PreviewSerializer,
    read_preview,
)
from ledger.api.reading_intents import KEY_HEADER, read_intent, read_key
from ledger.models import CommandKind
from ledger.operations.limits import PERMISSIONS
from ledger.operations.previewing import preview_command
from ledger.operations.requesting import LONGEST_KEY, SHORTEST_KEY
from ledger.operations.submitting import submit_command

KEY = OpenApiParameter(
    KEY_HEADER,
    str,
    OpenApiParameter.HEADER,
    description="Minted once for this act, and sent again with every retry: money moves once."
    f" {SHORTEST_KEY} to {LONGEST_KEY} characters; needed here or as `idempotencyKey`.",
)


class MoneyEndpoint(APIView):
    """Asks for one kind of act, and sends it unless a second person has to approve it."""

    kind: ClassVar[CommandKind]
    required_permission: ClassVar[str]

    def post(self, request: Request) -> Response:
        """Ask for it once under a key, and answer with what became of it."""
        intent, in_body = read_intent(self.kind, request.data)
        command = submit_command(
            intent=intent,
            key=read_key(request, in_body),
            by=cast(User, request.user),
            now=timezone.now(),
        )
        return answer_command(command)


def described(operation: str) -> Callable[[type[MoneyEndpoint]], type[MoneyEndpoint]]:
    """Describe an endpoint at /api/docs by what its kind takes and answers."""

    def describe(endpoint: type[MoneyEndpoint]) -> type[MoneyEndpoint]:
        words = str(endpoint.kind.label)
        post = extend_schema(
            operation_id=operation,
            tags=["ledger"],
            description=endpoint.__doc__,
            parameters=[KEY],
            request=BODIES[endpoint.kind],
            responses={201: CommandSummarySerializer, 202: CommandSummarySerializer},
            examples=[
                OpenApiExample(words, value=examples.BODIES[endpoint.kind], request_only=True),
                *_answer("It was posted", COMMAND, "201"),
                *_answer("It waits for approval", examples.AWAITING, "202"),
            ],
        )
        return extend_schema_view(post=post)(endpoint)

    return describe


def _answer(words: str, value: Any, status: str) -> list[OpenApiExample]:
    return [OpenApiExample(words, value=value, response_only=True, status_codes=[status])]


@described("recordRepayment")
class RepaymentEndpoint(MoneyEndpoint):
    """Record a payment that came in."""

    kind = CommandKind.REPAYMENT
    required_permission = PERMISSIONS[kind]


@described("chargeLateFee")
class LateFeeEndpoint(MoneyEndpoint):
    """Charge a fee for paying late; above a limit a second person approves it."""

    kind = CommandKind.LATE_FEE
    required_permission = PERMISSIONS[kind]


@described("chargeDishonourFee")
class DishonourFeeEndpoint(MoneyEndpoint):
    """Charge a fee for a payment that the bank sent back."""

    kind = CommandKind.DISHONOUR_FEE
    required_permission = PERMISSIONS[kind]


@described("waiveFee")
class FeeWaiverEndpoint(MoneyEndpoint):
    """Let fees off; above a limit a second person approves it."""

    kind = CommandKind.FEE_WAIVER
    required_permission = PERMISSIONS[kind]


@described("adjustBalance")
class AdjustmentEndpoint(MoneyEndpoint):
    """Ask for a correction of principal and fees, which a second person approves."""

    kind = CommandKind.ADJUSTMENT
    required_permission = PERMISSIONS[kind]


@described("writeOff")
class WriteOffEndpoint(MoneyEndpoint):
    """Ask for all that is owed to be given up, which a second person approves."""

    kind = CommandKind.WRITE_OFF
    required_permission = PERMISSIONS[kind]


@described("disburseLoan")
class DisbursementEndpoint(MoneyEndpoint):
    """Pay a loan out."""

    kind = CommandKind.DISBURSEMENT
    required_permission = PERMISSIONS[kind]


class PreviewEndpoint(APIView):
    """What an act would do, before anything is posted."""

    required_permission = "ledger.view_ledger"

    @extend_schema(
        operation_id="previewCommand",
        tags=["ledger"],
        request=PreviewBodySerializer,
        responses=PreviewSerializer,
        examples=[
            OpenApiExample("A repayment", value=TO_PREVIEW, request_only=True),
            OpenApiExample("The preview", value=PREVIEW, response_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        """Return what is owed before and after, from the ledger's live figures."""
        intent = read_preview(request.data)
        preview = preview_command(intent=intent, now=timezone.now(), by=cast(User, request.user))
        return Response(PreviewSerializer(preview).data)
