"""The forms of casework: a promise, a flag, an outcome, and why something ends."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings

from billie.web.fields import AmountField, choice_field, day_field, words_field
from servicing.models import ContactNote, LoanAccount
from servicing.models.casework.collections import ContactOutcome
from servicing.models.casework.flags import FlagKind
from servicing.operations.promised import LONGEST_NOTE, MOST_GRACE_DAYS
from servicing.queries.flags import ALLOWED_CHANNELS

CONTACT = [("", "Choose"), *ContactOutcome.choices]
UNUSUAL = ("INTERNAL", "CHAT")  # how nobody reaches a customer about arrears
SAY_DAY = "Give a day, such as 2026-11-30."


class CaseworkForm(forms.Form):
    """A form whose refusals by an operation can stand at its fields."""

    one_of_several: tuple[str, ...] = ()

    def refuse(self, fields: Mapping[str, str]) -> None:
        """Show the sentences of a refusal at the fields that they are about."""
        for name, sentence in fields.items():
            bare = name.removeprefix("promise.")
            self.add_error(bare if bare in self.fields else None, sentence)


def grace_field() -> forms.IntegerField:
    """Return a field for days of grace."""
    return forms.IntegerField(
        label="Days of grace",
        min_value=0,
        max_value=MOST_GRACE_DAYS,
        required=False,
        help_text="Days after the due date on which a payment still counts.",
        widget=forms.NumberInput(attrs={"class": "b-input m-short", "inputmode": "numeric"}),
        error_messages={
            "invalid": "Give a whole number of days.",
            "min_value": "Give 0 days or more.",
            "max_value": f"Give {MOST_GRACE_DAYS} days or fewer.",
        },
    )


class Radios(forms.RadioSelect):
    """Radio buttons whose error leads to the first of them."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return the id of a button, of the first one where none is named."""
        return super().id_for_label(id_, "0" if index is None else index)


class PromiseForm(CaseworkForm):
    """What a customer promises to pay on one of their accounts."""

    loan_account_id = choice_field("Account", ())
    amount = AmountField(label="Amount")
    due_date = day_field("Paid by")
    grace_days = grace_field()
    note = words_field("Note", most=LONGEST_NOTE)

    def __init__(
        self,
        data: Any = None,
        *,
        accounts: list[LoanAccount],
        chosen_id: str = "",
        today: date | None = None,
    ) -> None:
        chosen = next((row for row in accounts if row.pk == chosen_id), None) or accounts[0]
        super().__init__(
            data,
            auto_id="promise-%s",
            initial={
                "loan_account_id": chosen.pk,
                "amount": chosen.total_overdue or "",
                "grace_days": settings.PROMISE_GRACE_DAYS,
            },
        )
        account = self.fields["loan_account_id"]
        assert isinstance(account, forms.ChoiceField)  # noqa: S101 - for the type checker
        account.choices = [(row.pk, _name(row)) for row in accounts]
        self.fields["amount"].currency = chosen.currency  # type: ignore[attr-defined]
        _bound_days(self.fields["due_date"], today, days=90)
        self.fields["due_date"].error_messages["required"] = SAY_DAY


class CancelForm(CaseworkForm):
    """Why a promise is cancelled."""

    reason = words_field("Why", required="Say in a sentence why it is cancelled.", most=2000)


class FlagForm(CaseworkForm):
    """What is to hold for a customer, and for how long."""

    kind = forms.ChoiceField(
        label="What",
        choices=FlagKind.choices,
        widget=Radios,
        error_messages={"required": "Choose hardship or stop contact."},
    )
    from_date = day_field("From")
    until_date = day_field("Until")
    reason = words_field(
        "Why",
        required="Say in a sentence why, for who was not here.",
        most=2000,
        help_text="Kept for ever, and seen by everybody who opens this customer.",
    )

    def __init__(self, data: Any = None, *, today: date, kind: str = "") -> None:
        super().__init__(data, auto_id="flag-%s", initial={"kind": kind, "from_date": today})
        self.fields["until_date"].required = False
        self.fields["until_date"].help_text = "The last day. Empty: until further notice."
        self.fields["from_date"].error_messages["required"] = SAY_DAY


class ReleaseForm(CaseworkForm):
    """Why a flag is released."""

    reason = words_field("Why", required="Say in a sentence why it is released.", most=2000)


class OutcomeForm(CaseworkForm):
    """What came of a contact; the fields of a promise belong to the outcome of that name."""

    outcome = choice_field(
        "What came of it", CONTACT, error_messages={"required": "Choose what came of it."}
    )
    channel = choice_field("How", ())
    amount = AmountField(label="Amount promised", required=False)
    due_date = day_field("Paid by")
    grace_days = grace_field()
    next_contact_date = day_field("Next contact")
    note = words_field("Note", most=5000, help_text="What was said, and what was agreed.")

    one_of_several = ("amount", "due_date")

    def __init__(
        self, data: Any = None, *, account: LoanAccount, today: date, contact_stopped: bool
    ) -> None:
        initial = {
            "channel": "LETTER" if contact_stopped else "PHONE",
            "grace_days": settings.PROMISE_GRACE_DAYS,
        }
        super().__init__(data, auto_id="outcome-%s", initial=initial)
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)  # noqa: S101 - for the type checker
        channel.choices = channels(contact_stopped=contact_stopped)
        self.fields["amount"].currency = account.currency  # type: ignore[attr-defined]
        for name, days in (("due_date", 90), ("next_contact_date", 90)):
            self.fields[name].required = False
            _bound_days(self.fields[name], today, days=days)

    def clean(self) -> dict[str, Any]:
        """Ask for the promise's amount and day exactly when there is a promise."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("outcome") == ContactOutcome.PROMISE:
            if not cleaned.get("amount") and "amount" not in self.errors:
                self.add_error("amount", "Give the amount that was promised, such as 145.00.")
            if not cleaned.get("due_date") and "due_date" not in self.errors:
                self.add_error("due_date", SAY_DAY)
        return cleaned


def channels(*, contact_stopped: bool) -> list[tuple[str, str]]:
    """Return the ways of a contact that may be written down."""
    every = ContactNote.Channel.choices
    return [one for one in every if not contact_stopped or one[0] in ALLOWED_CHANNELS]


def _name(account: LoanAccount) -> str:
    days = account.days_past_due
    late = f", {days} day{'' if days == 1 else 's'} past due" if days else ""
    return f"{account}{late}"


def _bound_days(field: forms.Field, today: date | None, *, days: int) -> None:
    """Let the browser's calendar offer what is possible."""
    if today is not None:
        ahead = today + timedelta(days=days)
        field.widget.attrs.update({"min": today.isoformat(), "max": ahead.isoformat()})
