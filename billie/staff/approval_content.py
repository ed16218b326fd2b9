"""What an approver is shown, and the digest that binds a decision to exactly that.

`shown` is kept as JSON: `{"currency": "AUD", "rows": [{"label", "before", "after"}]}`. A value is
an amount in that currency, `{"amount": "145.00"}`, or words, or null where there is nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any, TypeAlias

from billie.kernel.money import read_amount

Value: TypeAlias = Decimal | str | None


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One line of what is shown: an amount (`Decimal`) or words, before and after."""

    label: str
    before: Value
    after: Value

    @property
    def is_changed(self) -> bool:
        """Whether the act changes this line."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Shown:
    """The state of a subject before and after the act, as people are shown it."""

    rows: Sequence[ShownRow]
    currency: str = ""


def to_json(shown: Shown) -> dict[str, Any]:
    """Return what is kept in the row.

    :raises billie.kernel.money.NotAnAmount: if an amount has more than two decimals
    """
    rows = [
        {
            "label": row.label,
            "before": _value_to_json(row.before),
            "after": _value_to_json(row.after),
        }
        for row in shown.rows
    ]
    return {"currency": shown.currency, "rows": rows}


def from_json(kept: Mapping[str, Any]) -> Shown:
    """Return what a row keeps as it was given."""
    rows = tuple(
        ShownRow(row["label"], _value_from_json(row["before"]), _value_from_json(row["after"]))
        for row in kept["rows"]
    )
    return Shown(rows, kept["currency"])


def content_hash(
    *,
    kind: str,
    subject: tuple[str, str],
    amount: Decimal | None,
    currency: str,
    shown: Shown,
) -> str:
    """Return the digest of what is decided on: equal for equal content, whoever reckons it."""
    figure = None if amount is None else str(read_amount(amount))
    content = [kind, *subject, figure, currency, to_json(shown)]
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _value_to_json(value: Value) -> Any:
    return {"amount": str(read_amount(value))} if isinstance(value, Decimal) else value


def _value_from_json(kept: Any) -> Value:
    return Decimal(kept["amount"]) if isinstance(kept, Mapping) else kept
