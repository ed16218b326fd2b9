"""The forms of the lists and the operations pages: what may be asked, and how it is said."""

from typing import Any

from django import forms

from billie.web.filters import ANY, FilterForm, yes_or_no
from servicing.models.conversations import Decision, ShownStatus
from servicing.models.customers import EkycStatus
from servicing.models.event_store import DeadLetter
from servicing.models.loans import AccountStatus, ArrearsBucket
from servicing.queries import accounts

MOST_DAYS = 9999


def days(label: str) -> forms.IntegerField:
    """Return a field for a number of days."""
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=MOST_DAYS,
        widget=forms.NumberInput(attrs={"class": "b-input is-short", "inputmode": "numeric"}),
        error_messages={
            "invalid": "Give a whole number of days.",
            "min_value": "Give 0 days or more.",
            "max_value": f"Give {MOST_DAYS:,} days or fewer.",
        },
    )


class CustomerFilters(FilterForm):
    """How the customers list can be narrowed."""

    ekyc_status = forms.ChoiceField(label="Identity check", choices=[*ANY, *EkycStatus.choices])
    vulnerable = yes_or_no("Vulnerable")


class AccountFilters(FilterForm):
    """How the accounts list can be narrowed."""

    status = forms.ChoiceField(label="Status", choices=[*ANY, *AccountStatus.choices])
    bucket = forms.ChoiceField(label="Arrears bucket", choices=[*ANY, *ArrearsBucket.choices])
    arrears = yes_or_no("In arrears")
    days_from = days("Days past due from")
    days_to = days("Days past due to")

    def clean(self) -> dict[str, Any]:
        """Refuse a range that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, final = cleaned.get("days_from"), cleaned.get("days_to")
        if first is not None and final is not None and first > final:
            self.add_error("days_to", f"This is before the beginning. Give {first} or more.")
        return cleaned

    def asked(self) -> accounts.AccountFilters:
        """Return the filters as the query takes them."""
        chosen = self.chosen()
        return accounts.AccountFilters(in_arrears=chosen.pop("arrears", None), **chosen)


class ConversationFilters(FilterForm):
    """How the conversations list can be narrowed."""

    status = forms.ChoiceField(label="Status", choices=[*ANY, *ShownStatus.choices])
    decision = forms.ChoiceField(
        label="Decision", choices=[*ANY, *Decision.choices, ("none", "No decision yet")]
    )


class DeadLetterFilters(FilterForm):
    """How the list of dead letters can be narrowed."""

    status = forms.ChoiceField(label="Status", choices=[*ANY, *DeadLetter.Status.choices])


class DiscardForm(forms.Form):
    """Why a dead letter can be given up."""

    reason = forms.CharField(
        label="Reason",
        help_text="Kept with the event and in the audit trail. Write for who was not here.",
        max_length=2000,
        strip=True,
        widget=forms.Textarea(attrs={"class": "b-input", "rows": 4}),
        error_messages={"required": "Say why this event can be given up."},
    )
