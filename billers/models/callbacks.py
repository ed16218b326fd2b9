"""Callbacks: what billers send us of themselves, kept raw before anything is believed."""

from django.db import models

from billers.models.payments import BillerTransaction


class Callback(models.Model):
    """One call from outside; its `digest` makes the same one count once."""

    class Verdict(models.TextChoices):
        VERIFIED = "VERIFIED", "Signed by the biller"
        FORGED = "FORGED", "Signature does not fit"
        TOO_OLD = "TOO_OLD", "Outside the time window"
        NOT_CONFIGURED = "NOT_CONFIGURED", "No key to check it with"

    biller_type = models.CharField("biller type", max_length=32)
    digest = models.CharField("digest", max_length=64, unique=True)
    body = models.TextField("body, redacted")
    verdict = models.CharField("verdict", max_length=14, choices=Verdict)
    address = models.GenericIPAddressField("from address", null=True)
    received_at = models.DateTimeField("received at")
    processed_at = models.DateTimeField("processed at", null=True)
    transaction = models.ForeignKey(
        BillerTransaction, models.PROTECT, null=True, related_name="callbacks"
    )
    words = models.TextField("what became of it", default="")

    class Meta:
        verbose_name = "callback"
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="callback_by_time"),
            models.Index(
                fields=["id"],
                name="callback_to_process",
                condition=models.Q(processed_at=None, verdict="VERIFIED"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.biller_type} {self.digest[:8]}"
