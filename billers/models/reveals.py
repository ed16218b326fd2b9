"""Each time that the prepaid tokens of a payment were shown to somebody in clear."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from billers.models.payments import BillerTransaction

FIRST = 1


class TokenReveal(models.Model):
    """One showing of a payment's tokens, never the tokens themselves. Append-only.

    `nth` counts from 1 for each payment, so that of two at the same moment one is the first;
    every later one is a reprint and has a reason.
    """

    transaction = models.ForeignKey(BillerTransaction, models.PROTECT, related_name="reveals")
    nth = models.IntegerField("which time")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="who"
    )
    why = models.TextField("why", default="")
    at = models.DateTimeField("at")

    class Meta:
        verbose_name = "showing of prepaid tokens"
        verbose_name_plural = "showings of prepaid tokens"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["transaction", "nth"], name="reveal_once_a_number"),
            models.CheckConstraint(condition=Q(nth__gte=FIRST), name="reveal_counts_from_one"),
            models.CheckConstraint(
                condition=Q(nth=FIRST) | ~Q(why=""), name="reveal_again_has_a_reason"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Shown for the {self.nth}. time"

    @property
    def is_reprint(self) -> bool:
        """Return whether they had been shown before."""
        return self.nth > FIRST
