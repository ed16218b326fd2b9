"""Serializers that speak camelCase to the outside and snake_case to the code.

A field declared as `full_name` is read and written as `fullName`. Only the names of declared
fields are changed, so free JSON (facts, assessments, application data) passes as it is, and the
OpenAPI description and validation errors name fields as callers see them.

# Note [Why rows are spelled by columns]
For each field of each row the framework walks a path, asks whether something is to be skipped and
what to do with None. A page of rows is mostly that. Most fields are just an attribute, which is
found out once for all rows; all others, and rows that lack one, go the framework's way.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from rest_framework import serializers
from rest_framework.fields import Field, SkipField

if TYPE_CHECKING:
    _Mixed = serializers.Serializer[Any]
else:
    _Mixed = object

_MISSING = object()


def camel(name: str) -> str:
    """Return a snake_case name in camelCase: `is_in_arrears` becomes `isInArrears`."""
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


class CamelFields(_Mixed):
    """Gives every declared field its camelCase name and its snake_case source.

    Checks of one field are given to it as `validators`; `validate_<name>` methods are not called.
    """

    def get_fields(self) -> "dict[str, serializers.Field[Any, Any, Any, Any]]":
        """Return the declared fields under the names that callers see."""
        return {camel(name): _bound(name, field) for name, field in super().get_fields().items()}


def _bound(name: str, field: Any) -> Any:
    """Return a field that takes its value from where it would without its new name."""
    if isinstance(field, serializers.SerializerMethodField):
        field.method_name = field.method_name or f"get_{name}"
    elif field.source is None and camel(name) != name:
        field.source = name
    return field


class CamelSerializer(CamelFields, serializers.Serializer[Any]):
    """A serializer of any object, named tuple or dictionary."""

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return a row in JSON; see the note."""
        if isinstance(instance, Mapping):
            return super().to_representation(instance)
        row: dict[str, Any] = {}
        for name, attribute, field, spell in self._columns:
            value = getattr(instance, attribute, _MISSING) if attribute else _MISSING
            if value is _MISSING or callable(value):
                try:
                    value = field.get_attribute(instance)
                except SkipField:
                    continue
            row[name] = None if value is None else spell(value)
        return row

    @cached_property
    def _columns(self) -> "list[_Column]":
        return [_column(name, field) for name, field in self.fields.items() if _is_told(field)]


class CamelModelSerializer(CamelFields, serializers.ModelSerializer[Any]):
    """A serializer of a model's rows."""


class _Column(NamedTuple):
    """A field by its name; `attribute` is empty where its value is not simply an attribute."""

    name: str
    attribute: str
    field: Any
    spell: Callable[[Any], Any]


def _is_told(field: Any) -> bool:
    return not field.write_only


def _column(name: str, field: Any) -> _Column:
    is_plain = type(field).get_attribute is Field.get_attribute and len(field.source_attrs) == 1
    return _Column(name, field.source if is_plain else "", field, field.to_representation)
