"""Readers: from one strange value of a payload to what was meant, or a `Doubt` that says why not.

They are used when the strict decoder refused an event. None as the answer means "absent".
"""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact, InvalidOperation
from typing import Any

from servicing.events.doubts import Doubt
from servicing.events.json_text import as_text, word_for

KEY_LENGTH = 200
LARGEST_COUNT = 2**31 - 1
CENT = Decimal("0.01")
EARLIEST_YEAR, LATEST_YEAR = 1990, 2199  # of an instant; nothing here happened before or after
EARLIEST_DAY, LATEST_DAY = date(1800, 1, 1), date(2999, 12, 31)
SECONDS_OR_MILLISECONDS = 100_000_000_000  # a larger number counts milliseconds

_exactly = Context(prec=18, traps=[InvalidOperation, Inexact])
_nearly = Context(prec=18, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation])


def is_sound_money(amount: Decimal) -> bool:
    """Return whether an amount fits: finite, at most 16 digits and two decimals."""
    try:
        return _exactly.quantize(amount, CENT) == amount  # NaN equals nothing
    except ArithmeticError:
        return False


def is_sound_instant(instant: datetime) -> bool:
    """Return whether an instant is one at which something can have happened."""
    return EARLIEST_YEAR <= instant.year <= LATEST_YEAR


def is_sound_day(day: date) -> bool:
    """Return whether a day can be reckoned with: pages add days to it."""
    return EARLIEST_DAY <= day <= LATEST_DAY


def read_money(value: Any) -> tuple[Decimal | None, str]:
    """Return an amount with two decimals, and a warning when it had to be rounded."""
    if isinstance(value, str):
        value = value.strip()
        if not value or value == "null":
            return None, ""
    elif isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Doubt(f"{word_for(value)} is no amount")
    try:
        exact = Decimal(value)
        amount = _nearly.quantize(exact, CENT)
    except ArithmeticError:
        raise Doubt("not an amount of at most 16 digits") from None
    if amount.is_nan():
        raise Doubt("not an amount")
    return amount, "" if amount == exact else "rounded to two decimals"


def read_key(value: Any) -> str | None:
    """Return an identifier; numbers are accepted."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Doubt(f"{word_for(value)} is no identifier")
    key = str(value)
    if len(key) > KEY_LENGTH:
        raise Doubt(f"longer than {KEY_LENGTH} characters")
    return key or None


def read_text(value: Any) -> str:
    """Return a text of any length."""
    if isinstance(value, dict | list):
        raise Doubt(f"{word_for(value)} is no text")
    return as_text(value)


def read_day(value: Any) -> date | None:
    """Return a day, from an ISO date or an ISO instant, whose own date is taken."""
    if not isinstance(value, str):
        raise Doubt(f"{word_for(value)} is no date")
    text = value.strip()
    if not text or text == "null":
        return None
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        raise Doubt("not an ISO date") from None
    if not is_sound_day(day):
        raise Doubt("a date out of all reason")
    return day


def read_instant(value: Any) -> datetime | None:
    """Return an instant in UTC, from ISO text (without zone: UTC) or seconds or milliseconds."""
    if isinstance(value, str):
        text = value.strip()
        if not text or text == "null":
            return None
        instant = _instant_of_text(text)
    elif isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Doubt(f"{word_for(value)} is no instant")
    else:
        instant = _instant_of_number(value)
    if not is_sound_instant(instant):
        raise Doubt("an instant out of all reason")
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def _instant_of_text(text: str) -> datetime:
    try:
        return _instant_of_number(Decimal(text))
    except ArithmeticError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Doubt("not an ISO instant") from None


def _instant_of_number(number: int | Decimal) -> datetime:
    try:
        exact = Decimal(number)
        seconds = exact / 1000 if abs(exact) > SECONDS_OR_MILLISECONDS else exact
        return datetime.fromtimestamp(float(seconds), tz=UTC)
    except (ValueError, ArithmeticError, OSError):
        raise Doubt("not the seconds or milliseconds of an instant") from None


def read_flag(value: Any) -> bool | None:
    """Return a yes or no."""
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else str(value)
    if word in {"true", "1"}:
        return True
    if word in {"false", "0"}:
        return False
    if word in {"", "null"}:
        return None
    raise Doubt("neither true nor false")


def read_count(value: Any) -> int | None:
    """Return a whole number that is not negative."""
    if isinstance(value, str) and value.strip() in {"", "null"}:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise Doubt(f"{word_for(value)} is no whole number")
    try:
        number = Decimal(value)
        if 0 <= number <= LARGEST_COUNT and number == number.to_integral_value():
            return int(number)
    except ArithmeticError:
        pass
    raise Doubt(f"not a whole number from 0 to {LARGEST_COUNT}")
