"""Promises to pay as they stand now: judged when they are read, whoever wrote it down or did not.

# Note [Why promises are judged on reading]
A projection never acts, so a payment that arrives does not change a promise. What staff see must
be true all the same, the moment the payment is there. Every reader therefore judges anew; a task
writes the verdict down within a minute, for lists that are searched by it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from billie.kernel.money import ZERO
from billie.web.keyset import DEFAULT_LIMIT, Page, paginate
from servicing.models import Payment, PromiseToPay
from servicing.models.casework.promises import MOVES, PromiseState
from servicing.queries.promise_rule import judge

MOST_PROMISES = 50
SECOND_THOUGHTS = timedelta(days=30)
"""How long after a promise was broken a payment that was made in time can still keep it."""


class PromiseNotKnown(LookupError):
    """There is no promise with this number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseView:
    """A promise, how it stands and what has come in for it."""

    promise: PromiseToPay
    state: PromiseState
    paid: Decimal

    @property
    def is_open(self) -> bool:
        """Whether payments are still waited for."""
        return self.state == PromiseState.OPEN

    @property
    def missing(self) -> Decimal:
        """What has not come in yet."""
        return max(self.promise.amount - self.paid, ZERO)


def list_promises(
    *, customer_ids: Iterable[str], today: date, limit: int = MOST_PROMISES
) -> list[PromiseView]:
    """Return the newest promises of a customer's identities, newest first, in two queries."""
    return judged(list(_of(customer_ids).order_by("-id")[:limit]), today=today)


def page_promises(
    *,
    customer_ids: Iterable[str],
    today: date,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[PromiseView]:
    """Return a page of promises of a customer's identities, newest first.

    :raises billie.web.keyset.CursorNotValid: if the cursor was changed
    """
    page = paginate(_of(customer_ids), order=["-id"], cursor=cursor, limit=limit)
    return Page(
        rows=judged(page.rows, today=today),
        next_cursor=page.next_cursor,
        previous_cursor=page.previous_cursor,
    )


def get_promise(*, promise_id: int, today: date) -> PromiseView:
    """Return one promise as it stands.

    :raises PromiseNotKnown: if there is none with this number
    """
    promise = with_people(PromiseToPay.objects.filter(pk=promise_id)).first()
    if promise is None:
        raise PromiseNotKnown(promise_id)
    return judged([promise], today=today)[0]


def find_newest(*, loan_account_ids: Iterable[str], today: date) -> dict[str, PromiseView]:
    """Return the newest promise of each account that has one, by account, in two queries."""
    newest = (
        PromiseToPay.objects.filter(loan_account_id__in=list(loan_account_ids))
        .order_by("loan_account_id", "-id")
        .distinct("loan_account_id")
    )
    views = judged(list(with_people(newest)), today=today)
    return {view.promise.loan_account_id: view for view in views}


def judged(promises: Sequence[PromiseToPay], *, today: date) -> list[PromiseView]:
    """Return promises as they stand on a business day, in one query for their payments."""
    payments = payments_for(promises)
    views = []
    for promise in promises:
        verdict = judge(promise, payments.get(promise.loan_account_id, ()), today=today)
        views.append(PromiseView(promise=promise, state=verdict.state, paid=verdict.paid))
    return views


def payments_for(promises: Iterable[PromiseToPay]) -> dict[str, list[Payment]]:
    """Return the payments that may count for promises that are not settled for good."""
    undecided = [promise for promise in promises if MOVES[PromiseState(promise.state)]]
    found: dict[str, list[Payment]] = defaultdict(list)
    if undecided:
        between = (
            min(promise.made_date for promise in undecided),
            max(promise.last_date for promise in undecided),
        )
        accounts = [promise.loan_account_id for promise in undecided]
        payments = Payment.objects.filter(loan_account_id__in=accounts, paid_date__range=between)
        for payment in payments:
            found[payment.loan_account_id].append(payment)
    return dict(found)


def candidates(*, today: date) -> "QuerySet[PromiseToPay]":
    """Return the promises whose verdict may be another one now, oldest first.

    Those that something was paid for, and those whose days are over; not more than a month after
    they were broken.
    """
    paid = Payment.objects.filter(
        loan_account_id=OuterRef("loan_account_id"),
        paid_date__range=(OuterRef("made_date"), OuterRef("last_date")),
    )
    is_open = Q(state=PromiseState.OPEN)
    is_recent = Q(state=PromiseState.BROKEN, last_date__gte=today - SECOND_THOUGHTS)
    return PromiseToPay.objects.filter(
        (is_open & Q(last_date__lt=today)) | ((is_open | is_recent) & Exists(paid))
    ).order_by(F("id"))


def with_people(promises: "QuerySet[PromiseToPay]") -> "QuerySet[PromiseToPay]":
    """Let promises come with who took and who cancelled them."""
    return promises.select_related("taken_by", "cancelled_by")


def _of(customer_ids: Iterable[str]) -> "QuerySet[PromiseToPay]":
    return with_people(PromiseToPay.objects.filter(customer_id__in=list(customer_ids)))
