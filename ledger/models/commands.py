"""Money commands: rows that are there before the ledger is called, and what became of them."""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT

from ledger.models.kinds import KEY_LENGTH, CommandKind
from ledger.states import OPEN, State


def _amount(words: str) -> "models.DecimalField[Decimal | None, Decimal | None]":
    return models.DecimalField(words, max_digits=14, decimal_places=2, null=True)


class MoneyCommand(models.Model):
    """One intent to move money on a loan, minted once and kept across every retry.

    `amount` is positive, in major units of `currency`; an adjustment has two signed deltas
    instead, and a write-off the balance that was shown. `details` holds the rest of the order by
    the names of `ledger.orders`. `before` and `after` are principal, fees and total as shown when
    it was asked for, as decimal strings. Whoever asks and whoever approves are two people.

    `idempotency_key` goes to the ledger with every try. It is a digest of the caller's key and
    the caller, since two callers may choose the same words. `claimed_until` is the instant until
    which the latest try may still run, `sent_at` when the first try began that may have arrived.
    """

    kind = models.CharField("kind", max_length=16, choices=CommandKind)
    state = models.CharField("state", max_length=18, choices=State, default=State.DRAFT)
    loan_account_id = models.CharField("loan account ID", max_length=KEY_LENGTH)
    account_number = models.CharField("account number", max_length=KEY_LENGTH, default="")
    customer_id = models.CharField("customer ID", max_length=KEY_LENGTH, default="")
    customer_name = models.CharField("customer", max_length=KEY_LENGTH, default="")
    amount = _amount("amount")
    principal_delta = _amount("principal by")
    fee_delta = _amount("fees by")
    currency = models.CharField("currency", max_length=3)
    reason = models.TextField("reason", default="")
    details = models.JSONField("details", default=dict)
    before = models.JSONField("before", null=True)
    after = models.JSONField("after", null=True)

    idempotency_key = models.CharField("key of the intent", max_length=128, unique=True)
    content_hash = models.CharField("digest of what was asked", max_length=64)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="requested by"
    )
    requested_at = models.DateTimeField("requested at")
    approval_id = models.BigIntegerField("approval", null=True, unique=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="approved by",
    )
    reverses_transaction_id = models.CharField("reverses", max_length=KEY_LENGTH, default="")

    attempts = models.IntegerField("times sent", default=0)
    looks = models.IntegerField("times looked into", default=0)
    sent_at = models.DateTimeField("first sent at", null=True)
    claimed_until = models.DateTimeField("a process is sending it until", null=True)
    next_attempt_at = models.DateTimeField("looked into again at", null=True)
    settled_at = models.DateTimeField("settled at", null=True)
    outcome_code = models.CharField("outcome", max_length=40, default="")
    outcome_message = models.TextField("in words", default="")
    transaction_id = models.CharField("transaction", max_length=KEY_LENGTH, default="")
    event_id = models.CharField("event", max_length=KEY_LENGTH, default="")
    result = models.JSONField("what the ledger answered", null=True)

    class Meta:
        verbose_name = "money command"
        default_permissions = ("view",)
        permissions = [
            ("record_repayment", "Can record payments"),
            ("charge_fee", "Can charge late and dishonour fees"),
            ("waive_fee", "Can ask for fees to be waived"),
            ("adjust_balance", "Can ask for adjustments"),
            ("write_off", "Can ask for write-offs"),
            ("disburse_loan", "Can disburse loans"),
            ("approve_money", "Can approve money commands"),
            ("view_ledger", "Can see transactions, statements and live balances"),
            ("view_finance", "Can see portfolio and general ledger"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="command_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0), name="command_amount_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="ADJUSTMENT", principal_delta__isnull=False, fee_delta__isnull=False
                )
                | (~Q(kind="ADJUSTMENT") & Q(amount__isnull=False)),
                name="command_says_how_much",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("requested_by")),
                name="command_needs_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.POSTED) | ~Q(transaction_id=""),
                name="command_posted_has_transaction",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.UNKNOWN, State.SENDING])
                | Q(next_attempt_at__isnull=False),
                name="command_on_its_way_is_looked_into",
            ),
            models.UniqueConstraint(
                fields=["loan_account_id", "reverses_transaction_id"],
                condition=~Q(reverses_transaction_id="") & ~Q(state=State.REFUSED),
                name="command_reverses_once",
            ),
        ]
        indexes = [
            models.Index(fields=["loan_account_id", "-id"], name="command_by_account"),
            models.Index(fields=["customer_id", "-id"], name="command_by_customer"),
            models.Index(fields=["state", "-id"], name="command_by_state"),
            models.Index(
                fields=["transaction_id"],
                name="command_by_transaction",
                condition=~Q(transaction_id=""),
            ),
            models.Index(
                KT("details__payment_reference"),
                name="command_by_payment_reference",
                condition=Q(details__has_key="payment_reference"),
            ),
            models.Index(
                fields=["next_attempt_at"],
                name="command_to_look_into",
                condition=Q(state__in=[State.UNKNOWN, State.SENDING]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} ({self.get_state_display()})"

    @property
    def reference(self) -> str:
        """How people and the ledger name this command; it never changes.

        Its second half comes from the key, so that a number which is given again after a database
        was restored does not name what an earlier life of it has posted.
        """
        return f"CMD-{self.number}"

    @property
    def request_number(self) -> str:
        """How people name a request for a write-off."""
        return f"WO-{self.number}"

    @property
    def number(self) -> str:
        """The part of the reference that tells commands apart."""
        return f"{self.pk:06}-{self.idempotency_key[:6].upper()}"

    @property
    def is_open(self) -> bool:
        """Whether something can still become of it."""
        return self.state in OPEN


class CommandMove(models.Model):
    """One move of a money command: from, to, why, who, and what proves it. Append-only."""

    command = models.ForeignKey(MoneyCommand, models.PROTECT, related_name="moves")
    at = models.DateTimeField("at")
    before = models.CharField("from", max_length=18, default="")
    after = models.CharField("to", max_length=18, choices=State)
    why = models.TextField("why")
    who = models.CharField("who", max_length=150)
    evidence = models.JSONField("evidence", null=True)

    class Meta:
        verbose_name = "move of a command"
        default_permissions = ()
        indexes = [models.Index(fields=["command", "id"], name="move_by_command")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.before} to {self.after}: {self.why}"
