"""Who may enter: every page and endpoint declares one permission, and without one it is shut.

A page declares by `@requires_permission(...)` or by `RequiresPermission`, an endpoint by
`required_permission` on its class: one permission, or one for each method.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ClassVar, TypeAlias

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.generic.base import View
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from billie.staff.tokens import token_allows

SIGNED_IN = "signed in"
"""Declares that everyone who is signed in may enter."""

Declared: TypeAlias = str | Mapping[str, str]
Page: TypeAlias = Callable[..., HttpResponseBase]


class PermissionMissing(PermissionDenied):
    """Someone who is signed in lacks the permission that a page or endpoint declares."""

    def __init__(self, permission: str) -> None:
        self.permission = permission
        super().__init__(f"This needs the permission {permission}.")


def permission_for(declared: Declared | None, method: str) -> str | None:
    """Return what a method needs, None if nothing is declared for it.

    HEAD needs what GET needs; OPTIONS, which shows nothing but names, what any method needs.
    """
    if declared is None or isinstance(declared, str):
        return declared
    if method == "OPTIONS":
        return next(iter(declared.values()), None)
    return declared.get("GET" if method == "HEAD" else method)


def may(request: HttpRequest | Request, permission: str) -> bool:
    """Return whether the person of a request, with the token in use, has a permission."""
    user = request.user
    if not user.is_authenticated:
        return False
    token = getattr(request, "auth", None)
    if permission == SIGNED_IN:
        return True
    return user.has_perm(permission) and token_allows(token, permission)


def requires_permission(permission: str) -> Callable[[Page], Page]:
    """Let only those with the permission open a page written as a function.

    Who is not signed in is asked to sign in first and comes back after it.

    :raises PermissionMissing: when called for someone without it
    """

    def guard(page: Page) -> Page:
        @wraps(page)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return _refusal(request, permission) or page(request, *args, **kwargs)

        guarded.required_permission = permission  # type: ignore[attr-defined]
        return guarded

    return guard


class RequiresPermission(View):
    """Lets only those with `required_permission` open a page written as a class."""

    required_permission: ClassVar[str]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Open the page, or ask to sign in."""
        declared = getattr(self, "required_permission", None)
        if declared is None:
            raise ImproperlyConfigured(f"{type(self).__name__} declares no required_permission")
        return _refusal(request, declared) or super().dispatch(request, *args, **kwargs)


def _refusal(request: HttpRequest, permission: str) -> HttpResponse | None:
    """Return the way to the sign-in page for strangers, None for who may enter."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not may(request, permission):
        raise PermissionMissing(permission)
    return None


class HasDeclaredPermission(BasePermission):
    """Lets only those into an endpoint who have the permission that it declares."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return whether the person may enter; an endpoint that declares nothing is shut.

        :raises PermissionMissing: for someone who is signed in and may not
        """
        method = str(request.method)
        declared = permission_for(getattr(view, "required_permission", None), method)
        if not request.user.is_authenticated:
            return False
        if not hasattr(view, method.lower()):
            return True  # the endpoint itself answers that it has no such method
        if declared is None or not may(request, declared):
            raise PermissionMissing(declared or "none, as this address declares none")
        return True
