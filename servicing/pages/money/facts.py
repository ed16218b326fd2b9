"""What an order says, in words: for the review, the command page and the list. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from servicing.pages.money.kinds import Act

LABELS = {"schedule_id": "Schedule", "payment_id": "Payment ID"}


class Fact(NamedTuple):
    """One line of an order."""

    label: str
    value: str


def order_facts(act: Act, *, reason: str, details: Mapping[str, Any]) -> Iterator[Fact]:
    """Yield the reason and the details of an order with the labels of its form."""
    fields = act.form.base_fields
    if reason:
        yield Fact("Reason", _in_words(fields.get("reason"), reason))
    for name, value in details.items():
        field = fields.get(name)
        label = field.label if field and field.label else LABELS.get(name, name.replace("_", " "))
        yield Fact(str(label), _in_words(field, value))


def _in_words(field: Any, value: Any) -> str:
    """Return a value as it was offered to choose, or as it is."""
    return str(dict(getattr(field, "choices", ())).get(value, value))
