"""Answering a request with an Idempotency-Key once: the same key gets the same answer."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.models import User
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from billers.operations.idempotency import (
    LONGEST_KEY,
    SHORTEST_KEY,
    Kept,
    abandon,
    begin,
    check_key,
    finish,
)

HEADER = "Idempotency-Key"
PARAMETER = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    required=True,
    description=f"{SHORTEST_KEY} to {LONGEST_KEY} characters, minted once for this act and sent"
    " again with every retry. The same body gets the same answer, another body 422; 409 while"
    " the first is running.",
)


def read_key(request: Request) -> str:
    """Return the key of a request.

    :raises KeyRefused: if there is none of 8 to 128 characters
    """
    key: str = request.headers.get(HEADER, "")
    check_key(key)
    return key


def answer_once(request: Request, body: Any, act: Callable[[str], Response]) -> Response:
    """Return what `act` answers to the key of a request, or what it answered to it before.

    `body` is what was understood of the request. An act that is refused gives its key back.

    :raises KeyRefused: if there is no key of 8 to 128 characters
    :raises KeyReused: if it came before with something else
    :raises StillRunning: if the first request is not answered yet
    """
    key = read_key(request)
    asked = {"path": request.path, "body": body}
    row = begin(caller=cast(User, request.user), key=key, request=asked, now=timezone.now())
    if isinstance(row, Kept):
        again = Response(row.body["data"], status=row.status_code, headers=row.body["headers"])
        again["Idempotency-Replayed"] = "true"
        return again
    answer = None
    try:
        answer = act(key)
    finally:
        if answer is None:
            abandon(row)
    headers = {"Location": answer["Location"]} if "Location" in answer else {}
    kept = {"data": answer.data, "headers": headers}
    finish(row, status_code=answer.status_code, body=kept)
    return answer
