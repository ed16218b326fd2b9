"""Promises to pay: what a customer said they would pay, until when, and what became of it."""

from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from servicing.models.projected import key_field


class PromiseState(models.TextChoices):
    """Where a promise is."""

    OPEN = "OPEN", "Open"
    KEPT = "KEPT", "Kept"
    BROKEN = "BROKEN", "Broken"
    CANCELLED = "CANCELLED", "Cancelled"


# Note [Why a broken promise can still be kept]
# A payment may become known after its day: the stream was behind, or the publisher was. When it
# was made in time, the promise was kept, whatever we had to believe before.
MOVES: Mapping[PromiseState, frozenset[PromiseState]] = {
    PromiseState.OPEN: frozenset({PromiseState.KEPT, PromiseState.BROKEN, PromiseState.CANCELLED}),
    PromiseState.BROKEN: frozenset({PromiseState.KEPT}),
    PromiseState.KEPT: frozenset(),
    PromiseState.CANCELLED: frozenset(),
}


class PromiseToPay(models.Model):
    """One promise; the amount is in major units of `currency`.

    Payments count from `made_at` to the end of `last_date`, the due date and its days of grace.
    `made_date` is the business day of `made_at`. `paid_amount` is what had come in when it was
    settled. An account has one open promise at most.
    """

    customer_id = key_field("customer ID")
    loan_account_id = key_field("loan account ID")
    amount = models.DecimalField("amount", max_digits=14, decimal_places=2)
    currency = models.CharField("currency", max_length=3)
    due_date = models.DateField("due")
    last_date = models.DateField("last day that counts")
    note = models.TextField("note", default="", max_length=2000)
    state = models.CharField(
        "state", max_length=10, choices=PromiseState, default=PromiseState.OPEN
    )
    made_at = models.DateTimeField("made at")
    made_date = models.DateField("made on")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    paid_amount = models.DecimalField("paid", max_digits=14, decimal_places=2, null=True)
    settled_at = models.DateTimeField("settled at", null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    cancel_reason = models.TextField("why it was cancelled", default="", max_length=2000)
    once = models.CharField(  # noqa: DJ001 - any number of promises may have none
        "digest of the form's key", max_length=64, null=True, unique=True, editable=False
    )

    class Meta:
        verbose_name = "promise to pay"
        verbose_name_plural = "promises to pay"
        default_permissions = ("add", "view")
        permissions = [("cancel_promisetopay", "Can cancel promises to pay")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="promise_above_zero"),
            models.CheckConstraint(
                condition=Q(due_date__gte=F("made_date"), last_date__gte=F("due_date")),
                name="promise_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PromiseState.values), name="promise_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=PromiseState.OPEN, settled_at=None)
                | (~Q(state=PromiseState.OPEN) & Q(settled_at__isnull=False)),
                name="promise_settled_has_instant",
            ),
            models.CheckConstraint(
                condition=~Q(state=PromiseState.CANCELLED)
                | (Q(cancelled_by__isnull=False) & ~Q(cancel_reason="")),
                name="promise_cancelled_by_someone",
            ),
            models.UniqueConstraint(
                fields=["loan_account_id"],
                condition=Q(state=PromiseState.OPEN),
                name="promise_open_once_an_account",
            ),
        ]
        indexes = [
            models.Index(fields=["customer_id", "-id"], name="promise_by_customer"),
            models.Index(fields=["loan_account_id", "-id"], name="promise_by_account"),
            models.Index(
                fields=["loan_account_id"], name="promise_broken", condition=Q(state="BROKEN")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount:,.2f} {self.currency} until {self.due_date}"

    @property
    def grace_days(self) -> int:
        """How many days after the due date still count."""
        return int((self.last_date - self.due_date).days)
