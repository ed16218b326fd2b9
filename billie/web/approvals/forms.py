"""The forms of approvals: the words of a decision, and the filters of the inbox."""

from typing import Any

from django import forms
from django.db.models import TextChoices

from billie.staff.approval_kinds import list_kinds
from billie.staff.approval_rules import LONGEST_WORDS
from billie.web.filters import ANY, FilterForm


class View(TextChoices):
    """The three lists of the inbox."""

    WAITING = "waiting", "Waiting"
    ASKED = "asked", "What I asked for"
    CLOSED = "closed", "Closed"


class InboxFilters(FilterForm):
    """Which list of the inbox, and which kind of requests."""

    view = forms.ChoiceField(choices=View.choices, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="Kind")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = [(kind.code, kind.words) for kind in list_kinds()]
        self.fields["kind"].choices = [*ANY, *kinds]  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """Why somebody decides as they do."""

    words = forms.CharField(
        label="Your words",
        max_length=LONGEST_WORDS,
        strip=True,
        widget=forms.Textarea(attrs={"class": "b-input", "rows": 3}),
        error_messages={"required": "Say why you decide so."},
    )

    def __init__(self, data: Any = None, *, act: str = "decide") -> None:
        super().__init__(data, auto_id=f"{act}-%s")
        if act == "cancel":
            self.fields["words"].label = "Why you take it back"
            self.fields["words"].error_messages["required"] = "Say why you take it back."
        else:
            self.fields["words"].help_text = (
                "Kept with the decision; whoever asked reads them. Approving and rejecting both"
                " want a reason."
            )
