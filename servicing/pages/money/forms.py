"""What is asked on the first page of each money form. Names are those of `ledger.orders`."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from billie.kernel.money import ZERO
from servicing.models import Instalment, LoanAccount
from servicing.models.loans import InstalmentStatus
from servicing.pages.money.fields import AmountField, choice_field, text_field, words_field

PAYMENT_METHODS = [
    ("BANK_TRANSFER", "Bank transfer"),
    ("DIRECT_DEBIT", "Direct debit"),
    ("CARD", "Card"),
    ("CASH", "Cash"),
    ("OTHER", "Another way"),
]
MOST_DAYS = 9999


class MoneyForm(forms.Form):
    """A form about money on one account.

    `own` are the fields that every intent has by itself; all others are details of the order.
    `beside` are fields that stand on the line of the one before them.
    """

    own = frozenset({"amount", "reason"})
    beside: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self,
        data: Any = None,
        *,
        account: LoanAccount,
        instalments: Iterable[Instalment] = (),
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial, auto_id="money-%s")
        for field in self.fields.values():
            if isinstance(field, AmountField):
                field.currency = account.currency
        self.prepare(account, list(instalments))

    def prepare(self, account: LoanAccount, instalments: list[Instalment]) -> None:
        """Fill in what is known of the account; forms that want to override it."""

    def lines(self) -> list[list[forms.BoundField]]:
        """Return the fields as they stand on the page, line by line."""
        lines: list[list[forms.BoundField]] = []
        for field in self:
            if field.name in self.beside:
                lines[-1].append(field)
            else:
                lines.append([field])
        return lines

    def values(self) -> dict[str, Any]:
        """Return amount and reason as an intent takes them; after validation."""
        return {name: self.cleaned_data[name] for name in self.own if name in self.cleaned_data}

    def details(self) -> dict[str, Any]:
        """Return the rest of the order without what was left empty; after validation."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in self.own and value not in (None, "")
        }


class RepaymentForm(MoneyForm):
    """Money that came in."""

    beside = frozenset({"payment_method", "target_payment_number"})

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


class LateFeeForm(MoneyForm):
    """A fee for paying late."""

    beside = frozenset({"days_past_due"})

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


class WriteOffForm(MoneyForm):
    """All that is owed is given up; the amount is the balance, which nobody types."""

    REASONS = [
        ("", "Choose a reason"),
        ("hardship", "Hardship"),
        ("bankruptcy", "Bankruptcy"),
        ("deceased", "Deceased"),
        ("unable_to_locate", "Cannot be located"),
        ("fraud_victim", "Victim of fraud"),
        ("disputed", "Disputed"),
        ("aged_debt", "Aged debt"),
        ("other", "Another reason"),
    ]
    PRIORITIES = [("normal", "Normal"), ("high", "High"), ("urgent", "Urgent")]

    reason = choice_field(
        "Reason", REASONS, error_messages={"required": "Choose why the loan is written off."}
    )
    notes = words_field(
        "What happened",
        required="Say what happened, and what was tried before.",
        help_text="Read by whoever approves it. Do not repeat health details.",
    )
    priority = choice_field("Priority", PRIORITIES, initial="normal")


class DisbursementForm(MoneyForm):
    """The loan is paid out."""

    beside = frozenset({"payment_method"})

    amount = AmountField(label="Amount to pay out")
    bank_reference = text_field(
        "Bank reference",
        help_text="Of the transfer to the customer.",
        error_messages={"required": "Give the reference of the bank transfer."},
    )
    payment_method = choice_field("How it is paid out", PAYMENT_METHODS)
    attachment_location = text_field(
        "Where the proof is kept", required=False, most=500, help_text="A link or a file name."
    )
    notes = words_field("Notes")

    def prepare(self, account: LoanAccount, instalments: list[Instalment]) -> None:
        """Suggest what was agreed."""
        if account.loan_amount is not None:
            self.fields["amount"].initial = f"{account.loan_amount:.2f}"


class AdjustmentForm(MoneyForm):
    """A correction of principal and fees, by an amount up or down for each."""

    WAYS = [("", "Does not change"), ("lower", "Lower by"), ("raise", "Raise by")]
    own = frozenset({"principal_delta", "fee_delta", "reason"})
    beside = frozenset({"principal_by", "fee_by"})

    principal_way = choice_field("Principal", WAYS, required=False)
    principal_by = AmountField(label="Principal by", required=False)
    fee_way = choice_field("Fees", WAYS, required=False)
    fee_by = AmountField(label="Fees by", required=False)
    reason = words_field(
        "Reason",
        required="Say what was wrong and why this mends it.",
        help_text="Kept with the adjustment, and read by whoever approves it.",
    )

    def clean(self) -> dict[str, Any]:
        """Make a signed delta of each way and amount; one of them must change something."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for part in ("principal", "fee"):
            cleaned[f"{part}_delta"] = self._delta(part)
        if not self.errors and not cleaned["principal_delta"] and not cleaned["fee_delta"]:
            self.add_error("principal_way", "Change the principal, the fees, or both.")
        return cleaned

    def _delta(self, part: str) -> Decimal:
        way = self.cleaned_data.get(f"{part}_way")
        by: Decimal | None = self.cleaned_data.get(f"{part}_by")
        if way and by is None and f"{part}_by" not in self.errors:
            self.add_error(f"{part}_by", "Give the amount, such as 145.00.")
        elif by is not None and not way:
            self.add_error(f"{part}_way", "Choose whether it is lowered or raised.")
        if not way or by is None:
            return ZERO
        return -by if way == "lower" else by

    def details(self) -> dict[str, Any]:
        """Return nothing: the deltas say it all."""
        return {}


class ReversalForm(MoneyForm):
    """A posted transaction is taken back."""

    reason = words_field(
        "Reason",
        required="Say why the transaction is taken back.",
        help_text="Kept with the reversal, and read by whoever approves it.",
    )


class DropForm(forms.Form):
    """Why a command that was not sent is given up."""

    why = words_field(
        "Reason",
        required="Say why this is given up.",
        help_text="Kept with the command. Write for who was not here.",
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="drop-%s")
