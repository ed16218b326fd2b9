"""Look-ups: who asked which biller for what, and what it said; never among payments."""

from django.conf import settings
from django.db import models

from billers.models.configurations import BillerConfig
from billers.models.legs import TransactionType


class LookupRecord(models.Model):
    """One question to a biller that moves no money."""

    class Result(models.TextChoices):
        FOUND = "FOUND", "Found"
        NOT_FOUND = "NOT_FOUND", "Not found"
        FAILED = "FAILED", "No usable answer"

    config = models.ForeignKey(BillerConfig, models.PROTECT, related_name="+")
    biller_type = models.CharField("biller type", max_length=32)
    transaction_type = models.CharField("act", max_length=20, choices=TransactionType)
    asked_for = models.CharField("asked for", max_length=100)
    account_type = models.CharField("account type", max_length=20, default="")
    result = models.CharField("result", max_length=10, choices=Result)
    error_message = models.TextField("in words", default="")
    latency_ms = models.IntegerField("milliseconds", null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="who"
    )
    asked_at = models.DateTimeField("at")

    class Meta:
        verbose_name = "look-up"
        default_permissions = ("view",)
        indexes = [models.Index(fields=["-asked_at", "-id"], name="lookup_by_time")]

    def __str__(self) -> str:
        return f"{self.biller_type} {self.asked_for}"
