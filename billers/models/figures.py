"""Daily figures: how many payments of a day stand where, so that nobody counts millions of rows.

# Note [Figures are changed by adding rows]
Two payments of one biller that move at the same time would wait for each other if both changed
the same figure, and two moves in one transaction could wait in a circle. So a move adds rows
that say by how much figures change, in its own transaction, and waits for nobody. Now and then
they are folded into the figures. Who asks reads both, so a figure is never behind.
"""

from django.db import models


class _Figures(models.Model):
    """Payments of one day and biller that stand alike; `amount` is their sum.

    `day` is the business day on which they were taken on. `outcome` is how the biller's leg ended
    and `band` how long a payment took from its first sending to its end (`billers.speeds`), both
    only for those that came to an end; `milliseconds` is the sum of those times.
    """

    day = models.DateField("day")
    biller_type = models.CharField("biller type", max_length=32)
    currency = models.CharField("currency", max_length=3)
    status = models.CharField("status", max_length=10)
    outcome = models.CharField("outcome at the biller", max_length=8, default="")
    band = models.SmallIntegerField("band of times", default=0)
    payments = models.BigIntegerField("payments")
    amount = models.DecimalField("amount", max_digits=24, decimal_places=2)
    milliseconds = models.BigIntegerField("milliseconds", default=0)

    class Meta:
        abstract = True


class DailyFigure(_Figures):
    """What was folded together so far."""

    class Meta:
        verbose_name = "daily figure"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["day", "biller_type", "currency", "status", "outcome", "band"],
                name="figure_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.biller_type} {self.status}: {self.payments}"


class FigureChange(_Figures):
    """By how much a move changes a figure, until it is folded in; counts may be below zero."""

    class Meta:
        verbose_name = "change of a daily figure"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.day} {self.biller_type} {self.status}: {self.payments:+}"
