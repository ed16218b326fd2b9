"""Payments as a file: who took which ones out of the house is written down."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from django.contrib.auth.models import User

from billers.queries.exporting import export_payments as write
from billers.queries.payments import PaymentFilters
from billie.staff import audit


def export_payments(*, filters: PaymentFilters, by: User, now: datetime) -> Iterator[bytes]:
    """Return the payments that filters leave as pieces of CSV, and record who takes them.

    :raises PeriodBackwards: if the period would end before it begins
    """
    pieces = write(filters)
    asked = {name: value for name, value in asdict(filters).items() if value not in (None, "")}
    audit.record(
        action="PAYMENTS_EXPORTED",
        subject=("bill payments", "export"),
        now=now,
        actor=by,
        after={"filters": {name: str(value) for name, value in asked.items()}},
    )
    return pieces
