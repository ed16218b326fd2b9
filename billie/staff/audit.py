"""The trail of what staff did. Whoever changes something of weight records it here.

# Note [Where an entry's address and request come from]
Operations know nothing of HTTP. The request's id, its address and the person behind it are bound
to the log context by `billie.watch.requests` and by token sign-in, and are read from there; a
command has none of them and binds its name as `command` instead.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from django.contrib.auth.models import User

from billie.staff.models import AuditEntry

NOBODY_KNOWN = "system"

log = structlog.get_logger(__name__)


def record(
    *,
    action: str,
    subject: tuple[str, str],
    now: datetime,
    actor: User | str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write down that someone did something, in the caller's transaction.

    `action` is a code such as "TOKEN_REVOKED"; `subject` its kind and key, such as
    ("dead letter", "42"). `actor` is needed only where the running request or command is not
    it: at sign-in, or for a name without an account. `before` and `after` hold no secrets.
    """
    context = structlog.contextvars.get_contextvars()
    person, name = _who(actor, context)
    entry = AuditEntry.objects.create(
        at=now,
        actor=person,
        actor_name=name[:150],
        address=context.get("address"),
        action=action,
        subject_type=subject[0],
        subject_id=subject[1][:220],
        before=before,
        after=after,
        request_id=context.get("request_id", ""),
    )
    log.info(
        "audit", action=action, subject=f"{subject[0]} {entry.subject_id}", by=entry.actor_name
    )
    return entry


def _who(actor: User | str | None, context: Mapping[str, Any]) -> tuple[User | None, str]:
    """Return the account and the name of who acted."""
    if actor is None and context.get("user_id") is not None:
        actor = User.objects.filter(pk=context["user_id"]).first()
    if isinstance(actor, User):
        return actor, actor.get_username()
    return None, actor or context.get("command") or NOBODY_KNOWN
