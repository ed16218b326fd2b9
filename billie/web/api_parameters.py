"""What may stand behind the question mark of an address, and how it is checked.

A parameter that is not known is refused, with the likeliest meant: a misspelt filter that is
ignored would answer with everything, and nobody would notice.
"""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from billie.web.api_lists import read_limit
from billie.web.api_strictness import not_known
from billie.web.camel_case import CamelSerializer

PLACE = ("cursor", "limit")


class NoParameters(CamelSerializer):
    """What an address without filters takes: nothing."""


def read_parameters(
    request: Request, known: type[CamelSerializer], *, is_list: bool = False
) -> dict[str, Any]:
    """Return the parameters of a request by their names in the code; what is empty is left out.

    A list also takes `cursor` and `limit`, which are returned with them.

    :raises serializers.ValidationError: naming each parameter that is wrong, unknown or repeated
    :raises billie.web.keyset.LimitNotValid: if the limit is no number from 1 to 200
    """
    asked = request.query_params
    names = [*known().fields, *(PLACE if is_list else ())]
    problems = {
        name: [not_known(name, names)] if name not in names else ["This was given twice."]
        for name, values in asked.lists()
        if name not in names or len(values) > 1
    }
    if problems:
        raise serializers.ValidationError(problems)
    form = known(data={name: value for name, value in asked.items() if value})
    form.is_valid(raise_exception=True)
    chosen = {name: value for name, value in form.validated_data.items() if value is not None}
    if is_list:
        chosen |= {"cursor": asked.get("cursor"), "limit": read_limit(asked.get("limit"))}
    return chosen
