"""What is given up, put right or taken back; a second person approves each."""

from decimal import Decimal
from typing import Any

from billie.kernel.money import ZERO
from billie.web.fields import AmountField, choice_field, words_field
from servicing.pages.money.forms.form import MoneyForm


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


class AdjustmentForm(MoneyForm):
    """A correction of principal and fees, by an amount up or down for each."""

    WAYS = [("", "Does not change"), ("lower", "Lower by"), ("raise", "Raise by")]
    one_of_several = frozenset({"principal_way", "principal_by", "fee_way", "fee_by"})
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
