"""Why a command that was not sent is given up."""

from typing import Any

from django import forms

from billie.web.fields import words_field


class DropForm(forms.Form):
    """Why a command that was not sent is given up."""

    why = words_field(
        "Reason",
        required="Say why this is given up.",
        help_text="Kept with the command. Write for who was not here.",
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="drop-%s")
