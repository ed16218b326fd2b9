"""Signing in for programs: get a token, give it back, ask who one is."""

from datetime import timedelta
from typing import Any, cast

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import APIException
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.staff.access import SIGNED_IN
from billie.staff.models import ApiToken
from billie.staff.role_groups import roles_of
from billie.staff.roles import Role
from billie.staff.tokens import (
    DEFAULT_LIFETIME,
    GREATEST_LIFETIME,
    issue_token,
    revoke_token,
    token_allows,
)


class WrongCredentials(APIException):
    """The name or the password is wrong, or the account is switched off; which, is not said."""

    status_code = status.HTTP_401_UNAUTHORIZED
    default_code = "wrong_credentials"
    default_detail = "The name or the password is wrong."
    next_step = "Check both. An administrator can set a new password."


class NoToken(APIException):
    """Someone wants to give back a token who did not come with one."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "no_token"
    default_detail = "This request was not made with a token."
    next_step = "Send the token that you want to revoke as Authorization: Bearer."


class SignInSerializer(serializers.Serializer[Any]):
    """Who wants a token, and what for."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=500, trim_whitespace=False, write_only=True)
    name = serializers.CharField(max_length=100, default="API", help_text="What will use it")
    expiresInDays = serializers.IntegerField(  # noqa: N815 the name on the wire
        min_value=1, max_value=GREATEST_LIFETIME.days, default=DEFAULT_LIFETIME.days
    )
    scope = serializers.ChoiceField(
        Role.choices, default="", allow_blank=True, help_text="Limits the token to this role"
    )


class PersonSerializer(serializers.Serializer[Any]):
    """A member of staff."""

    username = serializers.CharField()
    fullName = serializers.CharField(source="get_full_name")  # noqa: N815
    roles = serializers.SerializerMethodField()

    def get_roles(self, user: User) -> list[str]:
        """Return the person's roles."""
        return roles_of(user)


class WhoSerializer(serializers.Serializer[Any]):
    """Who a request comes from, and what it may do."""

    user = PersonSerializer()
    permissions = serializers.ListField(child=serializers.CharField())


class IssuedTokenSerializer(WhoSerializer):
    """A token, shown this once."""

    token = serializers.CharField()
    expiresAt = serializers.DateTimeField()  # noqa: N815


class TokenView(APIView):
    """Get a token for a name and a password, or give one back."""

    required_permission = {"DELETE": SIGNED_IN}

    def get_permissions(self) -> list[Any]:
        """Let strangers in to sign in, and nobody else."""
        if self.request.method == "POST":
            return [AllowAny()]
        return list(super().get_permissions())

    def get_authenticators(self) -> list[Any]:
        """Ignore who the request says it is when it brings a name and a password."""
        is_sign_in = self.request is not None and self.request.method == "POST"
        return [] if is_sign_in else super().get_authenticators()

    @extend_schema(
        operation_id="getToken", request=SignInSerializer, responses=IssuedTokenSerializer, auth=[]
    )
    def post(self, request: Request) -> Response:
        """Get a token. Too many wrong passwords lock the name for a while (429)."""
        asked = SignInSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        user = authenticate(
            request=request._request, username=given["username"], password=given["password"]
        )
        if user is None:
            raise WrongCredentials
        user_logged_in.send(sender=User, request=request._request, user=user)
        token, secret = issue_token(
            user=user,
            name=given["name"],
            scope=given["scope"],
            lifetime=timedelta(days=given["expiresInDays"]),
            actor=user,
            now=timezone.now(),
        )
        answer = {"token": secret, "expiresAt": token.expires_at, **_who(user, token)}
        return Response(IssuedTokenSerializer(answer).data)

    @extend_schema(operation_id="revokeToken", request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Revoke the token that this request was made with."""
        return _revoke(request)


class RevokeTokenView(APIView):
    """Give a token back, for clients that cannot send DELETE."""

    required_permission = SIGNED_IN

    @extend_schema(operation_id="revokeTokenByPost", request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Revoke the token that this request was made with."""
        return _revoke(request)


class WhoView(APIView):
    """Who am I, and what may I do?"""

    required_permission = SIGNED_IN

    @extend_schema(operation_id="whoAmI", responses=WhoSerializer)
    def get(self, request: Request) -> Response:
        """Return the person behind this session or token, and all permissions."""
        return Response(WhoSerializer(_who(cast(User, request.user), request.auth)).data)


def _revoke(request: Request) -> Response:
    if not isinstance(request.auth, ApiToken):
        raise NoToken
    revoke_token(token=request.auth, now=timezone.now())
    return Response(status=status.HTTP_204_NO_CONTENT)


def _who(user: User, token: object) -> dict[str, Any]:
    allowed = (name for name in user.get_all_permissions() if token_allows(token, name))
    return {"user": user, "permissions": sorted(allowed)}
