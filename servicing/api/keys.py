"""The key of a request that must take effect once, however often it is sent."""

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

KEY_HEADER = "Idempotency-Key"
LONGEST_KEY = 255
KEY_PARAMETER = OpenApiParameter(
    KEY_HEADER,
    str,
    OpenApiParameter.HEADER,
    description="Minted once for this act, and sent again with every retry: it takes effect once."
    f" Up to {LONGEST_KEY} characters.",
)


def key_of(request: Request) -> str:
    """Return the key of a request, empty if it has none.

    :raises serializers.ValidationError: if it is too long
    """
    key: str = request.headers.get(KEY_HEADER, "")
    if len(key) > LONGEST_KEY:
        sentence = f"The {KEY_HEADER} header can have {LONGEST_KEY} characters."
        raise serializers.ValidationError({KEY_HEADER: [sentence]})
    return key
