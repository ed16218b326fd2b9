"""Kinds of JSON fields. What is not known is null: never an empty text, never zero."""

from typing import TYPE_CHECKING, Any

from django.utils.timezone import get_default_timezone
from rest_framework import serializers

from billie.web.camel_case import CamelSerializer

if TYPE_CHECKING:
    _Text = serializers.CharField
    _Choice = serializers.ChoiceField
    _Instant = serializers.DateTimeField
else:
    _Text, _Choice = serializers.CharField, serializers.ChoiceField
    _Instant = serializers.DateTimeField

UNKNOWN_IS_NULL: dict[str, Any] = {"allow_null": True, "read_only": True}


class KnownText(_Text):
    """A text, or null while it is empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**UNKNOWN_IS_NULL, **options})

    def to_representation(self, value: Any) -> Any:
        """Return the text, null if there is none."""
        return super().to_representation(value) or None


class KnownWord(_Choice):
    """A word of a closed list, or null while it is empty."""

    def __init__(self, choices: Any, **options: Any) -> None:
        super().__init__(choices, **{**UNKNOWN_IS_NULL, **options})

    def to_representation(self, value: Any) -> Any:
        """Return the word as it is kept, null if there is none."""
        return str(value) or None


class Instant(_Instant):
    """An instant, always in the zone of the settings: nothing asks which one holds just now."""

    def to_representation(self, value: Any) -> Any:
        """Return the instant in ISO 8601."""
        text = str(value.astimezone(get_default_timezone()).isoformat())
        return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def money(**options: Any) -> serializers.DecimalField:
    """Return a field for an amount: a decimal string with two places, or null."""
    return serializers.DecimalField(
        max_digits=18, decimal_places=2, **{**UNKNOWN_IS_NULL, **options}
    )


def instant(**options: Any) -> serializers.DateTimeField:
    """Return a field for an instant: ISO 8601 with its zone, or null."""
    return Instant(**{**UNKNOWN_IS_NULL, **options})


def day(**options: Any) -> serializers.DateField:
    """Return a field for a day: ISO 8601, or null."""
    return serializers.DateField(**{**UNKNOWN_IS_NULL, **options})


def number(**options: Any) -> serializers.IntegerField:
    """Return a field for a whole number, or null."""
    return serializers.IntegerField(**{**UNKNOWN_IS_NULL, **options})


def flag(**options: Any) -> serializers.BooleanField:
    """Return a field for yes or no."""
    return serializers.BooleanField(read_only=True, **options)


class Group(CamelSerializer):
    """Some fields of a row that stand together in an object of their own."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"source": "*", "read_only": True, **options})


class GroupOrNull(Group):
    """A group that is null while nothing in it is known."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"allow_null": True, **options})

    def to_representation(self, row: Any) -> Any:
        """Return the group, null if all of it is."""
        group = super().to_representation(row)
        return group if any(value not in (None, []) for value in group.values()) else None
