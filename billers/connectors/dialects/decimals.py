"""Amounts as billers write them: leading spaces, four decimals, none at all."""

import re
from decimal import Decimal

from billie.kernel.money import CENT

_AMOUNT = re.compile(r"[+-]?[0-9]{1,14}(\.[0-9]{1,8})?")


def find_amount(text: str) -> Decimal | None:
    """Return an amount with two decimals, or None where it is none, or is finer than that."""
    plain = text.strip()
    if not _AMOUNT.fullmatch(plain):
        return None
    amount = Decimal(plain)
    rounded = amount.quantize(CENT)
    return rounded if rounded == amount else None
