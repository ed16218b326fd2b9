"""How the list of payments can be narrowed, as its address carries it."""

from typing import Any

from django import forms
from django.contrib.auth.models import User

from billers.models import BillerConfig, Outcome
from billers.pages.chips import BILL_TROUBLE
from billers.pages.people import ME, name_of
from billers.queries.attention import AttentionFilters
from billers.queries.owners import list_resolvers
from billers.queries.payments import PaymentFilters
from billers.states import Status
from billie.web.fields import AmountField, day_field
from billie.web.filters import ANY, FilterForm, yes_or_no


class PaymentFilterForm(FilterForm):
    """The filters above the list of payments."""

    search = forms.CharField(
        label="Search",
        max_length=100,
        widget=forms.TextInput(
            attrs={
                "class": "b-input",
                "type": "search",
                "autocomplete": "off",
                "placeholder": "TXN-…, reference, account",
            }
        ),
    )
    biller_type = forms.ChoiceField(label="Biller")
    status = forms.ChoiceField(label="Status", choices=[*ANY, *Status.choices])
    outcome = forms.ChoiceField(label="Outcome at the biller", choices=[*ANY, *Outcome.choices])
    from_date = day_field("From")
    to_date = day_field("To")
    from_amount = AmountField(label="Amount from")
    to_amount = AmountField(label="Amount to")
    initiated_by = forms.CharField(
        label="Taken on by (login)",
        max_length=150,
        widget=forms.TextInput(attrs={"class": "b-input", "autocomplete": "off"}),
    )
    needs_attention = yes_or_no("Needs attention")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        offer_billers(self)

    def clean(self) -> dict[str, Any]:
        """Refuse a range that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for first, last, words in (
            ("from_date", "to_date", "This is before the beginning. Give a later day."),
            ("from_amount", "to_amount", "This is below the other end. Give a greater amount."),
        ):
            least, most = cleaned.get(first), cleaned.get(last)
            if least and most and least > most:
                self.add_error(last, words)
        return cleaned

    def as_written(self) -> dict[str, str]:
        """Return the filters that were set and understood, as an address carries them."""
        return {name: str(self.data[name]).strip() for name in self.chosen()}

    def asked(self) -> PaymentFilters:
        """Return the filters as the query takes them."""
        return PaymentFilters(**self.chosen())


class BillerFilterForm(FilterForm):
    """Narrows a list to one biller."""

    biller_type = forms.ChoiceField(label="Biller")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        offer_billers(self)


class AttentionFilterForm(BillerFilterForm):
    """Narrows what needs attention to a trouble and to whose it is."""

    trouble = forms.ChoiceField(
        label="Trouble",
        choices=[*ANY, *((code, chip.label) for code, chip in BILL_TROUBLE.items())],
    )
    owner = forms.ChoiceField(label="Whose")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        people = [(person.get_username(), name_of(person)) for person in list_resolvers()]
        field.choices = [*ANY, (ME, "Mine"), *people]

    def asked(self, *, by: User) -> AttentionFilters:
        """Return the filters as the query takes them; "mine" is what `by` has."""
        chosen = self.chosen()
        if chosen.get("owner") == ME:
            chosen["owner"] = by.get_username()
        return AttentionFilters(**chosen)


def offer_billers(form: forms.Form) -> None:
    """Let a form's `biller_type` be any biller there is."""
    field = form.fields["biller_type"]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
    billers = BillerConfig.objects.order_by("display_name", "id")
    field.choices = [*ANY, *billers.values_list("biller_type", "display_name")]
