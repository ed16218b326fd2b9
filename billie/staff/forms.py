"""Forms of the staff pages: an account has one role, a token a person, a limit and an end."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import User
from unfold.forms import UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminSelectWidget

from billie.staff.models import ApiToken
from billie.staff.role_groups import roles_of
from billie.staff.roles import Role

LIFETIMES = {30: "30 days", 90: "90 days", 365: "One year"}


def _role_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=Role.choices,
        widget=UnfoldAdminSelectWidget,
        help_text="Each role may do all that the one above it in this list may.",
    )


class NewAccountForm(UserCreationForm):  # type: ignore[misc]
    """A new member of staff."""

    role = _role_field()


class AccountForm(UserChangeForm):  # type: ignore[misc]
    """A member of staff."""

    role = _role_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields and isinstance(self.instance, User) and self.instance.pk:
            held = roles_of(self.instance)
            self.fields["role"].initial = held[-1] if held else None


class NewTokenForm(forms.ModelForm[ApiToken]):
    """A new token for a program."""

    lifetime = forms.TypedChoiceField(
        choices=list(LIFETIMES.items()),
        coerce=lambda days: timedelta(days=int(days)),
        widget=UnfoldAdminSelectWidget,
        label="expires after",
    )

    class Meta:
        model = ApiToken
        fields = ("user", "name", "scope")
