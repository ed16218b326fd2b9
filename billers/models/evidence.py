"""Evidence: what was said of a payment, by whom, and for which of its legs."""

import pgtrigger
from django.db import models

from billers.models.legs import Leg, Outcome
from billers.models.payments import Attempt, BillerTransaction


class Evidence(models.Model):
    """What somebody or something says of one leg of a payment, for or against. Append-only."""

    class Source(models.TextChoices):
        ANSWER = "ANSWER", "The answer to our call"
        STATUS_QUERY = "STATUS_QUERY", "The biller, asked"
        CALLBACK = "CALLBACK", "The biller, calling us"
        RESEND = "RESEND", "The answer to a safe resend"
        STATEMENT = "STATEMENT", "A line of a statement"
        PEOPLE = "PEOPLE", "Two people"

    transaction = models.ForeignKey(BillerTransaction, models.PROTECT, related_name="evidence")
    leg = models.CharField("step", max_length=8, choices=Leg)
    reference = models.CharField("our reference", max_length=40)
    source = models.CharField("source", max_length=12, choices=Source)
    says = models.CharField("says", max_length=8, choices=Outcome)
    words = models.TextField("in words")
    their_reference = models.CharField("their reference", max_length=200, default="")
    at = models.DateTimeField("at")
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "evidence"
        verbose_name_plural = "evidence"
        default_permissions = ()
        indexes = [models.Index(fields=["transaction", "id"], name="evidence_by_payment")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.get_says_display()}"
