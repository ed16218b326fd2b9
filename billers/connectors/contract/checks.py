"""What may be put into a question or an order at all, before any biller's own rules."""

import re
from decimal import Decimal

from billie.kernel.money import CENT, GREATEST

LONGEST_TEXT = 200
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


class OrderIsUnsound(ValueError):
    """An order or a question cannot be sent as it was meant; the message names the field."""


def checked_text(name: str, text: str, *, is_needed: bool = False) -> None:
    """Refuse a text that a biller could read differently from what was meant.

    :raises OrderIsUnsound: if it is no text, too long, has control characters, or is missing
    """
    if not isinstance(text, str):
        raise OrderIsUnsound(f"{name} is no text.")
    if is_needed and not text.strip():
        raise OrderIsUnsound(f"{name} is missing.")
    if text != text.strip() or len(text) > LONGEST_TEXT or _UNPRINTABLE.search(text):
        raise OrderIsUnsound(
            f"{name} must have at most {LONGEST_TEXT} plain characters, "
            "with no space at either end."
        )


def checked_reference(name: str, reference: str) -> None:
    """Refuse a reference that would change on its way through addresses and markup.

    :raises OrderIsUnsound: if it is not made of letters, digits, hyphens and underscores
    """
    if not isinstance(reference, str) or not _REFERENCE.fullmatch(reference):
        raise OrderIsUnsound(f"{name} must have 1 to 64 letters, digits, hyphens or underscores.")


def checked_amount(name: str, amount: Decimal) -> None:
    """Refuse what is no amount to pay.

    :raises OrderIsUnsound: if it is no finite decimal above zero with at most two decimals
    """
    if not isinstance(amount, Decimal) or not amount.is_finite():
        raise OrderIsUnsound(f"{name} must be a finite decimal.")
    if not 0 < amount <= GREATEST or amount != amount.quantize(CENT):
        raise OrderIsUnsound(f"{name} must be above zero, with at most two decimals.")
