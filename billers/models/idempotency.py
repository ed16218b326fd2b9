"""Answers given to requests with an Idempotency-Key, so that the same key gets the same answer."""

from django.conf import settings
from django.db import models


class IdempotentAnswer(models.Model):
    """One key of one caller, the digest of the body it came with, and what was answered.

    Without an answer the first request is still running.
    """

    caller = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.CharField("key", max_length=128)
    body_hash = models.CharField("digest of the request", max_length=64)
    status_code = models.IntegerField("HTTP status", null=True)
    answer = models.JSONField("answer", null=True)
    created_at = models.DateTimeField("created at")

    class Meta:
        verbose_name = "idempotent answer"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="idempotency_key_once_a_caller")
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotency_by_age")]

    def __str__(self) -> str:
        return str(self.key)
