"""What else the ledger wants to know of an act, by kind: one table, by the names of its orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.models import CommandKind

GREATEST_NUMBER = 2**31 - 1  # what the ledger's protocol holds
WRITE_OFF_REASONS = (
    "hardship",
    "bankruptcy",
    "deceased",
    "unable_to_locate",
    "fraud_victim",
    "disputed",
    "aged_debt",
    "other",
)
PRIORITIES = ("normal", "high", "urgent")


class DetailRefused(ValueError):
    """A detail is not what its kind of act has; the message says how to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What one detail may be: a text, a whole number above zero, or one of some words."""

    longest: int = 200
    is_required: bool = False
    is_number: bool = False
    words: tuple[str, ...] = ()


TEXT = Detail()
NEEDED_TEXT = Detail(is_required=True)
NOTES = Detail(longest=1000)
NUMBER = Detail(is_number=True)

DETAILS: Mapping[CommandKind, Mapping[str, Detail]] = {
    CommandKind.REPAYMENT: {
        "payment_method": TEXT,
        "payment_reference": TEXT,
        "payment_id": TEXT,
        "notes": NOTES,
        "target_payment_number": NUMBER,
        "schedule_id": TEXT,
    },
    CommandKind.LATE_FEE: {"days_past_due": Detail(is_number=True, is_required=True)},
    CommandKind.DISHONOUR_FEE: {"reference_id": TEXT},
    CommandKind.FEE_WAIVER: {"notes": NOTES},
    CommandKind.ADJUSTMENT: {},
    CommandKind.WRITE_OFF: {"priority": Detail(words=PRIORITIES), "notes": NOTES},
    CommandKind.DISBURSEMENT: {
        "bank_reference": NEEDED_TEXT,
        "payment_method": NEEDED_TEXT,
        "attachment_location": Detail(longest=500),
        "notes": NOTES,
    },
}


def checked_detail(kind: CommandKind, name: str, value: Any) -> Any:
    """Return a detail as it is kept, None if it says nothing.

    :raises DetailRefused: saying what is wrong
    """
    detail = DETAILS[kind].get(name)
    if detail is None:
        known = ", ".join(DETAILS[kind]) or "nothing"
        raise DetailRefused(f"This is not known here. Known for “{kind.label}”: {known}.")
    if value is None or value == "":
        if detail.is_required:
            raise DetailRefused("This cannot be left out.")
        return None
    return _number(value) if detail.is_number else _text(value, detail)


def _number(value: Any) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not (text.isascii() and text.isdigit()):
        raise DetailRefused("Write a whole number, such as 12.")
    if not 1 <= int(text[:11]) <= GREATEST_NUMBER:
        raise DetailRefused("The number must be above zero and one that can be meant.")
    return int(text)


def _text(value: Any, detail: Detail) -> str | None:
    if not isinstance(value, str) or "\0" in value:
        raise DetailRefused("Write it as text.")
    text = value.replace("\r\n", "\n").strip()
    if len(text) > detail.longest:
        raise DetailRefused(f"Write at most {detail.longest:,} characters.")
    if detail.words and text not in detail.words:
        raise DetailRefused(f"Choose one of {', '.join(detail.words)}.")
    if detail.is_required and not text:
        raise DetailRefused("This cannot be left out.")
    return text or None
