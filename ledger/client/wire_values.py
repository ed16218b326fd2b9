"""Amounts, days and instants as the ledger writes them, read tolerantly.

What may be left out and is not there is zero or None. What is there and cannot be understood is
never guessed at, as far as it is money.
"""

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from google.protobuf.timestamp_pb2 import Timestamp

from billie.kernel.money import CENT, ZERO


class AnswerNotUnderstood(ValueError):
    """The ledger's answer holds something that is no amount or no day, where one is needed."""


def amount(text: str) -> Decimal:
    """Return an amount with two decimals, or more if the ledger has more; nothing is zero.

    :raises AnswerNotUnderstood: if it is no number
    """
    return _number(text) if text.strip() else ZERO


def needed_amount(text: str, name: str) -> Decimal:
    """Return an amount that must be there: an absent balance is no balance of zero.

    :raises AnswerNotUnderstood: if it is absent or no number
    """
    if not text.strip():
        raise AnswerNotUnderstood(f"{name} is missing")
    return _number(text)


def amount_or_none(text: str) -> Decimal | None:
    """Return an amount, None if it was left out.

    :raises AnswerNotUnderstood: if it is no number
    """
    return _number(text) if text.strip() else None


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation as error:
        raise AnswerNotUnderstood(f"{text[:40]!r} is no amount") from error
    if not number.is_finite() or number.adjusted() > 15:
        raise AnswerNotUnderstood(f"{text[:40]!r} is no amount")
    in_cents = number.quantize(CENT)
    return in_cents if in_cents == number else number


def day(text: str) -> date | None:
    """Return a business day, None if it is not there or not to be understood."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def needed_day(text: str, name: str) -> date:
    """Return a business day that must be there.

    :raises AnswerNotUnderstood: if it is not
    """
    found = day(text)
    if found is None:
        raise AnswerNotUnderstood(f"{name} is no day: {text[:40]!r}")
    return found


def instant(message: Timestamp) -> datetime | None:
    """Return an instant; an empty message is none."""
    if not message.seconds and not message.nanos:
        return None
    try:
        return message.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def instant_of_text(text: str) -> datetime | None:
    """Return an instant that is written as text; one without a zone is meant in UTC."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
