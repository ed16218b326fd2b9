"""A log line for each request; its id is in the answer, in all its lines and the audit trail."""

import structlog
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware

from billie.watch.client_address import client_address

REQUEST_ID_HEADER = "X-Request-ID"


class RequestLog(RequestMiddleware):
    """Binds request_id, user_id and address to the log context while a request runs."""

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        """Name the request in its answer, then write its line."""
        context = structlog.contextvars.get_contextvars()
        response.headers[REQUEST_ID_HEADER] = context.get("request_id", "")
        super().handle_response(request, response)

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        """Bind the address that can be believed, not one that the caller claims."""
        structlog.contextvars.bind_contextvars(address=client_address(request))

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Return method and path; what is searched for is personal data and stays out of logs."""
        return f"{request.method} {request.path}"
