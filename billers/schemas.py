"""What the JSON columns of a biller's configuration may hold, and where a mistake is.

The schemas are JSON Schema (2020-12). A mistake is told with its path, as in
`validationRules.minAmount`.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from billers.account_patterns import PatternIsUnusable, check_pattern

AMOUNT = {
    "type": "string",
    "pattern": r"^\d{1,16}(\.\d{1,2})?$",
    "description": "write an amount as a text such as 100.00",
}
PATH = {
    "type": "string",
    "pattern": r"^(/[A-Za-z0-9_.~{}%@:-]*)+$",
    "maxLength": 300,
    "description": "write a path that begins with /, such as /accounts/{account_number}",
}

ENDPOINTS: Mapping[str, Mapping[str, Any]] = {
    "SOAP": {"required": ["service"], "properties": {"service": PATH}},
    "ESB": {
        "properties": {
            "accountDetails": PATH,
            "payment": PATH,
            "invoice": PATH,
            "confirmInvoice": PATH,
        },
        "minProperties": 1,
    },
    "TNM": {
        "required": ["bundles", "bundle", "purchaseBundle"],
        "properties": {"bundles": PATH, "bundle": PATH, "purchaseBundle": PATH},
    },
}
FEATURES: Mapping[str, Any] = {
    "properties": {
        "supportsInvoice": {"type": "boolean"},
        "supportsBalanceCheck": {"type": "boolean"},
        "supportsAccountLookup": {"type": "boolean"},
        "supportsPayment": {"type": "boolean"},
        "supportsBundles": {"type": "boolean"},
        "accountTypes": {"type": "array", "items": {"type": "string", "maxLength": 20}},
    }
}
VALIDATION_RULES: Mapping[str, Any] = {
    "properties": {
        "accountNumberFormat": {"type": "string", "maxLength": 200},
        "accountNumberHint": {"type": "string", "maxLength": 200},
        "minAmount": AMOUNT,
        "maxAmount": AMOUNT,
        "amount": {"enum": ["any", "exact"]},
    }
}


def mistakes_in_endpoints(dialect: str, endpoints: Any) -> list[str]:
    """Return what is wrong with the paths of a dialect, each with its place."""
    return list(_mistakes("endpoints", ENDPOINTS[dialect], endpoints))


def mistakes_in_features(features: Any) -> list[str]:
    """Return what is wrong with the features, each with its place."""
    return list(_mistakes("features", FEATURES, features))


def mistakes_in_rules(rules: Any) -> list[str]:
    """Return what is wrong with the validation rules, each with its place."""
    found = list(_mistakes("validationRules", VALIDATION_RULES, rules))
    if found:
        return found
    try:
        check_pattern(rules.get("accountNumberFormat", ""))
    except PatternIsUnusable as problem:
        found.append(f"validationRules.accountNumberFormat: no pattern: {problem}.")
    least, most = rules.get("minAmount", "0"), rules.get("maxAmount", "Infinity")
    if Decimal(least) > Decimal(most):
        found.append(
            f"validationRules.maxAmount: {most} is less than minAmount, which is {least}."
        )
    return found


def _mistakes(name: str, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
    whole = {"type": "object", "additionalProperties": False, **schema}
    for error in sorted(
        Draft202012Validator(whole).iter_errors(value), key=lambda e: list(e.path)
    ):
        place = ".".join([name, *map(str, error.path)])
        yield f"{place}: {_words_of(error)}."


def _words_of(error: ValidationError) -> str:
    """Return what is wrong; of a pattern what is to be written, as few people read patterns."""
    wanted = error.schema.get("description", "") if isinstance(error.schema, Mapping) else ""
    if error.validator == "pattern" and wanted:
        return f"{error.instance!r} is not possible: {wanted}"
    return str(error.message)
