"""API tokens of staff and systems."""

from datetime import datetime

from django.conf import settings
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
