"""Holding a payment: its row locked, with all that a step reads, until the transaction ends."""

from billers.models import Attempt, BillerTransaction


def lock_payment(payment_id: int) -> BillerTransaction:
    """Return a payment with its row locked until the transaction ends."""
    rows = BillerTransaction.objects.select_related("config", "initiated_by", "owner")
    return rows.select_for_update(of=("self",)).get(pk=payment_id)


def lock_attempt(attempt_id: int) -> tuple[Attempt, BillerTransaction]:
    """Return an attempt and its payment, the payment's row locked until the transaction ends."""
    payment_id = Attempt.objects.values_list("transaction_id", flat=True).get(pk=attempt_id)
    payment = lock_payment(payment_id)
    return Attempt.objects.get(pk=attempt_id), payment
