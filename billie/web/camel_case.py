"""Serializers that speak camelCase to the outside and snake_case to the code.

A field declared as `full_name` is read and written as `fullName`. Only the names of declared
fields are changed, so free JSON (facts, assessments, application data) passes as it is, and the
OpenAPI description and validation errors name fields as callers see them.
"""

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

if TYPE_CHECKING:
    _Mixed = serializers.Serializer[Any]
else:
    _Mixed = object


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


class CamelModelSerializer(CamelFields, serializers.ModelSerializer[Any]):
    """A serializer of a model's rows."""
