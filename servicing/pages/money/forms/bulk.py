"""Which accounts a bulk waiver is about, and why."""

from typing import Any

from django import forms

from billie.web.fields import choice_field, words_field
from billie.web.filters import ANY
from servicing.models.loans import ArrearsBucket
from servicing.pages.money.waiver_list import ListNotUnderstood, Wanted, read_list

MOST_TYPED = 40_000


class BulkWaiverForm(forms.Form):
    """Accounts, pasted or filled in, and the reason for all of them."""

    accounts = forms.CharField(
        label="Accounts",
        max_length=MOST_TYPED,
        help_text="One a line: the account number, and the amount if not all fees are waived.",
        widget=forms.Textarea(
            attrs={"class": "b-input m-list", "rows": 10, "spellcheck": "false"}
        ),
        error_messages={
            "required": "Paste the account numbers, one a line, or fill them in by arrears bucket."
        },
    )
    reason = words_field(
        "Reason",
        required="Say why the fees are waived.",
        help_text="Kept with each waiver, and read by whoever approves it.",
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="bulk-%s")

    def clean_accounts(self) -> list[Wanted]:
        """Return the lines of the list."""
        try:
            return read_list(self.cleaned_data["accounts"])
        except ListNotUnderstood as problem:
            raise forms.ValidationError(str(problem)) from None


class FillForm(forms.Form):
    """Which accounts are put into the list."""

    bucket = choice_field("Arrears bucket", [*ANY, *ArrearsBucket.choices], required=False)
    days_from = forms.IntegerField(
        label="Days past due from",
        required=False,
        min_value=0,
        max_value=9999,
        widget=forms.NumberInput(attrs={"class": "b-input m-short", "inputmode": "numeric"}),
    )
    days_to = forms.IntegerField(
        label="to",
        required=False,
        min_value=0,
        max_value=9999,
        widget=forms.NumberInput(attrs={"class": "b-input m-short", "inputmode": "numeric"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="fill-%s")
