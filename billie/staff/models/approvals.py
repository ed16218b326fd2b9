"""Requests that need a second person: what was asked and shown, and what was decided."""

from datetime import datetime
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from billie.staff.approval_states import DECIDED, ApprovalState

KEY_LENGTH = 200  # as long as the keys of the event stream
ASKED = [
    "kind", "subject_type", "subject_id", "is_exclusive", "title", "link", "customer_id",
    "loan_account_id", "amount", "currency", "reason", "shown", "content_hash", "requester",
    "requested_at", "expires_at",
]  # fmt: skip
"""What a request consists of: once it was made, nobody can change it."""


def _person(words: str, **options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,  # the lists of the inbox have indexes of their own
        verbose_name=words,
        **options,
    )


class Approval(models.Model):
    """One request that needs a second person.

    `amount` is what limits are measured by, in major units of `currency`, zero or above; None
    where no money moves. `shown` is the state before and after as people see it, and
    `content_hash` binds a decision to it (`billie.staff.approval_content`). `found` is what was
    there instead when the request lapsed. `link` leads to the subject within the site.
    `told_at` is when the approvers' notice was claimed to be sent.
    """

    kind = models.CharField("kind", max_length=60)
    subject_type = models.CharField("kind of subject", max_length=60)
    subject_id = models.CharField("subject", max_length=KEY_LENGTH)
    is_exclusive = models.BooleanField("one at a time for a subject", default=False)
    title = models.CharField("title", max_length=200)
    link = models.CharField("link", max_length=500, default="")
    customer_id = models.CharField("customer ID", max_length=KEY_LENGTH, default="")
    loan_account_id = models.CharField("loan account ID", max_length=KEY_LENGTH, default="")
    amount = models.DecimalField("amount", max_digits=14, decimal_places=2, null=True)
    currency = models.CharField("currency", max_length=3, default="")
    reason = models.TextField("reason")
    shown = models.JSONField("what was shown")
    content_hash = models.CharField("digest of what was shown", max_length=64)

    requester = _person("asked by")
    requested_at = models.DateTimeField("asked at")
    expires_at = models.DateTimeField("expires at")
    told_at = models.DateTimeField("approvers told at", null=True)

    state = models.CharField(
        "state", max_length=10, choices=ApprovalState, default=ApprovalState.PENDING
    )
    decided_by = _person("closed by", null=True)
    decided_at = models.DateTimeField("closed at", null=True)
    words = models.TextField("words", default="")
    found = models.JSONField("what was found instead", null=True)

    class Meta:
        verbose_name = "approval"
        default_permissions = ("view",)
        permissions = [("decide_approval", "Can approve and reject what others ask for")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ApprovalState.values), name="approval_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DECIDED) | ~Q(decided_by=F("requester")),
                name="approval_needs_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state=ApprovalState.CANCELLED) | Q(decided_by=F("requester")),
                name="approval_cancelled_by_requester",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ApprovalState.PENDING, decided_by=None, decided_at=None, words=""
                )
                | (
                    ~Q(state=ApprovalState.PENDING)
                    & Q(decided_at__isnull=False)
                    & ~Q(words="")
                    & (Q(state=ApprovalState.EXPIRED) | Q(decided_by__isnull=False))
                ),
                name="approval_closed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | (Q(amount__gte=0) & ~Q(currency="")),
                name="approval_amount_has_currency",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="approval_says_why"),
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id"],
                condition=Q(state=ApprovalState.PENDING, is_exclusive=True),
                name="approval_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="approval_by_state"),
            models.Index(fields=["kind", "-id"], name="approval_by_kind"),
            models.Index(fields=["requester", "-id"], name="approval_by_requester"),
            models.Index(fields=["subject_type", "subject_id", "-id"], name="approval_by_subject"),
            models.Index(
                fields=["-decided_at", "-id"],
                name="approval_closed",
                condition=~Q(state=ApprovalState.PENDING),
            ),
            models.Index(
                fields=["expires_at"],
                name="approval_to_expire",
                condition=Q(state=ApprovalState.PENDING),
            ),
            models.Index(
                fields=["customer_id"],
                name="approval_by_customer",
                condition=Q(state=ApprovalState.PENDING),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="asked_once", fields=ASKED),
            pgtrigger.Protect(
                name="closed_stays_closed",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state=ApprovalState.PENDING),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_state_display()})"

    @property
    def reference(self) -> str:
        """How people name this request; it never changes."""
        return f"APR-{self.pk:08}"

    @property
    def subject(self) -> tuple[str, str]:
        """The kind and the key of what it is about."""
        return self.subject_type, self.subject_id

    @property
    def is_pending(self) -> bool:
        """Whether it still waits for a decision."""
        return self.state == ApprovalState.PENDING

    def is_overdue(self, now: datetime) -> bool:
        """Return whether nobody has decided in time."""
        return self.is_pending and now >= self.expires_at
