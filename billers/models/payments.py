"""Payments: what the customer wants, each call made for it, and the story of its status."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from billers.models.configurations import BillerConfig
from billers.models.legs import Leg, Outcome, TransactionType
from billers.models.saving import SavesChanges
from billers.states import LIVE, Status
from billie.vault.fields import SecretsField


def _leg_outcome(words: str) -> "models.CharField[str, str]":
    return models.CharField(f"how the {words} ended", max_length=8, choices=Outcome, default="")


class BillerTransaction(SavesChanges):
    """One bill to be paid. `amount` is positive, in major units of `currency`.

    `round` counts the tries: a retry after FAILED begins the next one, with new references. The
    `…_outcome` columns say how the legs of the present round ended (`billers.steps`).
    One that is being taken back, `reversing_since` an instant, stays COMPLETED meanwhile.
    `obligation` is the digest of biller, account and invoice or amount: while a payment is live no
    other may be, unless somebody confirmed that both are meant (`is_deliberate`).
    `suspense_account` is where its money was held, so that it is moved on from there even if the
    bank holds money elsewhere by now.
    `idempotency_key` is what its caller sent with it: the same key is one payment.
    """

    number = models.CharField("number", max_length=20, unique=True)
    config = models.ForeignKey(BillerConfig, models.PROTECT, related_name="transactions")
    biller_type = models.CharField("biller type", max_length=32)
    biller_name = models.CharField("biller", max_length=200)
    transaction_type = models.CharField("act", max_length=20, choices=TransactionType)
    status = models.CharField("status", max_length=10, choices=Status, default=Status.PENDING)
    round = models.IntegerField("round", default=1)

    account_number = models.CharField("account", max_length=100)
    account_type = models.CharField("account type", max_length=20, default="")
    customer_account_name = models.CharField("name at the biller", max_length=200, default="")
    amount = models.DecimalField("amount", max_digits=18, decimal_places=2)
    currency = models.CharField("currency", max_length=3)
    invoice_number = models.CharField("invoice", max_length=100, default="")
    bundle_id = models.CharField("bundle", max_length=100, default="")
    meter_number = models.CharField("meter", max_length=100, default="")
    credit_account = models.CharField("credit account", max_length=64, default="")
    credit_account_type = models.CharField("its type", max_length=20, default="")
    debit_account = models.CharField("debit account", max_length=64, default="")
    debit_account_type = models.CharField("its type", max_length=20, default="")
    uses_core_banking = models.BooleanField("money is held at core banking", default=False)
    suspense_account = models.CharField("account it is held on", max_length=64, default="")
    metadata = models.JSONField("metadata", default=dict)

    hold_outcome = _leg_outcome("hold")
    pay_outcome = _leg_outcome("payment")
    capture_outcome = _leg_outcome("capture")
    release_outcome = _leg_outcome("release")
    reversing_since = models.DateTimeField("being reversed since", null=True)
    reverse_outcome = _leg_outcome("reversal")
    refund_outcome = _leg_outcome("refund")

    external_transaction_id = models.CharField("biller's reference", max_length=200, default="")
    tokens = SecretsField("prepaid tokens")
    error_code = models.CharField("error code", max_length=60, default="")
    error_message = models.TextField("what happened", default="")
    has_conflict = models.BooleanField("evidence contradicts itself", default=False)
    has_alarm = models.BooleanField("an alarm nobody has looked into", default=False)

    obligation = models.CharField("obligation", max_length=64)
    is_deliberate = models.BooleanField("confirmed as a second payment", default=False)
    initiated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="who",
        db_index=False,  # "bill_by_person" begins with it
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="who looks into it",
    )
    created_at = models.DateTimeField("created at")
    updated_at = models.DateTimeField("updated at")
    processed_at = models.DateTimeField("first sent at", null=True)
    completed_at = models.DateTimeField("final at", null=True)
    unknown_since = models.DateTimeField("not known since", null=True)

    counted_as = models.CharField("where daily figures count it", max_length=40, default="")
    idempotency_key = models.CharField("key it came with", max_length=128, default="")
    next_action_at = models.DateTimeField("next automatic step at", null=True)
    queries = models.IntegerField("times asked", default=0)
    claimed_until = models.DateTimeField("a worker has it until", null=True)

    class Meta:
        verbose_name = "bill payment"
        default_permissions = ("view",)
        permissions = [
            ("pay_bill", "Can pay bills"),
            ("look_up_bill", "Can look accounts up at billers"),
            ("retry_payment", "Can retry and cancel payments"),
            ("reverse_payment", "Can ask for payments to be reversed"),
            ("resolve_payment", "Can ask for unknown payments to be resolved"),
            ("approve_payment_resolution", "Can approve resolutions and reversals"),
            ("reveal_token", "Can see prepaid tokens"),
            ("export_payments", "Can export payments"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="bill_status_known"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="bill_amount_above_zero"),
            models.UniqueConstraint(
                fields=["initiated_by", "idempotency_key"],
                name="bill_once_a_key",
                condition=~Q(idempotency_key=""),
            ),
            models.UniqueConstraint(
                fields=["obligation"],
                name="bill_one_live_an_obligation",
                condition=Q(status__in=LIVE, is_deliberate=False),
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.UNKNOWN) | Q(unknown_since__isnull=False),
                name="bill_unknown_has_an_age",
            ),
            models.CheckConstraint(
                condition=Q(reversing_since=None) | Q(status=Status.COMPLETED),
                name="bill_only_paid_is_reversing",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="bill_by_time"),
            models.Index(fields=["status", "-created_at", "-id"], name="bill_by_status"),
            models.Index(fields=["biller_type", "-created_at", "-id"], name="bill_by_biller"),
            models.Index(
                fields=["biller_type", "status", "-created_at", "-id"],
                name="bill_by_rare_end",
                condition=Q(status__in=[Status.FAILED, Status.CANCELLED, Status.REVERSED]),
            ),
            models.Index(
                fields=["account_number", "-created_at", "-id"],
                name="bill_by_account",
                opclasses=["varchar_pattern_ops", "timestamptz_ops", "int8_ops"],
            ),
            models.Index(fields=["amount", "-created_at", "-id"], name="bill_by_amount"),
            models.Index(
                fields=["pay_outcome", "-created_at", "-id"],
                name="bill_by_rare_outcome",
                condition=Q(pay_outcome__in=["DECLINED", "NOT_SENT", "UNKNOWN"]),
            ),
            models.Index(fields=["transaction_type", "-created_at", "-id"], name="bill_by_act"),
            models.Index(
                fields=["-created_at", "-id"],
                name="bill_needs_people",
                condition=Q(status=Status.UNKNOWN)
                | Q(has_conflict=True)
                | Q(has_alarm=True)
                | Q(reversing_since__isnull=False, unknown_since__isnull=False),
            ),
            models.Index(
                fields=["reversing_since"],
                name="bill_reversing",
                condition=Q(reversing_since__isnull=False),
            ),
            models.Index(fields=["initiated_by", "-created_at", "-id"], name="bill_by_person"),
            models.Index(
                fields=["external_transaction_id"],
                name="bill_by_receipt",
                condition=~Q(external_transaction_id=""),
            ),
            models.Index(fields=["obligation", "-created_at"], name="bill_by_obligation"),
            models.Index(
                fields=["next_action_at", "id"],
                name="bill_to_advance",
                condition=Q(next_action_at__isnull=False),
            ),
            models.Index(
                fields=["config", "claimed_until"],
                name="bill_in_hand",
                condition=Q(claimed_until__isnull=False),
            ),
            models.Index(
                fields=["config", "status"],
                name="bill_unresolved",
                condition=Q(status=Status.UNKNOWN),
                include=["amount"],
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_reversing(self) -> bool:
        """Whether it was paid and is being taken back."""
        return self.reversing_since is not None

    @property
    def is_open(self) -> bool:
        """Whether something is still to happen: it may take money, or is being taken back."""
        return self.status in LIVE or self.is_reversing


class Attempt(SavesChanges):
    """One call to a biller or to core banking: a row before the call, closed after it.

    `reference` is minted and stored before the first byte is sent. A resend is another attempt
    under the same reference, and says so. Request and answer are redacted before they are kept.
    """

    transaction = models.ForeignKey(BillerTransaction, models.PROTECT, related_name="attempts")
    round = models.IntegerField("round")
    leg = models.CharField("step", max_length=8, choices=Leg)
    reference = models.CharField("our reference", max_length=40)
    is_resend = models.BooleanField("sent again", default=False)
    config_version = models.IntegerField("configuration version")
    phase = models.CharField("phase reached", max_length=12, default="")
    outcome = models.CharField("outcome", max_length=8, choices=Outcome, default="")
    their_reference = models.CharField("their reference", max_length=200, default="")
    error_code = models.CharField("code", max_length=60, default="")
    error_message = models.TextField("in words", default="")
    request = models.TextField("request", default="")
    answer = models.TextField("answer", default="")
    http_status = models.IntegerField("HTTP status", null=True)
    latency_ms = models.IntegerField("milliseconds", null=True)
    started_at = models.DateTimeField("began")
    finished_at = models.DateTimeField("ended", null=True)

    class Meta:
        verbose_name = "attempt"
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["reference"],
                name="attempt_reference_once",
                condition=Q(is_resend=False) & ~Q(leg=Leg.QUERY),
            ),
        ]
        indexes = [
            models.Index(fields=["transaction", "id"], name="attempt_by_payment"),
            models.Index(fields=["reference"], name="attempt_by_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.get_leg_display()} {self.reference}"


class TimelineEntry(models.Model):
    """One move of a payment: from, to, why, who, and what proves it. Append-only."""

    transaction = models.ForeignKey(BillerTransaction, models.PROTECT, related_name="timeline")
    at = models.DateTimeField("at")
    before = models.CharField("from", max_length=10, default="")
    after = models.CharField("to", max_length=10)
    why = models.TextField("why")
    who = models.CharField("who", max_length=150)
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="+")
    evidence = models.JSONField("evidence", null=True)

    class Meta:
        verbose_name = "timeline entry"
        default_permissions = ()
        indexes = [models.Index(fields=["transaction", "id"], name="timeline_by_payment")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.before} to {self.after}: {self.why}"
