"""Promises to pay: taken once, cancelled with a reason, kept or broken by what comes in."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from billie.live import publisher, topics
from billie.staff import audit
from servicing.models import LoanAccount, PromiseToPay
from servicing.models.casework.promises import MOVES, PromiseState
from servicing.operations.once import KeyWasUsed, digest
from servicing.operations.promised import Promised, problems_of
from servicing.queries.accounts import AccountNotKnown
from servicing.queries.customers import list_merged_ids
from servicing.queries.parked import find_parked
from servicing.queries.promises import PromiseNotKnown, PromiseView, candidates, judged

LONGEST_REASON = 2000
BATCH = 200
WHAT_IS_SAID = ("loan_account_id", "amount", "due_date", "last_date", "note")


class PromiseRefused(Exception):
    """A promise was not taken; `fields` has a sentence for each entry that is wrong."""

    def __init__(self, fields: dict[str, str]) -> None:
        self.fields = fields
        super().__init__(" ".join(fields.values()))


class PromiseIsOpen(Exception):
    """The account has an open promise already."""


class PromiseIsSettled(Exception):
    """The promise was kept, broken or cancelled in the meantime."""


class CancelReasonMissing(Exception):
    """A promise is cancelled with a reason in words."""


def take_promise(
    *, promised: Promised, by: User, now: datetime, customer_id: str = "", once: str = ""
) -> PromiseToPay:
    """Keep what a customer promised; with `customer_id` the account must be theirs.

    `once` is the key of the form: the same promise under it is taken once.

    :raises AccountNotKnown: if no event has named the account (`servicing.queries.accounts`)
    :raises PromiseRefused: if it cannot be promised like this
    :raises PromiseIsOpen: if there is an open promise on this account
    :raises KeyWasUsed: if something else was promised with this key (`servicing.operations.once`)
    """
    account = LoanAccount.objects.filter(pk=promised.loan_account_id).first()
    if account is None:
        raise AccountNotKnown(promised.loan_account_id)
    if promised.grace_days is None:
        promised = replace(promised, grace_days=settings.PROMISE_GRACE_DAYS)
    if problems := problems_of(
        promised, account, owners=_owners(customer_id), today=timezone.localdate(now)
    ):
        raise PromiseRefused(problems)
    promise = _build(promised, account, now=now)
    promise.taken_by, promise.once = by, digest(once, by)
    return _keep(promise, now=now)


def _build(promised: Promised, account: LoanAccount, *, now: datetime) -> PromiseToPay:
    return PromiseToPay(
        customer_id=account.customer_id or "",
        loan_account_id=account.pk,
        amount=promised.amount,
        currency=account.currency,
        due_date=promised.due_date,
        last_date=promised.due_date + timedelta(days=promised.grace_days or 0),
        note=promised.note.replace("\0", "").replace("\r\n", "\n").strip(),
        made_at=now,
        made_date=timezone.localdate(now),
    )


def cancel_promise(*, promise_id: int, reason: str, by: User, now: datetime) -> PromiseToPay:
    """Cancel an open promise, with a reason in words.

    :raises PromiseNotKnown: if there is no promise with this number (`servicing.queries.promises`)
    :raises CancelReasonMissing: if there are no words, or too many
    :raises PromiseIsSettled: if it is not open any more
    """
    words = reason.replace("\0", "").strip()
    if not words or len(words) > LONGEST_REASON:
        raise CancelReasonMissing("Say in a sentence why the promise is cancelled.")
    with transaction.atomic():
        promise = PromiseToPay.objects.select_for_update().filter(pk=promise_id).first()
        if promise is None:
            raise PromiseNotKnown(promise_id)
        (view,) = judged([promise], today=timezone.localdate(now))
        if view.state != PromiseState.OPEN:
            raise PromiseIsSettled(
                f"This promise is {view.state.label.lower()} and cannot be cancelled any more."
            )
        _check_move(promise, PromiseState.CANCELLED)
        promise.state, promise.settled_at = PromiseState.CANCELLED, now
        promise.cancelled_by, promise.cancel_reason = by, words
        promise.paid_amount = view.paid
        promise.save()
        _record("PROMISE_CANCELLED", promise, by=by, now=now, reason=words)
    _tell_pages(promise)
    return promise


def settle_promises(*, now: datetime, batch: int = BATCH) -> int:
    """Write down which promises were kept or broken by now; return how many.

    In batches, each a transaction of its own. Rows that somebody else works on are left for the
    next time.
    """
    today, after, settled = timezone.localdate(now), 0, 0
    while True:
        ids = list(
            candidates(today=today).filter(id__gt=after).values_list("id", flat=True)[:batch]
        )
        if not ids:
            return settled
        settled += len(_settle(ids, now=now))
        after = ids[-1]


def _settle(ids: list[int], *, now: datetime) -> list[PromiseToPay]:
    with transaction.atomic():
        rows = PromiseToPay.objects.select_for_update(skip_locked=True).filter(id__in=ids)
        views = judged(list(rows.order_by("id")), today=timezone.localdate(now))
        behind = find_parked(f"account:{view.promise.loan_account_id}" for view in views)
        moved = [
            view.promise
            for view in views
            if not (view.state == PromiseState.BROKEN and _account_of(view) in behind)
            and _write_down(view, now=now)
        ]
    for promise in moved:
        _tell_pages(promise)
    return moved


def _owners(customer_id: str) -> list[str]:
    return [customer_id, *list_merged_ids(customer_id)] if customer_id else []


def _account_of(view: PromiseView) -> str:
    return f"account:{view.promise.loan_account_id}"


def _write_down(view: PromiseView, *, now: datetime) -> bool:
    """Save a verdict that is another one than before; tell whether it was."""
    promise = view.promise
    if view.state == promise.state:
        return False
    _check_move(promise, view.state)
    promise.state, promise.settled_at, promise.paid_amount = view.state, now, view.paid
    promise.save(update_fields=["state", "settled_at", "paid_amount"])
    return True


def _keep(promise: PromiseToPay, *, now: datetime) -> PromiseToPay:
    """Save a promise with its trail, unless it was saved before."""
    if (first := _find_first(promise)) is not None:
        return first
    still_open = PromiseToPay.objects.filter(
        loan_account_id=promise.loan_account_id, state=PromiseState.OPEN
    )
    _settle(list(still_open.values_list("id", flat=True)), now=now)
    try:
        with transaction.atomic():
            promise.save(force_insert=True)
            _record("PROMISE_TAKEN", promise, by=promise.taken_by, now=now)
    except IntegrityError as error:  # the same form was faster, or there is an open promise
        if (first := _find_first(promise)) is not None:
            return first
        if still_open.exists():
            raise PromiseIsOpen(
                "There is an open promise on this account. Cancel it first, then take the new one."
            ) from error
        raise
    _tell_pages(promise)
    return promise


def _find_first(promise: PromiseToPay) -> PromiseToPay | None:
    """Return the promise that was taken with the same key, if it says the same."""
    if promise.once is None:
        return None
    first = PromiseToPay.objects.filter(once=promise.once).first()
    if first is None:
        return None
    if any(getattr(first, name) != getattr(promise, name) for name in WHAT_IS_SAID):
        raise KeyWasUsed("Something else was promised from this form before. Open it again.")
    return first


def _check_move(promise: PromiseToPay, after: PromiseState) -> None:
    assert after in MOVES[PromiseState(promise.state)], f"{promise.state} to {after}"  # noqa: S101


def _record(action: str, promise: PromiseToPay, *, by: User, now: datetime, **more: Any) -> None:
    after = {
        "customerId": promise.customer_id,
        "loanAccountId": promise.loan_account_id,
        "amount": f"{promise.amount:.2f}",
        "currency": promise.currency,
        "dueDate": promise.due_date.isoformat(),
        "lastDate": promise.last_date.isoformat(),
        "state": promise.state,
        **more,
    }
    subject = ("promise to pay", str(promise.pk))
    audit.record(action=action, subject=subject, now=now, actor=by, after=after)


def _tell_pages(promise: PromiseToPay) -> None:
    changed = {topics.customer(promise.customer_id), topics.account(promise.loan_account_id)}
    transaction.on_commit(lambda: publisher.publish(changed))
