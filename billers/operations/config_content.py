"""What a biller's configuration consists of, what differs between two, and how people read it.

# Note [What needs two people]
Where money and secrets go: the address with its paths and dialect, the biller's account at core
banking, credentials, and that a biller is there and switched on at all. Switching off is the safe
direction and needs one person, as does whatever only makes payments slower, fewer or prettier.
"""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from billers.models import BillerConfig, Dialect

LABELS: Mapping[str, str] = {
    "biller_type": "Type",
    "biller_name": "The biller's own name",
    "display_name": "Shown to staff as",
    "description": "Description",
    "is_active": "Switched on",
    "dialect": "Speaks",
    "base_url": "Base URL",
    "endpoints": "Path",
    "credit_account": "Its account at core banking",
    "default_currency": "Currency",
    "supported_currencies": "Currencies taken",
    "timeout_ms": "Time-out in milliseconds",
    "retry_attempts": "Retries of look-ups",
    "features": "Feature",
    "validation_rules": "Rule",
    "concurrency_limit": "Payments at once",
    "pause_above": "Pause above unresolved",
}
"""Everything that a version keeps, by column, in the order in which it is shown."""

FIELDS = tuple(LABELS)
GUARDED = ("dialect", "base_url", "endpoints", "credit_account")
"""Columns that decide where money and secrets go."""


def content_of(config: BillerConfig) -> dict[str, Any]:
    """Return what a version keeps: everything but the credentials, fit for JSON."""
    return {name: _plain(getattr(config, name)) for name in FIELDS}


def what_differs(config: BillerConfig, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of some values, by column, that a configuration does not have yet."""
    before = content_of(config)
    wanted = {name: _plain(values[name]) for name in FIELDS if name in values}
    return {name: value for name, value in wanted.items() if value != before[name]}


def fill(config: BillerConfig, values: Mapping[str, Any]) -> None:
    """Put values, by column, into a configuration; nothing is stored."""
    for name in FIELDS:
        if name in values:
            setattr(config, name, values[name])
    if isinstance(config.pause_above, str):
        config.pause_above = Decimal(config.pause_above)


def new_config(values: Mapping[str, Any], credentials: Mapping[str, str]) -> BillerConfig:
    """Return a biller made of values by column; nothing is stored."""
    config = BillerConfig()
    fill(config, values)
    config.credentials = dict(credentials)
    return config


def needs_two_people(different: Mapping[str, Any]) -> bool:
    """Tell whether a change of these columns needs a second person: Note [What needs two people].

    New and forgotten credentials always do.
    """
    return different.get("is_active") is True or not different.keys().isdisjoint(GUARDED)


def lines_of(content: Mapping[str, Any]) -> dict[str, str]:
    """Return content as people read it, by label; the entries of JSON columns one by one."""
    lines: dict[str, str] = {}
    for name, label in LABELS.items():
        value = content.get(name)
        if isinstance(value, Mapping):
            lines |= {f"{label} {key}": _text(entry) for key, entry in sorted(value.items())}
        else:
            lines[label] = Dialect(value).label if name == "dialect" and value else _text(value)
    return lines


def is_guarded(label: str) -> bool:
    """Tell whether a line is one of those that decide where money and secrets go."""
    return any(label.startswith(LABELS[name]) for name in ("is_active", *GUARDED))


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterable[tuple[str, str, str]]:
    """Yield what differs between two contents: the label, as it was, as it becomes."""
    old, new = lines_of(before), lines_of(after)
    for label in dict.fromkeys([*new, *old]):
        if old.get(label, "") != new.get(label, ""):
            yield label, old.get(label, ""), new.get(label, "")


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _text(value: Any) -> str:
    if isinstance(value, str) or value is None:
        return value or ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return json.dumps(value, ensure_ascii=False)
