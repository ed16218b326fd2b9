"""Payments that the stream has told of: one row each, never changed back by later balances."""

from django.db import models

from servicing.models.loans import LoanAccount
from servicing.models.projected import Projected, key_field, money_field


class Payment(Projected):
    """One payment on a loan account; the amount is in the account's currency.

    `payment_id` follows from account and transaction, so that a payment which several events tell
    of is one row. `paid_date` is the day that the publisher names; `first_event_at` is when the
    stream first told of it. See docs/decisions/0010.
    """

    payment_id = models.UUIDField("payment", primary_key=True)
    loan_account = models.ForeignKey(
        LoanAccount,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="payments",
    )
    transaction_id = key_field("transaction ID", default="")
    paid_date = models.DateField("paid")
    amount = money_field("amount")

    class Meta:
        verbose_name = "payment"
        default_permissions = ()
        indexes = [models.Index(fields=["loan_account", "paid_date"], name="payment_by_account")]

    def __str__(self) -> str:
        return f"{self.amount} on {self.loan_account_id}, {self.paid_date}"
