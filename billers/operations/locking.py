"""Holding a payment: its row locked, with all that a step reads, until the transaction ends."""

from django.db.models import QuerySet

from billers.models import Attempt, BillerTransaction


def lock_payment(payment_id: int) -> BillerTransaction:
    """Return a payment with its row locked until the transaction ends."""
    return _locked().get(pk=payment_id)


def lock_attempt(attempt_id: int) -> tuple[Attempt, BillerTransaction]:
    """Return an attempt and its payment, the payment's row locked until the transaction ends."""
    payment = _locked().get(attempts=attempt_id)
    return Attempt.objects.get(pk=attempt_id), payment


def _locked() -> "QuerySet[BillerTransaction]":
    """Return payments to be locked; whose they are is read only where somebody asks."""
    return BillerTransaction.objects.select_related("config").select_for_update(of=("self",))
