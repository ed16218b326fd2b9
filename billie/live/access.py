"""Who may watch: a valid session, and the permissions that the topics need."""

from collections.abc import Iterable
from enum import Enum, auto
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest


class Access(Enum):
    """Whether a session may watch."""

    GRANTED = auto()
    SIGNED_OUT = auto()
    FORBIDDEN = auto()


def check_access(session_key: str | None, permissions: Iterable[str]) -> Access:
    """Tell whether the session is still signed in as somebody with all of these permissions.

    Reads session and user anew, so that it can be asked again and again.
    """
    if not session_key:
        return Access.SIGNED_OUT
    request = HttpRequest()
    request.session = _session(session_key)
    user = get_user(request)
    if not user.is_authenticated or not user.is_active:
        return Access.SIGNED_OUT
    return Access.GRANTED if user.has_perms(list(permissions)) else Access.FORBIDDEN


def _session(session_key: str) -> SessionBase:
    session: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    return session
