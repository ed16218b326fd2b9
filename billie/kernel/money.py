"""Amounts of money: what may be typed, sent and stored. Never a float.

Amounts are `Decimal` in major units with at most two decimals; the currency stands beside them.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

CENT = Decimal("0.01")
ZERO = Decimal(0)
GREATEST = Decimal("999999999999.99")
_AMOUNT = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d+(?:\.\d+)?", re.ASCII)


class NotAnAmount(ValueError):
    """What was given is no amount of money; the message says why and how to mend it."""


class CurrenciesDiffer(ValueError):
    """Two amounts of different currencies were about to be reckoned together."""


def read_amount(given: object) -> Decimal:
    """Return what was typed or sent as an amount with exactly two decimals; it may be negative.

    Thousands may be parted by commas ("1,234.50"). Numbers with a binary point are refused, since
    they are not what was meant: 0.1 + 0.2.

    :raises NotAnAmount: saying what is wrong
    """
    if isinstance(given, bool) or not isinstance(given, str | int | Decimal):
        raise NotAnAmount('Write the amount as text, such as "145.00".')
    text = str(given).strip()
    if not _AMOUNT.fullmatch(text):
        raise NotAnAmount("Write an amount in figures, such as 145.00.")
    amount = Decimal(text.replace(",", ""))
    if abs(amount) > GREATEST:
        raise NotAnAmount("This amount is too large to be meant.")
    if amount != amount.quantize(CENT):
        raise NotAnAmount("An amount has at most two decimals, such as 145.00.")
    return amount.quantize(CENT)


def read_positive_amount(given: object) -> Decimal:
    """Return an amount above zero.

    :raises NotAnAmount: saying what is wrong
    """
    amount = read_amount(given)
    if amount <= ZERO:
        raise NotAnAmount("The amount must be above zero.")
    return amount


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in major units with its ISO currency; only its like can be added to it."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        """Refuse what is not a decimal."""
        if not isinstance(self.amount, Decimal):
            raise NotAnAmount("Money is made of a Decimal.")

    def __add__(self, other: "Money") -> "Money":
        """Return the sum.

        :raises CurrenciesDiffer: if it has none
        """
        return Money(self.amount + self._like(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """Return the difference.

        :raises CurrenciesDiffer: if it has none
        """
        return Money(self.amount - self._like(other), self.currency)

    def __str__(self) -> str:
        return f"{self.amount:,.2f} {self.currency}"

    def _like(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            raise CurrenciesDiffer(f"{self.currency} and {other.currency} cannot be added.")
        return other.amount
