"""Money that comes in, and the loan that is paid out."""

from django import forms

from billie.web.fields import AmountField, choice_field, text_field, words_field
from servicing.models import Instalment, LoanAccount
from servicing.models.loans import InstalmentStatus
from servicing.pages.money.forms.form import MoneyForm

PAYMENT_METHODS = [
    ("BANK_TRANSFER", "Bank transfer"),
    ("DIRECT_DEBIT", "Direct debit"),
    ("CARD", "Card"),
    ("CASH", "Cash"),
    ("OTHER", "Another way"),
]


class RepaymentForm(MoneyForm):
    """Money that came in."""

    beside = frozenset({"payment_reference"})

    amount = AmountField(label="Amount received")
    payment_method = choice_field("How it was paid", PAYMENT_METHODS)
    payment_reference = text_field(
        "Payment reference",
        required=False,
        help_text="As on the bank statement, so that it can be found again.",
    )
    target_payment_number = forms.TypedChoiceField(
        label="Goes to instalment",
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs={"class": "b-input"}),
        error_messages={"invalid_choice": "Choose an open instalment from the list."},
    )
    notes = words_field("Notes")

    def prepare(self, account: LoanAccount, instalments: list[Instalment]) -> None:
        """Offer the open instalments."""
        target = self.fields["target_payment_number"]
        assert isinstance(target, forms.TypedChoiceField)  # noqa: S101 - for the type checker
        open_rows = [row for row in instalments if row.status != InstalmentStatus.PAID]
        target.choices = [("", "The oldest that is open"), *map(_instalment_choice, open_rows)]


def _instalment_choice(row: Instalment) -> tuple[str, str]:
    due = f", due {row.due_date:%-d %b %Y}" if row.due_date else ""
    return str(row.payment_number), f"No. {row.payment_number}{due}"


class DisbursementForm(MoneyForm):
    """The loan is paid out."""

    beside = frozenset({"bank_reference"})

    amount = AmountField(label="Amount to pay out")
    payment_method = choice_field("How it is paid out", PAYMENT_METHODS)
    bank_reference = text_field(
        "Bank reference",
        help_text="Of the transfer to the customer.",
        error_messages={"required": "Give the reference of the bank transfer."},
    )
    attachment_location = text_field(
        "Where the proof is kept", required=False, most=500, help_text="A link or a file name."
    )
    notes = words_field("Notes")

    def prepare(self, account: LoanAccount, instalments: list[Instalment]) -> None:
        """Suggest what was agreed."""
        if account.loan_amount is not None:
            self.fields["amount"].initial = f"{account.loan_amount:.2f}"
