"""How values are put into words on every screen: amounts, instants, days."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format

MINUS = "\N{MINUS SIGN}"
NOT_KNOWN = "\N{EN DASH}"

# Note [The same words in the browser]
# `static/billie/shell.js` keeps relative times fresh while a page is open, with the same steps
# and the same words as `ago`. Change both.
_STEPS = ((60, 1, "s"), (3600, 60, "min"), (86_400, 3600, "h"))


def amount(value: Decimal) -> str:
    """Return an amount with two decimals, thousands separators and a real minus sign."""
    digits = f"{abs(value):,.2f}"
    return f"{MINUS}{digits}" if value < 0 else digits


def whole(value: int) -> str:
    """Return a whole number with thousands separators."""
    return f"{value:,}".replace("-", MINUS)


def day(value: date) -> str:
    """Return a day as it is read aloud: 3 Nov 2026."""
    return date_format(value, "j M Y")


def exact(at: datetime) -> str:
    """Return an instant in the business time zone, to the second and with the zone's name."""
    local = timezone.localtime(at)
    return f"{date_format(local, 'D j M Y, H:i:s')} {local.tzname()}"


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago, or how soon, an instant is; the day itself when a week lies between."""
    seconds = int((now - at).total_seconds())
    distance = abs(seconds)
    if distance < 5:
        return "just now"
    words = None
    for limit, unit, name in _STEPS:
        if distance < limit:
            words = f"{distance // unit} {name}"
            break
    if words is None and distance < 7 * 86_400:
        days = distance // 86_400
        words = f"{days} day" if days == 1 else f"{days} days"
    if words is None:
        return day(timezone.localtime(at))
    return f"{words} ago" if seconds > 0 else f"in {words}"


def duration(seconds: float) -> str:
    """Return a length of time in its largest sensible unit: 0.4 s, 12 s, 3 min, 2 h, 5 days."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    for limit, unit, name in _STEPS:
        if seconds < limit:
            return f"{int(seconds) // unit} {name}"
    days = int(seconds) // 86_400
    return f"{days} day" if days == 1 else f"{days} days"


def size(octets: int) -> str:
    """Return a number of bytes in bytes or kibibytes."""
    return f"{octets} bytes" if octets < 1024 else f"{octets / 1024:,.1f} KiB"


def masked_phone(number: str) -> str:
    """Return a phone number of which only the last three digits can be read."""
    return f"••• {number[-3:]}" if len(number) > 3 else "•••" if number else ""


def masked_email(address: str) -> str:
    """Return an e-mail address of which only the first letter and the host can be read."""
    name, at, host = address.rpartition("@")
    return f"{name[:1]}•••@{host}" if at else "•••" if address else ""


def grouped(digits: str) -> str:
    """Return digits in groups of four, as they are read aloud."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def masked_token(token: str) -> str:
    """Return a prepaid token of which only the last four digits can be read."""
    return grouped("•" * (len(token) - 4) + token[-4:]) if len(token) > 4 else "••••"
