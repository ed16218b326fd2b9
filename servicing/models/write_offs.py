"""Requests to write a loan off, as the stream last described them (WIRE 1.5)."""

from django.db import models

from servicing.models.customers import Customer
from servicing.models.loans import LoanAccount
from servicing.models.projected import Projected, key_field, money_field


class WriteOffStatus(models.TextChoices):
    """What became of a request; all but the first are final."""

    REQUESTED = "REQUESTED", "Waits for a decision"
    APPROVED = "APPROVED", "Approved"
    REJECTED = "REJECTED", "Rejected"
    CANCELLED = "CANCELLED", "Cancelled"


class WriteOffReason(models.TextChoices):
    """Why a loan is to be given up, in the wire's words (WIRE 1.5)."""

    HARDSHIP = "hardship", "Hardship"
    BANKRUPTCY = "bankruptcy", "Bankruptcy"
    DECEASED = "deceased", "Deceased"
    UNABLE_TO_LOCATE = "unable_to_locate", "Unable to locate"
    FRAUD_VICTIM = "fraud_victim", "Victim of fraud"
    DISPUTED = "disputed", "Disputed"
    AGED_DEBT = "aged_debt", "Aged debt"
    OTHER = "other", "Other"


class WriteOffPriority(models.TextChoices):
    """How soon it should be decided, in the wire's words (WIRE 1.5)."""

    NORMAL = "normal", "Normal"
    HIGH = "high", "High"
    URGENT = "urgent", "Urgent"


class WriteOffRequest(Projected):
    """One request to write a loan off. Amounts are in the account's currency.

    `amount` is what would be given up, `original_balance` what was owed when it was asked for.
    A decision may be known before the request itself: then account and customer are not.
    """

    request_id = key_field("request ID", primary_key=True)
    request_number = key_field("request number", default="")
    status = models.CharField(
        "status", max_length=10, choices=WriteOffStatus, default=WriteOffStatus.REQUESTED
    )
    loan_account = models.ForeignKey(
        LoanAccount,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="write_off_requests",
    )
    customer = models.ForeignKey(
        Customer,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="write_off_requests",
    )
    customer_name = models.CharField("customer", max_length=200, default="")
    account_number = key_field("account number", default="")
    amount = money_field("amount")
    original_balance = money_field("balance when requested")
    reason = models.CharField("reason", max_length=20, choices=WriteOffReason, default="")
    notes = models.TextField("notes", default="")
    priority = models.CharField("priority", max_length=10, choices=WriteOffPriority, default="")
    requested_by = key_field("requested by", default="")
    requested_by_name = models.CharField("name of who requested", max_length=200, default="")
    requested_at = models.DateTimeField("requested at", null=True)
    decided_by = key_field("decided by", default="")
    decided_by_name = models.CharField("name of who decided", max_length=200, default="")
    decided_at = models.DateTimeField("decided at", null=True)
    comment = models.TextField("comment", default="")
    ledger_event_id = key_field("ledger event", default="")
    transaction_id = key_field("transaction", default="")

    class Meta:
        verbose_name = "write-off request"
        default_permissions = ()
        indexes = [
            models.Index(fields=["customer"], name="write_off_by_customer"),
            models.Index(fields=["loan_account"], name="write_off_by_account"),
        ]

    def __str__(self) -> str:
        return str(self.request_number or self.request_id)
