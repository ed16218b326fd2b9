"""When a promise is kept or broken. Pure: rows and the business day go in, a verdict comes out.

Payments count that were made after the promise, up to the last of its days of grace. When they add
up to the amount it is kept, at once; when the days are over and they do not, it is broken. See
docs/decisions/0010.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billie.kernel.money import ZERO
from servicing.models import Payment, PromiseToPay
from servicing.models.casework.promises import MOVES, PromiseState


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a promise stands, and what has come in for it, in its currency."""

    state: PromiseState
    paid: Decimal


def counts(payment: Payment, promise: PromiseToPay) -> bool:
    """Tell whether a payment was made because of a promise, as far as days and instants tell.

    A payment has a day and no hour; on the day of the promise itself those count that became
    known after it.
    """
    if payment.loan_account_id != promise.loan_account_id:
        return False
    if payment.paid_date == promise.made_date:
        return payment.first_event_at is not None and payment.first_event_at > promise.made_at
    return bool(promise.made_date < payment.paid_date <= promise.last_date)


def judge(promise: PromiseToPay, payments: Iterable[Payment], *, today: date) -> Verdict:
    """Return how a promise stands on a business day, given the payments that are known."""
    state = PromiseState(promise.state)
    if not MOVES[state]:
        return Verdict(state=state, paid=promise.paid_amount or ZERO)
    paid = sum((payment.amount for payment in payments if counts(payment, promise)), ZERO)
    if paid >= promise.amount:
        return Verdict(state=PromiseState.KEPT, paid=paid)
    if today > promise.last_date:
        return Verdict(state=PromiseState.BROKEN, paid=paid)
    return Verdict(state=state, paid=paid)
