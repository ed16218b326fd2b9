"""How programs say who they are: `Authorization: Bearer <token>`, or `Token <token>`."""

import structlog
from django.contrib.auth.models import User
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from billie.staff.models import ApiToken
from billie.staff.tokens import find_token

SCHEMES = {"bearer", "token"}
NOT_VALID = "This token is unknown, expired or revoked."


class ApiTokenAuthentication(BaseAuthentication):
    """Signs a request in as the person of its token."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return the person and the token, None if the request brings no token.

        :raises AuthenticationFailed: if the token opens nothing
        """
        words = get_authorization_header(request).split()
        if not words or words[0].decode("latin-1").lower() not in SCHEMES:
            return None
        if len(words) != 2:
            raise AuthenticationFailed(
                "The Authorization header must be: Bearer, a space, a token."
            )
        token = find_token(words[1].decode("latin-1"), now=timezone.now())
        if token is None:
            raise AuthenticationFailed(NOT_VALID)
        structlog.contextvars.bind_contextvars(user_id=token.user_id, via=token.prefix)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge that goes with 401."""
        return 'Bearer realm="billie"'


class ApiTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes the tokens in the OpenAPI document."""

    target_class = ApiTokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the scheme in OpenAPI's words."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token from POST /api/auth/token.",
        }
