"""Holding a payment: its row locked, with all that a step reads, until the transaction ends."""

from billers.models import Attempt, BillerTransaction


def lock_payment(payment_id: int) -> BillerTransaction:
    """Return a payment and its configuration, its row locked until the transaction ends."""
    payments = BillerTransaction.objects.select_related("config")
    return payments.select_for_update(of=("self",)).get(pk=payment_id)


def lock_attempt(attempt_id: int) -> tuple[Attempt, BillerTransaction]:
    """Return an attempt and its payment, the payment's row locked until the transaction ends.

    The attempt is read once the row is held: until then another worker may close it.
    """
    payment = BillerTransaction.objects.select_for_update(of=("self",)).get(attempts=attempt_id)
    return Attempt.objects.get(pk=attempt_id), payment
