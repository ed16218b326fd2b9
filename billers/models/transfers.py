"""Transfers at core banking that belong to no payment: asked for by staff, one row each."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from billers.models.legs import Outcome

UNSETTLED = Q(outcome__in=["", Outcome.UNKNOWN])
"""It is being sent, or nobody knows what became of it."""


class CoreTransfer(models.Model):
    """One transfer: a row before its call, with what it came to. Amounts are in `currency`.

    The same key of the same person is the same transfer, however often it is sent.
    """

    reference = models.CharField("our reference", max_length=40, unique=True)
    idempotency_key = models.CharField("key it came with", max_length=128)
    debit_account = models.CharField("from account", max_length=64)
    credit_account = models.CharField("to account", max_length=64)
    amount = models.DecimalField("amount", max_digits=18, decimal_places=2)
    currency = models.CharField("currency", max_length=3)
    outcome = models.CharField("outcome", max_length=8, choices=Outcome, default="")
    their_reference = models.CharField("core banking's reference", max_length=200, default="")
    error_code = models.CharField("code", max_length=60, default="")
    error_message = models.TextField("in words", default="")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="who"
    )
    asked_at = models.DateTimeField("asked at")
    settled_at = models.DateTimeField("settled at", null=True)

    class Meta:
        verbose_name = "transfer at core banking"
        verbose_name_plural = "transfers at core banking"
        default_permissions = ("view",)
        permissions = [
            ("view_core_balance", "Can see balances at core banking"),
            ("make_core_transfer", "Can make transfers at core banking"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_amount_above_zero"),
            models.UniqueConstraint(
                fields=["asked_by", "idempotency_key"], name="transfer_once_a_key"
            ),
        ]
        indexes = [
            models.Index(fields=["-asked_at", "-id"], name="transfer_by_time"),
            models.Index(
                fields=["-asked_at", "-id"], name="transfer_unsettled", condition=UNSETTLED
            ),
        ]

    def __str__(self) -> str:
        return str(self.reference)
