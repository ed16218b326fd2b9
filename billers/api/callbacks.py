"""Callbacks of billers: no session and no token, but a signature over the body as it came.

Whatever is kept is answered with 202, so that a forger learns nothing; what is believed of it is
decided by `billers.operations.callbacks`, and a worker takes it as evidence.
"""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from redis.exceptions import RedisError
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.parsers import JSONParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from billers.models import Callback
from billers.operations.callbacks import Received, keep_callback
from billers.operations.task_names import CALLBACK
from billers.queries.billers import get_biller
from billie.enqueueing import enqueue
from billie.watch.client_address import client_address
from billie.web.camel_case import CamelSerializer

LONGEST_BODY = 64 * 1024
LONGEST_HEADER = 200
SIGNATURE, TIMESTAMP = "X-Biller-Signature", "X-Biller-Timestamp"
SIGNED = [
    OpenApiParameter(
        SIGNATURE,
        str,
        OpenApiParameter.HEADER,
        description="`sha256=` and the HMAC-SHA-256 of `timestamp.body` in hexadecimal digits.",
    ),
    OpenApiParameter(TIMESTAMP, str, OpenApiParameter.HEADER, description="Seconds since 1970."),
]
EXAMPLE = {
    "ourTransactionId": "TXN7K2M4Q9A3BP1",
    "status": "ACCEPTED",
    "theirTransactionId": "RCPT-000417",
}


class CallbackTooLong(APIException):
    """A callback is larger than any that a biller sends."""

    status_code = 413
    default_code = "callback_too_long"
    default_detail = f"A callback has at most {LONGEST_BODY} bytes."
    next_step = "Send what one payment came to, and nothing else."


class CallbackThrottle(SimpleRateThrottle):
    """So many callbacks a minute from one address; without Redis nobody is held back."""

    scope = "callbacks"
    rate = "600/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Return the key that an address is counted under."""
        return f"billers:callbacks:{client_address(request._request)}"

    def allow_request(self, request: Request, view: Any) -> bool:
        """Return whether one more is taken from this address now."""
        try:
            return bool(super().allow_request(request, view))
        except (RedisError, OSError):
            return True


class CallbackSerializer(CamelSerializer):
    """What a biller says of a payment."""

    our_transaction_id = serializers.CharField()
    status = serializers.CharField(help_text="ACCEPTED or DECLINED.")
    their_transaction_id = serializers.CharField(required=False)


class KeptSerializer(CamelSerializer):
    """That it was kept; nothing is said of what is believed of it."""

    kept = serializers.BooleanField(read_only=True)


class CallbackEndpoint(APIView):
    """What billers tell us of themselves."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    throttle_classes = [CallbackThrottle]
    parser_classes = [JSONParser]

    @extend_schema(
        operation_id="receiveCallback",
        tags=["billers"],
        auth=[],
        parameters=SIGNED,
        request=CallbackSerializer,
        responses={202: KeptSerializer},
        examples=[
            OpenApiExample("A callback", value=EXAMPLE, request_only=True),
            OpenApiExample("Kept", value={"kept": True}, response_only=True, status_codes=["202"]),
        ],
    )
    def post(self, request: Request, billerType: str) -> Response:  # noqa: N803 - as on the wire
        """Keep it as it came, and let a worker take it as evidence if its signature fits."""
        config = get_biller(biller_type=billerType)
        received = Received(
            body=_body(request),
            signature=request.headers.get(SIGNATURE, "")[:LONGEST_HEADER],
            timestamp=request.headers.get(TIMESTAMP, "")[:LONGEST_HEADER],
            address=client_address(request._request),
        )
        callback = keep_callback(config=config, received=received, now=timezone.now())
        if callback.verdict == Callback.Verdict.VERIFIED:
            enqueue(CALLBACK, callback_id=callback.pk)
        return Response({"kept": True}, status=202)


def _body(request: Request) -> bytes:
    """Return the body as it came.

    :raises CallbackTooLong: if it is longer than any callback
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LONGEST_BODY:
        raise CallbackTooLong
    body: bytes = request._request.read(LONGEST_BODY + 1)
    if len(body) > LONGEST_BODY:
        raise CallbackTooLong
    return body
