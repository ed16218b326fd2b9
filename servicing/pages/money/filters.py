"""How the lists of money commands can be narrowed."""

from django import forms

from billie.web.filters import ANY, FilterForm
from ledger.models import CommandKind
from ledger.queries.commands import CommandFilters
from ledger.states import State


class QueueFilters(FilterForm):
    """How what waits can be narrowed."""

    kind = forms.ChoiceField(label="Act", choices=[*ANY, *CommandKind.choices])
    mine = forms.TypedChoiceField(
        label="Asked by",
        choices=[("", "Anybody"), ("yes", "Me")],
        coerce=lambda word: word == "yes",
        empty_value=None,
    )

    def asked(self, me: int | None) -> CommandFilters:
        """Return the filters as the query takes them; `me` is who asks."""
        chosen = self.chosen()
        is_mine = chosen.pop("mine", None)
        return CommandFilters(requested_by=me if is_mine else None, **chosen)


class CommandListFilters(QueueFilters):
    """How the list of all commands can be narrowed."""

    state = forms.ChoiceField(label="State", choices=[*ANY, *State.choices])
    loan_account_id = forms.CharField(
        label="Loan account ID",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "b-input", "autocomplete": "off"}),
    )
    field_order = ["kind", "state", "mine", "loan_account_id"]
