"""Payments: the list with its filters and its search, and one with its whole story."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone

from billers.models import Attempt, BillerTransaction, Evidence, TimelineEntry, TokenReveal
from billers.states import Status
from billie.web.keyset import DEFAULT_LIMIT, Page, paginate

PEOPLE = ("initiated_by", "owner")
MOST_BY_REFERENCE = 50
LONGEST_SEARCH = 200
REVERSAL_UNKNOWN = Q(reversing_since__isnull=False, unknown_since__isnull=False)
NEEDS_PEOPLE = (
    Q(status=Status.UNKNOWN) | Q(has_conflict=True) | Q(has_alarm=True) | REVERSAL_UNKNOWN
)
"""What an index of its own holds: nobody knows, evidence contradicts itself, or an alarm rings."""

ORDER = ("-created_at", "-id")
DAY = timedelta(days=1)
FIRST_DAY, LAST_DAY = date.min + DAY, date.max - 2 * DAY
"""Beyond these a day's begin may be no instant in every zone, and nothing is there."""


class PaymentNotKnown(LookupError):
    """There is no payment with this number."""


class PeriodBackwards(ValueError):
    """A period would end before it begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFilters:
    """How the list can be narrowed; what is None or empty does not narrow it.

    `account` is the beginning of an account number. Days are business days, both included;
    amounts are in major units, both included. `search` is a number, a reference of an attempt, a
    biller's receipt, or the beginning of an account number.
    """

    biller_type: str = ""
    status: str = ""
    outcome: str = ""
    transaction_type: str = ""
    from_date: date | None = None
    to_date: date | None = None
    from_amount: Decimal | None = None
    to_amount: Decimal | None = None
    account: str = ""
    initiated_by: str = ""
    needs_attention: bool | None = None
    search: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    """One payment with its calls, its story, what was said of it and who saw its tokens.

    The first of each comes first.
    """

    payment: BillerTransaction
    attempts: list[Attempt]
    timeline: list[TimelineEntry]
    evidence: list[Evidence]
    reveals: list[TokenReveal]


def page_payments(
    *, filters: PaymentFilters, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[BillerTransaction]:
    """Return a page of payments, the newest first.

    :raises PeriodBackwards: if the period would end before it begins
    :raises billie.web.keyset.CursorNotValid: if the cursor was changed
    """
    payments = BillerTransaction.objects.select_related(*PEOPLE)
    if filters.account or filters.search.strip():
        parts = [_narrowed(filters).filter(way) for way in _ways(filters)]
        return paginate(payments, order=ORDER, cursor=cursor, limit=limit, parts=parts)
    narrowed = filter_payments(filters).select_related(*PEOPLE)
    return paginate(narrowed, order=ORDER, cursor=cursor, limit=limit)


def filter_payments(filters: PaymentFilters) -> "QuerySet[BillerTransaction]":
    """Return the payments that filters leave, in no order.

    :raises PeriodBackwards: if the period would end before it begins
    """
    return _narrowed(filters).filter(reduce(or_, _ways(filters)))


def get_payment(*, number: str) -> BillerTransaction:
    """Return a payment with its biller and the people behind it.

    :raises PaymentNotKnown: if there is none with this number
    """
    rows = BillerTransaction.objects.select_related("config", *PEOPLE)
    payment = rows.filter(number=number.strip().upper()).first()
    if payment is None:
        raise PaymentNotKnown(number)
    return payment


def get_payment_view(*, number: str) -> PaymentView:
    """Return a payment with all that is kept of it, in five queries.

    :raises PaymentNotKnown: if there is none with this number
    """
    payment = get_payment(number=number)
    return PaymentView(
        payment=payment,
        attempts=list(payment.attempts.order_by("id")),
        timeline=list(payment.timeline.order_by("id")),
        evidence=list(payment.evidence.order_by("id")),
        reveals=list(payment.reveals.select_related("by").order_by("nth")),
    )


def find_by_key(*, key: str, by: User) -> BillerTransaction | None:
    """Return the payment that somebody took on with a key, None if nothing came of it yet."""
    return BillerTransaction.objects.filter(initiated_by=by, idempotency_key=key).first()


def list_payments(*, numbers: Iterable[str]) -> list[BillerTransaction]:
    """Return the payments with these numbers, the newest first."""
    found = BillerTransaction.objects.filter(number__in=list(numbers)).select_related(*PEOPLE)
    return list(found.order_by(*ORDER))


def begin_of(day: date) -> datetime:
    """Return the instant at which a business day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _conditions(filters: PaymentFilters) -> dict[str, Any]:
    first, last = filters.from_date, filters.to_date
    if first and last and last < first:
        raise PeriodBackwards("The period ends before it begins.")
    asked = {
        "biller_type": filters.biller_type.upper(),
        "status": filters.status,
        "pay_outcome": filters.outcome,
        "transaction_type": filters.transaction_type,
        "created_at__gte": begin_of(first) if first and first > FIRST_DAY else None,
        "created_at__lt": begin_of(last + DAY) if last and last < LAST_DAY else None,
        "amount__gte": filters.from_amount,
        "amount__lte": filters.to_amount,
        "account_number__startswith": filters.account.strip(),
        "initiated_by__username": filters.initiated_by,
    }
    return {lookup: value for lookup, value in asked.items() if value not in (None, "")}


def _narrowed(filters: PaymentFilters) -> "QuerySet[BillerTransaction]":
    """Return the payments that all filters but the search leave."""
    found = BillerTransaction.objects.filter(**_conditions(filters))
    if filters.needs_attention is not None:
        found = found.filter(NEEDS_PEOPLE if filters.needs_attention else ~NEEDS_PEOPLE)
    return found


def _ways(filters: PaymentFilters) -> list[Q]:
    """Return the ways to find what somebody reads out, each the matter of an index."""
    words = filters.search[:LONGEST_SEARCH].replace("\0", "").strip()
    if not words:
        return [Q()]
    named = [Q(external_transaction_id=words), Q(account_number__startswith=words)]
    upper = words.upper()
    if upper.startswith("TXN-"):
        return [*named, Q(number__startswith=upper)]
    if upper.startswith("TXN"):
        by_reference = Attempt.objects.filter(reference=upper).values_list("transaction_id")
        ids = [row[0] for row in by_reference.order_by("id")[:MOST_BY_REFERENCE]]
        return [*named, Q(pk__in=ids), Q(number__startswith=f"TXN-{upper[3:]}")]
    return named
