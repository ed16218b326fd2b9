"""Payments as lines of a list."""

from collections.abc import Iterable
from dataclasses import dataclass

from billers.models import BillerTransaction
from billers.pages.people import name_of


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment of a list, with the name of whoever took it on."""

    payment: BillerTransaction
    who: str


def show_payments(payments: Iterable[BillerTransaction]) -> list[PaymentRow]:
    """Return payments, with their people at hand, as lines."""
    return [PaymentRow(payment, name_of(payment.initiated_by)) for payment in payments]
