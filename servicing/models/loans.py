"""Loan accounts and their instalments, as the stream last described them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from servicing.models.customers import Customer
from servicing.models.projected import Projected, key_field, money_field


class AccountStatus(models.TextChoices):
    """Status of a loan account, in the wire's words (WIRE 1.3)."""

    PENDING_DISBURSEMENT = "pending_disbursement", "Pending disbursement"
    ACTIVE = "active", "Active"
    IN_ARREARS = "in_arrears", "In arrears"
    PAID_OFF = "paid_off", "Paid off"
    WRITTEN_OFF = "written_off", "Written off"


class ArrearsBucket(models.TextChoices):
    """How late an account is, in the wire's words (WIRE 1.3)."""

    CURRENT = "current", "Current"
    EARLY_ARREARS = "early_arrears", "Early arrears"
    LATE_ARREARS = "late_arrears", "Late arrears"
    DEFAULT = "default", "Default"
    CLOSED = "closed", "Closed"


class InstalmentStatus(models.TextChoices):
    """Status of one instalment, in the words of WIRE 1.3."""

    SCHEDULED = "scheduled", "Scheduled"
    PARTIAL = "partial", "Partly paid"
    PAID = "paid", "Paid"
    MISSED = "missed", "Missed"


class ClosureReason(models.TextChoices):
    """Why an account was closed (WIRE 1.3)."""

    PAID_OFF = "PAID_OFF", "Paid off"
    WRITTEN_OFF = "WRITTEN_OFF", "Written off"
    ADMIN_CLOSED = "ADMIN_CLOSED", "Closed by administration"


class LoanAccount(Projected):
    """One loan. Amounts are in major units of `currency`; balances are snapshots, as published."""

    loan_account_id = key_field("loan account ID", primary_key=True)
    account_number = key_field("account number", default="")
    customer = models.ForeignKey(
        Customer,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="accounts",
    )
    account_status = models.CharField("status", max_length=24, choices=AccountStatus, default="")
    sdk_status = models.CharField("status as sent", max_length=64, default="")
    currency = models.CharField("currency", max_length=3, default="AUD")

    loan_amount = money_field("loan amount")
    loan_fee = money_field("loan fee")
    total_payable = money_field("total payable")
    opened_date = models.DateField("opened", null=True)
    commencement_date = models.DateField("commencement", null=True)
    disbursed_at = models.DateTimeField("disbursed at", null=True)
    signed_loan_agreement_url = models.CharField("signed agreement", max_length=2000, default="")

    current_balance = money_field("current balance")
    total_paid = money_field("total paid")
    latest_payment_date = models.DateField("last payment date", null=True)
    latest_payment_amount = money_field("last payment amount")

    days_past_due = models.IntegerField("days past due", null=True)
    arrears_bucket = models.CharField(
        "arrears bucket", max_length=20, choices=ArrearsBucket, default=""
    )
    is_in_arrears = models.BooleanField("in arrears", default=False)
    total_overdue = money_field("total overdue")
    aging_updated_at = models.DateTimeField("aging updated at", null=True)

    closure_reason = models.CharField(
        "closure reason", max_length=20, choices=ClosureReason, default=""
    )
    closed_date = models.DateField("closed", null=True)
    final_balance = money_field("final balance")

    schedule_id = key_field("schedule ID", default="")
    number_of_payments = models.IntegerField("number of payments", null=True)
    payment_frequency = models.CharField("payment frequency", max_length=32, default="")
    schedule_total = money_field("schedule total")
    schedule_created_date = models.DateField("schedule created", null=True)

    class Meta:
        verbose_name = "loan account"
        indexes = [
            models.Index(
                fields=["account_number"],
                name="account_by_number",
                opclasses=["varchar_pattern_ops"],
            ),
            models.Index(fields=["customer"], name="account_by_customer"),
            models.Index(fields=["account_status", "loan_account_id"], name="account_by_status"),
            models.Index(
                fields=["arrears_bucket", "-days_past_due", "loan_account_id"],
                name="account_by_bucket",
            ),
            models.Index(fields=["-days_past_due", "loan_account_id"], name="account_by_days"),
            models.Index(
                fields=["-days_past_due", "loan_account_id"],
                name="account_by_days_past_due",
                condition=models.Q(is_in_arrears=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.account_number or self.loan_account_id)


class Instalment(models.Model):
    """One instalment of an account's repayment schedule; amounts in the account's currency."""

    pk = models.CompositePrimaryKey("loan_account_id", "payment_number")
    loan_account = models.ForeignKey(
        LoanAccount,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="instalments",
    )
    payment_number = models.IntegerField("number")
    due_date = models.DateField("due", null=True)
    amount = money_field("amount")
    status = models.CharField(
        "status", max_length=12, choices=InstalmentStatus, default=InstalmentStatus.SCHEDULED
    )
    paid_date = models.DateField("paid", null=True)
    amount_paid = money_field("amount paid")
    amount_remaining = money_field("amount remaining")
    linked_transaction_ids = ArrayField(models.TextField(), default=list)
    updated_at = models.DateTimeField("updated at", null=True)
    as_of = models.DateTimeField("as of", null=True, editable=False)

    class Meta:
        verbose_name = "instalment"

    def __str__(self) -> str:
        return f"{self.loan_account_id} instalment {self.payment_number}"
