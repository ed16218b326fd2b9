"""What people are asked before they act on a payment."""

from django import forms

from billie.web.fields import words_field


class WhyForm(forms.Form):
    """Why a payment is taken back."""

    why = words_field("Reason", required="Say why it is cancelled, for who was not here.")


class FoundForm(forms.Form):
    """What was found behind an alarm."""

    why = words_field(
        "What you found",
        required="Say what you found, for who reads this later.",
        help_text="Kept with the payment. Closing an alarm moves no money and settles nothing.",
    )


class ResolutionForm(forms.Form):
    """What happened to a payment that nobody knows of, and how one knows."""

    says = forms.ChoiceField(
        label="What happened",
        choices=[("PAID", "The biller has the money"), ("NOT_PAID", "The biller has no money")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened."},
    )
    words = words_field(
        "How you know",
        required="Say how you know: who was asked, which line of which statement.",
        help_text="A second person reads this and decides. Kept with the payment.",
    )
