"""The trail of what staff did."""

import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


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
