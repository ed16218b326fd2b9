"""What a connector can do: an ability is a method of its name, and nothing is declared twice."""

from collections.abc import Callable, Mapping
from typing import Any

ABILITIES: Mapping[str, str] = {
    "look_up":         "looks an account up: Lookup -> Account | NotFound | NoAnswer",
    "pay":             "takes an amount: Order -> MoneyOutcome",
    "get_invoice":     "finds what is to pay: Lookup -> Invoice | NotFound | NoAnswer",
    "confirm_invoice": "takes the amount of an invoice: Order -> MoneyOutcome",
    "list_bundles":    "lists what is on sale: () -> tuple[Bundle, ...] | NoAnswer",
    "get_bundle":      "finds one bundle: bundle_id -> Bundle | NotFound | NoAnswer",
    "buy_bundle":      "sells a bundle to a phone: Order -> MoneyOutcome",
    "query_status":    "tells what became of an order: Order -> StatusOutcome",
    "reverse":         "takes a payment back: Reversal -> MoneyOutcome",
}  # fmt: skip
"""What each method takes, and of what it answers a `Reply`."""

MOVE_MONEY = frozenset({"pay", "confirm_invoice", "buy_bundle", "reverse"})


def abilities_of(connector: object) -> frozenset[str]:
    """Return the names of what a connector, or a class of connectors, can do."""
    found: dict[str, Callable[..., Any] | None] = {
        name: getattr(connector, name, None) for name in ABILITIES
    }
    return frozenset(name for name, method in found.items() if callable(method))
