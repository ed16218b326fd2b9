"""Issuing, checking and revoking the tokens of programs."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from billie.staff import audit
from billie.staff.models import ApiToken
from billie.staff.roles import PERMISSIONS, Role

DEFAULT_LIFETIME = timedelta(days=30)
GREATEST_LIFETIME = timedelta(days=365)
USE_IS_NOTED_EVERY = timedelta(minutes=1)


def issue_token(
    *,
    user: User,
    name: str,
    scope: str = "",
    lifetime: timedelta = DEFAULT_LIFETIME,
    actor: User | None = None,
    now: datetime,
) -> tuple[ApiToken, str]:
    """Make a token for a person; return its row and the token itself, which is nowhere else.

    `actor` is who asked for it, without one the person behind the running request.

    :raises ValueError: if the lifetime is not within a moment and a year
    """
    if not timedelta(0) < lifetime <= GREATEST_LIFETIME:
        raise ValueError("A token lives for 1 to 365 days.")
    prefix = f"billie_{secrets.token_hex(5)}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken(
        user=user,
        name=name,
        scope=scope,
        prefix=prefix,
        digest=_digest(secret),
        created_at=now,
        expires_at=now + lifetime,
    )
    made = {"user": user.username, "name": name, "scope": scope, "expiresAt": token.expires_at}
    with transaction.atomic():
        token.save()
        subject = ("API token", prefix)
        audit.record(action="TOKEN_CREATED", subject=subject, actor=actor, now=now, after=made)
    return token, secret


def find_token(secret: str, *, now: datetime) -> ApiToken | None:
    """Return the valid token of an active person, noting its use at most once a minute."""
    prefix = "_".join(secret.split("_", 2)[:2])
    token = ApiToken.objects.select_related("user").filter(prefix=prefix).first()
    if token is None or not hmac.compare_digest(token.digest, _digest(secret)):
        return None
    if not token.is_valid(now) or not token.user.is_active:
        return None
    if token.latest_use_at is None or now - token.latest_use_at >= USE_IS_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(latest_use_at=now)
    return token


def revoke_token(*, token: ApiToken, now: datetime) -> None:
    """Make a token open nothing any more; harmless twice."""
    with transaction.atomic():
        changed = ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
        if changed:
            audit.record(
                action="TOKEN_REVOKED",
                subject=("API token", token.prefix),
                now=now,
                before={"user": token.user.username, "name": token.name},
            )


def token_allows(token: object, permission: str) -> bool:
    """Return whether a token's scope contains a permission; no token, no limit."""
    if not isinstance(token, ApiToken) or not token.scope:
        return True
    return permission in PERMISSIONS[Role(token.scope)]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
