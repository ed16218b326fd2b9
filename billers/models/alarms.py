"""Alarms: what a biller says that cannot be right, so that people are told at once."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from billers.models.payments import BillerTransaction


class Alarm(models.Model):
    """The alarm of a payment, one at most, however often its cause comes again.

    `words` say what came last. `told_at` is set when a notice was delivered, once for ever; until
    then `notices` counts the tries, and the next one is due at `next_notice_at`. An alarm that was
    looked into opens again when another comes (`BillerTransaction.has_alarm`).
    """

    transaction = models.OneToOneField(BillerTransaction, models.PROTECT, related_name="alarm")
    biller_type = models.CharField("biller type", max_length=32)
    words = models.TextField("in words")
    raised_at = models.DateTimeField("raised at")
    told_at = models.DateTimeField("people were told at", null=True)
    notices = models.PositiveSmallIntegerField("tries to tell people", default=0)
    next_notice_at = models.DateTimeField("next try to tell people at", null=True)
    closed_at = models.DateTimeField("looked into at", null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="who"
    )

    class Meta:
        verbose_name = "alarm"
        default_permissions = ()
        indexes = [
            models.Index(fields=["id"], name="alarm_untold", condition=Q(told_at=None)),
            models.Index(fields=["biller_type"], name="alarm_by_biller"),
        ]

    def __str__(self) -> str:
        return f"{self.biller_type}: {self.words}"
