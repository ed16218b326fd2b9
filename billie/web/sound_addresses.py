"""Addresses that no page or endpoint can mean are refused before any of them is asked."""

from typing import Any

from asgiref.sync import iscoroutinefunction
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.utils.decorators import sync_and_async_middleware

from billie.web.security_headers import Answer


@sync_and_async_middleware
def sound_addresses(get_response: Answer) -> Answer:
    """Refuse an address with a NUL in its path (400): PostgreSQL can hold no such key."""

    def check(request: HttpRequest) -> None:
        if "\x00" in request.path:
            raise SuspiciousOperation("NUL in the path")

    if iscoroutinefunction(get_response):

        async def answer_later(request: HttpRequest) -> Any:
            check(request)
            return await get_response(request)

        return answer_later

    def answer(request: HttpRequest) -> Any:
        check(request)
        return get_response(request)

    return answer
