"""The filters above a list: what may be asked, and how it is said."""

from typing import Any

from django import forms

ANY = [("", "Any")]


class FilterForm(forms.Form):
    """The filters of a list, all optional. What cannot be understood is said and left out."""

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter-%s")
        for field in self.fields.values():
            field.required = False
            field.widget.attrs.setdefault("class", "b-input")

    def chosen(self) -> dict[str, Any]:
        """Return the filters that were set and understood, by name."""
        self.is_valid()
        return {
            name: value for name, value in self.cleaned_data.items() if value not in (None, "")
        }


def yes_or_no(label: str) -> forms.TypedChoiceField:
    """Return a field that asks for what is so, what is not so, or any of it."""
    return forms.TypedChoiceField(
        label=label,
        choices=[*ANY, ("yes", "Yes"), ("no", "No")],
        coerce=lambda word: word == "yes",
        empty_value=None,
    )
