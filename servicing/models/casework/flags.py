"""Flags of customers that change what staff may do: hardship, and stop contact."""

from datetime import date

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.db import models
from django.db.models import F, Func, Q

from servicing.models.projected import key_field


class FlagKind(models.TextChoices):
    """What a flag says of a customer."""

    HARDSHIP = "HARDSHIP", "Hardship"
    STOP_CONTACT = "STOP_CONTACT", "Stop contact"


class FlagState(models.TextChoices):
    """How a flag stands on a day."""

    PLANNED = "PLANNED", "Planned"
    ACTIVE = "ACTIVE", "Active"
    OVER = "OVER", "Over"
    RELEASED = "RELEASED", "Released"


class DaysOf(Func):
    """The days from `from_date` to `until_date`, both included; without an end for ever."""

    function = "DATERANGE"
    output_field = DateRangeField()


class CustomerFlag(models.Model):
    """One time for which a flag is set; it counts from `from_date` to the end of `until_date`.

    What was set stays as it was: a flag is released with a reason, never changed or deleted. Two
    of a kind never hold on the same day, unless one of them was released.
    """

    customer_id = key_field("customer ID")
    kind = models.CharField("kind", max_length=12, choices=FlagKind)
    from_date = models.DateField("from")
    until_date = models.DateField("until", null=True)
    reason = models.TextField("reason", max_length=2000)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField("set at")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField("released at", null=True)
    release_reason = models.TextField("why it was released", default="", max_length=2000)
    once = models.CharField(  # noqa: DJ001 - any number of flags may have none
        "digest of the form's key", max_length=64, null=True, unique=True, editable=False
    )

    class Meta:
        verbose_name = "customer flag"
        default_permissions = ("add", "view")
        permissions = [("release_customerflag", "Can release flags of customers")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FlagKind.values), name="flag_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="flag_has_reason"),
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=F("from_date")),
                name="flag_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None, release_reason="")
                | (
                    Q(released_at__isnull=False, released_by__isnull=False) & ~Q(release_reason="")
                ),
                name="flag_released_by_someone",
            ),
            ExclusionConstraint(
                name="flag_once_a_day",
                expressions=[
                    ("customer_id", "="),
                    ("kind", "="),
                    (
                        DaysOf(
                            "from_date",
                            "until_date",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        "&&",
                    ),
                ],
                condition=Q(released_at=None),
            ),
        ]
        indexes = [models.Index(fields=["customer_id", "-id"], name="flag_by_customer")]
        triggers = [
            pgtrigger.Protect(name="kept_for_ever", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="set_once", exclude=["released_by", "released_at", "release_reason"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.customer_id} from {self.from_date}"

    def state_on(self, day: date) -> FlagState:
        """Return how the flag stands on a business day."""
        if self.released_at is not None:
            return FlagState.RELEASED
        if day < self.from_date:
            return FlagState.PLANNED
        if self.until_date is not None and day > self.until_date:
            return FlagState.OVER
        return FlagState.ACTIVE
