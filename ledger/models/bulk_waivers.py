"""Bulk waivers: all accounts that were named, and the command of each."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledger.models.commands import MoneyCommand
from ledger.models.kinds import KEY_LENGTH


class CommandBatch(models.Model):
    """Waivers on many accounts, asked for at once; each becomes a command with its own outcome.

    `idempotency_key` is a digest of the caller's key and the caller, as that of a command.
    """

    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="requested by"
    )
    requested_at = models.DateTimeField("requested at")
    reason = models.TextField("reason")
    currency = models.CharField("currency", max_length=3)
    idempotency_key = models.CharField("key", max_length=128, unique=True)
    content_hash = models.CharField("digest of what was asked", max_length=64)
    next_attempt_at = models.DateTimeField("looked into again at", null=True)
    finished_at = models.DateTimeField("all asked for at", null=True)

    class Meta:
        verbose_name = "bulk waiver"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None, next_attempt_at__isnull=False)
                | Q(finished_at__isnull=False, next_attempt_at=None),
                name="batch_unfinished_is_looked_into",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="batch_to_look_into",
                condition=Q(finished_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"bulk waiver {self.pk}"


class BatchRow(models.Model):
    """One account of a bulk waiver: its command, or why there is none."""

    batch = models.ForeignKey(CommandBatch, models.PROTECT, related_name="rows")
    place = models.IntegerField("place")
    loan_account_id = models.CharField("loan account ID", max_length=KEY_LENGTH)
    amount = models.DecimalField("amount", max_digits=14, decimal_places=2)
    command = models.OneToOneField(
        MoneyCommand, models.PROTECT, null=True, related_name="batch_row", verbose_name="command"
    )
    refusal = models.TextField("why it was not asked for", default="")

    class Meta:
        verbose_name = "account of a bulk waiver"
        verbose_name_plural = "accounts of a bulk waiver"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "loan_account_id"], name="batch_has_account_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="batch_row_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.loan_account_id} of bulk waiver {self.batch_id}"
