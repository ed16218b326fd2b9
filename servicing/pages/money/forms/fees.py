"""Fees that are charged, and fees that are let off."""

from django import forms

from billie.web.fields import AmountField, text_field, words_field
from servicing.models import Instalment, LoanAccount
from servicing.pages.money.forms.form import MoneyForm

MOST_DAYS = 9999


class LateFeeForm(MoneyForm):
    """A fee for paying late."""

    amount = AmountField(label="Late fee")
    days_past_due = forms.IntegerField(
        label="Days past due",
        min_value=1,
        max_value=MOST_DAYS,
        widget=forms.NumberInput(attrs={"class": "b-input m-short", "inputmode": "numeric"}),
        error_messages={
            "required": "Say how many days the payment is late.",
            "invalid": "Give a whole number of days.",
            "min_value": "Give 1 day or more. A late fee needs a late payment.",
            "max_value": f"Give {MOST_DAYS:,} days or fewer.",
        },
    )
    reason = words_field("Reason")

    def prepare(self, account: LoanAccount, instalments: list[Instalment]) -> None:
        """Suggest how late the account is known to be."""
        if account.days_past_due:
            self.fields["days_past_due"].initial = account.days_past_due


class DishonourFeeForm(MoneyForm):
    """A fee for a payment that the bank sent back."""

    amount = AmountField(label="Dishonour fee")
    reference_id = text_field(
        "Payment that was sent back",
        required=False,
        help_text="The transaction ID or reference of that payment.",
    )
    reason = words_field("Reason")


class WaiverForm(MoneyForm):
    """Fees that are let off."""

    amount = AmountField(label="Fees to waive")
    reason = words_field(
        "Reason",
        required="Say why the fees are waived.",
        help_text="Kept with the waiver, and read by whoever approves it.",
    )
    notes = words_field("Notes")
