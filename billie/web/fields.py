"""Fields that forms of all rooms share; amounts as people type them: 145, 1,234.50, 145 AUD."""

import re
from decimal import Decimal
from typing import Any

from django import forms

from billie.kernel.money import NotAnAmount, read_positive_amount

_SIGN = re.compile(r"[$\N{POUND SIGN}\N{EURO SIGN}]")
_CODE = re.compile(r"^([A-Za-z]{3})(?=[\s\d])|(?<=[\s\d])([A-Za-z]{3})$")
_SPACES = re.compile(r"(?<=\d)[\s'\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}](?=\d{3})")


class AmountField(forms.Field):
    """An amount above zero, in the currency of the account."""

    widget = forms.TextInput

    def __init__(self, *, currency: str = "", **rest: Any) -> None:
        self.currency = currency
        rest.setdefault("error_messages", {"required": "Give the amount, such as 145.00."})
        super().__init__(**rest)
        self.widget.attrs.update(
            {"class": "b-input m-amount", "inputmode": "decimal", "autocomplete": "off"}
        )

    def to_python(self, value: Any) -> Decimal | None:
        """Return what was typed as an amount with two decimals, None for nothing."""
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return read_positive_amount(self._figures(text))
        except NotAnAmount as problem:
            raise forms.ValidationError(str(problem)) from None

    def _figures(self, text: str) -> str:
        """Return the figures alone; another currency than the account's is refused."""
        if found := _CODE.search(text):
            code = (found[1] or found[2]).upper()
            if self.currency and code != self.currency:
                raise NotAnAmount(
                    f"This account is kept in {self.currency}. Give the amount in {self.currency}."
                )
            text = _CODE.sub("", text).strip()
        return _SPACES.sub(",", _SIGN.sub("", text).strip())


def text_field(label: str, *, most: int = 200, **rest: Any) -> forms.CharField:
    """Return a field for one line of text."""
    widget = forms.TextInput(attrs={"class": "b-input", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, widget=widget, **rest)


def words_field(
    label: str, *, required: str = "", most: int = 1000, **rest: Any
) -> forms.CharField:
    """Return a field for sentences; `required` says what to write when nothing was."""
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(required),
        widget=forms.Textarea(attrs={"class": "b-input", "rows": 3}),
        error_messages={
            "required": required,
            "max_length": f"At most {most:,} characters are kept. Shorten it.",
        },
        **rest,
    )


def choice_field(label: str, choices: Any, **rest: Any) -> forms.ChoiceField:
    """Return a field to choose from a short list."""
    widget = forms.Select(attrs={"class": "b-input"})
    return forms.ChoiceField(label=label, choices=choices, widget=widget, **rest)


def day_field(label: str) -> forms.DateField:
    """Return a field for a day, as the browser's own calendar gives it."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"class": "b-input", "type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Give a day, such as 2026-11-30."},
    )
