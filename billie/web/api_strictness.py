"""Names that nobody knows are refused: what is misspelt would otherwise be left out in silence."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from rest_framework import serializers

from billie.web.api_amounts import AmountField
from billie.web.camel_case import CamelSerializer

NO_TEXT = "Write this as text, in quotation marks."


class StrictSerializer(CamelSerializer):
    """The body of a request, in which every field must be known, and a text be no number."""

    def to_internal_value(self, data: Any) -> Any:
        """Return what was sent under the names of the code.

        :raises serializers.ValidationError: naming each field that is wrong or not known
        """
        problems: dict[str, Any] = {}
        if isinstance(data, Mapping):
            names = list(self.fields)
            problems = {name: [not_known(name, names)] for name in data if name not in names}
            problems |= {name: [NO_TEXT] for name in names if self._is_number(name, data)}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**as_dict(error.detail), **problems}) from None
        if problems:
            raise serializers.ValidationError(problems)
        return value

    def _is_number(self, name: str, data: Mapping[str, Any]) -> bool:
        """Tell whether a number was sent for a text, which would lose its zeros in front."""
        field = self.fields[name]
        is_text = isinstance(field, serializers.CharField) and not isinstance(field, AmountField)
        return is_text and isinstance(data.get(name), int | float)


def choice(choices: Any, **options: Any) -> serializers.ChoiceField:
    """Return a field for a word of a closed list, which a refusal names whole."""
    words = ", ".join(str(word) for word in dict(choices))
    refusal: dict[str, Any] = {"invalid_choice": f'"{{input}}" is none of: {words}.'}
    return serializers.ChoiceField(choices, error_messages=refusal, **options)


def not_known(name: str, names: Iterable[str]) -> str:
    """Return what to tell about a name that is none of those that are known."""
    known = list(names)
    likely = get_close_matches(name, known, n=1)
    hint = f"Did you mean {likely[0]}? " if likely else ""
    return f"{name} is not known. {hint}Known here: {', '.join(known) or 'nothing'}."


def as_dict(detail: Any) -> dict[str, Any]:
    """Return the details of a refusal by field."""
    return dict(detail) if isinstance(detail, Mapping) else {"non_field_errors": detail}
