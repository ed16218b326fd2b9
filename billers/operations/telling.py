"""Telling open pages what has become of a payment, after it was committed."""

from billers.models import BillerTransaction
from billie.live import publisher, topics


def tell(payment: BillerTransaction) -> None:
    """Announce that a payment has changed, to its own page and to the lists."""
    publisher.publish({topics.payment(payment.number), topics.PAYMENTS})
