"""API tokens of staff and systems, and the trail of what staff did."""

from datetime import datetime

import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from billie.staff.roles import Role


class ApiToken(models.Model):
    """A token with which a program acts as a member of staff.

    The token itself is shown once and never stored: `prefix` finds the row, `digest` (SHA-256 of
    the whole token, which is random enough to need no salt) proves it. With a `scope` it can do
    no more than that role, nor ever more than its person.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="api_tokens",
        verbose_name="acts as",
    )
    name = models.CharField(
        "name", max_length=100, help_text="What uses it, such as “nightly export”."
    )
    scope = models.CharField(
        "no more than",
        max_length=20,
        choices=Role,
        blank=True,
        default="",
        help_text="Limits the token to what this role may do. Empty: all that its person may do.",
    )
    prefix = models.CharField("begins with", max_length=20, unique=True)
    digest = models.CharField("digest", max_length=64)
    created_at = models.DateTimeField("created at")
    expires_at = models.DateTimeField("expires at")
    latest_use_at = models.DateTimeField("last used at", null=True)
    revoked_at = models.DateTimeField("revoked at", null=True)

    class Meta:
        verbose_name = "API token"
        default_permissions = ("view", "add")
        permissions = [("revoke_apitoken", "Can revoke API tokens")]
        indexes = [models.Index(fields=["user", "-id"], name="token_by_user")]

    def __str__(self) -> str:
        return f"{self.prefix}… ({self.name})"

    def is_valid(self, now: datetime) -> bool:
        """Return whether the token still opens anything."""
        return self.revoked_at is None and now < self.expires_at


class AuditEntry(models.Model):
    """One thing that someone did: who, when, from where, to what, before and after.

    Append-only: the database refuses changes. `actor_name` says who it was when there is no
    account, as for a failed sign-in or a command.
    """

    at = models.DateTimeField("at")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="who"
    )
    actor_name = models.CharField("name", max_length=150)
    address = models.GenericIPAddressField("from address", null=True)
    action = models.CharField("action", max_length=60)
    subject_type = models.CharField("kind of subject", max_length=60)
    subject_id = models.CharField("subject", max_length=220)
    before = models.JSONField("before", null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField("after", null=True, encoder=DjangoJSONEncoder)
    request_id = models.CharField("request", max_length=64, default="")

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="audit_by_subject"),
            models.Index(fields=["actor", "-id"], name="audit_by_actor"),
            models.Index(fields=["action", "-id"], name="audit_by_action"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.action} {self.subject_type} {self.subject_id}"
