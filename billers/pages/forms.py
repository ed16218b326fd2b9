"""What people are asked before they act on a payment."""

from typing import Any

from django import forms

from billers.models import BillerTransaction
from billers.operations.resolving import SAYABLE, open_leg
from billie.staff.approval_rules import LONGEST_REASON
from billie.web.fields import words_field


class ActForm(forms.Form):
    """What is asked before something is done with a payment; its fields are the operation's."""

    def __init__(self, data: Any = None, *, payment: BillerTransaction) -> None:
        super().__init__(data)
        self.payment = payment


class WhyForm(ActForm):
    """Why a payment is taken back."""

    why = words_field("Reason", required="Say why it is cancelled, for who was not here.")


class FoundForm(ActForm):
    """What was found behind an alarm."""

    why = words_field(
        "What you found",
        required="Say what you found, for who reads this later.",
        help_text="Kept with the payment. Closing an alarm moves no money and settles nothing.",
    )


class ReversalForm(ActForm):
    """Why a paid bill is to be taken back."""

    words = words_field(
        "Reason",
        required="Say why it is to be reversed.",
        help_text="A second person reads this and decides. It is not told to the biller.",
    )


class ResolutionForm(ActForm):
    """What happened to a payment that nobody knows of, and how one knows."""

    def __init__(self, data: Any = None, *, payment: BillerTransaction) -> None:
        """Offer what can be said of the leg that nobody knows of."""
        super().__init__(data, payment=payment)
        says: Any = self.fields["says"]
        sayable = SAYABLE[open_leg(payment)]
        says.choices = [(code, said.words) for code, said in sayable.items()]

    says = forms.ChoiceField(
        label="What happened",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened."},
    )
    words = words_field(
        "How you know",
        required="Say how you know: who was asked, which line of which statement.",
        help_text="A second person reads this and decides. Kept with the payment.",
    )


class ChangeForm(forms.Form):
    """Why a biller is to be changed."""

    words = words_field(
        "Reason",
        required="Say why, for the person who decides.",
        most=LONGEST_REASON,
        help_text="A second person reads this and decides. Write no credentials here.",
    )
