"""Flags of customers: set by staff with a reason, released by a supervisor with another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from billie.live import publisher, topics
from billie.staff import audit
from servicing.models import CustomerFlag
from servicing.models.casework.flags import FlagKind, FlagState
from servicing.operations.living import get_living
from servicing.operations.once import KeyWasUsed, digest
from servicing.queries.flags import FlagNotKnown

LONGEST_REASON = 2000
FARTHEST_DAYS = 366
WHAT_IS_SAID = ("customer_id", "kind", "from_date", "until_date", "reason")


class FlagRefused(Exception):
    """A flag was not set or released; `fields` has a sentence for each entry that is wrong."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(" ".join(self.fields.values()))


class FlagIsSet(Exception):
    """A flag of the same kind holds on some of these days already."""


class FlagIsOver(Exception):
    """The flag was released, or its days are over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """What is to hold for a customer: from a day to the end of another, or until released."""

    kind: str
    from_date: date
    until_date: date | None
    reason: str


def set_flag(
    *, customer_id: str, flagged: Flagged, by: User, now: datetime, once: str = ""
) -> CustomerFlag:
    """Set a flag for a customer; of an identity that was merged, for who it was merged into.

    `once` is the key of the form: the same flag under it is set once.

    :raises CustomerNotKnown: if no event has named the customer (`servicing.queries.customers`)
    :raises FlagRefused: if it cannot be set like this
    :raises FlagIsSet: if one of the same kind holds on some of these days
    :raises KeyWasUsed: if something else was set with this key (`servicing.operations.once`)
    """
    if problems := _problems_of(flagged, timezone.localdate(now)):
        raise FlagRefused(problems)
    flag = CustomerFlag(
        customer_id=get_living(customer_id),
        kind=flagged.kind,
        from_date=flagged.from_date,
        until_date=flagged.until_date,
        reason=_cleaned(flagged.reason),
        set_by=by,
        set_at=now,
        once=digest(once, by),
    )
    return _keep(flag, now=now)


def release_flag(*, flag_id: int, reason: str, by: User, now: datetime) -> CustomerFlag:
    """End a flag before its time, with a reason in words; it stays in the history.

    :raises FlagNotKnown: if there is no flag with this number (`servicing.queries.flags`)
    :raises FlagRefused: if there are no words, or too many
    :raises FlagIsOver: if it was released before, or its days are over
    """
    words = _cleaned(reason)
    if problem := _wrong_reason(words, "the flag can be released"):
        raise FlagRefused({"reason": problem})
    with transaction.atomic():
        flag = CustomerFlag.objects.select_for_update().filter(pk=flag_id).first()
        if flag is None:
            raise FlagNotKnown(flag_id)
        state = flag.state_on(timezone.localdate(now))
        if state in (FlagState.RELEASED, FlagState.OVER):
            raise FlagIsOver(f"This flag is {state.label.lower()} already; nothing is left to do.")
        flag.released_by, flag.released_at, flag.release_reason = by, now, words
        flag.save(update_fields=["released_by", "released_at", "release_reason"])
        _record("FLAG_RELEASED", flag, by=by, now=now, releaseReason=words)
    _tell_pages(flag)
    return flag


def _keep(flag: CustomerFlag, *, now: datetime) -> CustomerFlag:
    """Save a flag with its trail, unless it was saved before."""
    if (first := _find_first(flag)) is not None:
        return first
    try:
        with transaction.atomic():
            _wait_for_turn(flag)
            flag.save(force_insert=True)
            _record("FLAG_SET", flag, by=flag.set_by, now=now)
    except IntegrityError as error:  # the same form was faster, or there is such a flag
        if (first := _find_first(flag)) is not None:
            return first
        if "flag_once_a_day" not in str(error):
            raise
        raise FlagIsSet(
            f"{flag.get_kind_display()} holds on some of these days already. Choose other days,"
            " or have the other flag released."
        ) from error
    _tell_pages(flag)
    return flag


def _wait_for_turn(flag: CustomerFlag) -> None:
    """Let one at a time set flags of a kind for a customer, until its transaction ends.

    Two who insert at once would each wait for the other's row to see whether it excludes theirs:
    a deadlock.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"flag:{flag.kind}:{flag.customer_id}"],
        )


def _problems_of(flagged: Flagged, today: date) -> dict[str, str]:
    found = {
        "kind": "" if flagged.kind in FlagKind.values else "Choose hardship or stop contact.",
        "from_date": _wrong_beginning(flagged.from_date, today),
        "until_date": _wrong_end(flagged, today),
        "reason": _wrong_reason(_cleaned(flagged.reason), "the flag is set"),
    }
    return {name: problem for name, problem in found.items() if problem}


def _wrong_beginning(day: date, today: date) -> str:
    if abs((day - today).days) > FARTHEST_DAYS:
        return "Give a day within a year from today."
    return ""


def _wrong_end(flagged: Flagged, today: date) -> str:
    until = flagged.until_date
    if until is None:
        return ""
    if until < flagged.from_date:
        return "This is before the first day. Give the first day or a later one."
    if until < today:
        return "These days are over. Give today or a later day, or leave it empty."
    return ""


def _wrong_reason(words: str, what: str) -> str:
    if not words:
        return f"Say in a sentence why {what}."
    return "" if len(words) <= LONGEST_REASON else f"Use at most {LONGEST_REASON:,} characters."


def _cleaned(words: str) -> str:
    return words.replace("\0", "").replace("\r\n", "\n").strip()


def _find_first(flag: CustomerFlag) -> CustomerFlag | None:
    """Return the flag that was set with the same key, if it says the same."""
    if flag.once is None:
        return None
    first = CustomerFlag.objects.filter(once=flag.once).first()
    if first is None:
        return None
    if any(getattr(first, name) != getattr(flag, name) for name in WHAT_IS_SAID):
        raise KeyWasUsed("Something else was set from this form before. Open it again.")
    return first


def _record(action: str, flag: CustomerFlag, *, by: User, now: datetime, **more: Any) -> None:
    after = {
        "customerId": flag.customer_id,
        "kind": flag.kind,
        "fromDate": flag.from_date.isoformat(),
        "untilDate": flag.until_date.isoformat() if flag.until_date else None,
        "reason": flag.reason,
        **more,
    }
    subject = ("customer flag", str(flag.pk))
    audit.record(action=action, subject=subject, now=now, actor=by, after=after)


def _tell_pages(flag: CustomerFlag) -> None:
    transaction.on_commit(lambda: publisher.publish({topics.customer(flag.customer_id)}))
