"""The form of a contact note, written anew or as a better version of an earlier one."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms

from servicing.models import ContactNote, Conversation, LoanAccount
from servicing.queries.flags import ALLOWED_CHANNELS

LONGEST = 10_000
GENERAL = [("", "The customer")]
INPUT = {"class": "b-input"}


def subjects(
    accounts: Iterable[LoanAccount], conversations: Iterable[Conversation]
) -> list[tuple[str, str]]:
    """Return what a note about a customer can be about, as choices."""
    loans = [(f"account:{row.loan_account_id}", f"Account {row}") for row in accounts]
    chats = [
        (f"conversation:{row.conversation_id}", f"Conversation {row}") for row in conversations
    ]
    return GENERAL + loans + chats


def mint_key() -> str:
    """Return the key of a form that is being opened: what it asks for happens once."""
    return uuid4().hex


class NoteForm(forms.Form):
    """What a member of staff writes about a contact."""

    channel = forms.ChoiceField(
        label="How",
        choices=ContactNote.Channel.choices,
        widget=forms.Select(attrs=INPUT),
        error_messages={"required": "Say how the contact came about, by phone for example."},
    )
    about = forms.ChoiceField(label="About", required=False, widget=forms.Select(attrs=INPUT))
    text = forms.CharField(
        label="Note",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={**INPUT, "rows": 5}),
        error_messages={
            "required": "Write the note: what was said, and what was agreed.",
            "max_length": f"A note can have {LONGEST:,} characters. Shorten it, or write two.",
        },
    )

    def __init__(
        self,
        data: Any = None,
        *,
        initial: dict[str, str] | None = None,
        choices: list[tuple[str, str]] | None = None,
    ) -> None:
        super().__init__(data, initial=initial, auto_id="note-%s")
        about = self.fields["about"]
        assert isinstance(about, forms.ChoiceField)  # noqa: S101 - for the type checker
        about.choices = choices or GENERAL
        about.error_messages["invalid_choice"] = "Choose what the note is about from the list."

    def rule_out_contact(self, until: str) -> None:
        """Offer letters and internal notes only, because contact is stopped."""
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)  # noqa: S101 - for the type checker
        channel.choices = [
            one for one in ContactNote.Channel.choices if one[0] in ALLOWED_CHANNELS
        ][::-1]
        channel.help_text = f"Contact is stopped {until}."

    @property
    def content(self) -> dict[str, Any]:
        """How the contact came about and what was written; after validation."""
        return {"channel": self.cleaned_data["channel"], "text": self.cleaned_data["text"]}

    @property
    def subject(self) -> dict[str, Any]:
        """What the note is about, in the columns of a note; after validation."""
        kind, _, key = self.cleaned_data["about"].partition(":")
        return {
            "loan_account_id": key if kind == "account" else "",
            "conversation_id": key if kind == "conversation" else "",
        }
