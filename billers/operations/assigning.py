"""Who looks into a payment: anybody who may resolve takes one over, or gives it to a colleague."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from billers.models import BillerTransaction
from billers.operations.choosing import NotPossible, choices_of
from billers.operations.locking import lock_payment
from billers.operations.telling import tell
from billers.operations.timeline import note
from billie.staff import audit

RESOLVE = "billers.resolve_payment"


class OwnerNotPossible(ValueError):
    """Somebody cannot look into payments, for want of the right or of an open account."""


def assign_payment(*, payment_id: int, to: User, by: User, now: datetime) -> BillerTransaction:
    """Make somebody the owner of a payment that is not over; the same owner again is no move.

    :raises NotPossible: if there is nothing to look into
    :raises OwnerNotPossible: if `to` may not resolve payments
    """
    if not (to.is_active and to.has_perm(RESOLVE)):
        raise OwnerNotPossible(f"{_name(to)} may not resolve payments.")
    with transaction.atomic(durable=True):
        payment = lock_payment(payment_id)
        if why_not := choices_of(payment).assign:
            raise NotPossible(why_not)
        before = payment.owner
        if before == to:
            return payment
        payment.owner = to
        payment.updated_at = now
        payment.save(update_fields=["owner", "updated_at"])
        _write_down(payment, before, by=by, now=now)
    tell(payment)
    return payment


def _write_down(
    payment: BillerTransaction, before: User | None, *, by: User, now: datetime
) -> None:
    to = payment.owner
    taken = f"{_name(by)} looks into it now."
    why = taken if to == by else f"{_name(by)} gave it to {_name(to)} to look into."
    note(payment, why=why, now=now, who=by.get_username())
    audit.record(
        action="PAYMENT_ASSIGNED",
        subject=("bill payment", payment.number),
        now=now,
        before={"owner": before.get_username() if before else None},
        after={"owner": to.get_username() if to else None},
    )


def _name(person: User | None) -> str:
    return (person.get_full_name() or person.get_username()) if person else ""
