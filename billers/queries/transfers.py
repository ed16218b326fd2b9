"""Transfers at core banking of which nobody knows what became: money that no payment tells of."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Min, QuerySet, Sum

from billers.models import CoreTransfer
from billers.models.transfers import UNSETTLED

SENDING_FOR = timedelta(minutes=2)
"""How long a transfer may be on its way: until then it is no trouble that nobody knows."""


class UnsettledTransfers(NamedTuple):
    """What is not settled in a currency; `amount` in major units, `since` of the oldest."""

    currency: str
    transfers: int
    amount: Decimal
    since: datetime


def find_unsettled(*, now: datetime) -> "QuerySet[CoreTransfer]":
    """Return the transfers of which nobody knows, and that are not being sent just now."""
    return CoreTransfer.objects.filter(UNSETTLED, asked_at__lte=now - SENDING_FOR)


def sum_unsettled(*, now: datetime) -> list[UnsettledTransfers]:
    """Return how many they are, what they are about and how old the oldest is, by currency."""
    rows = find_unsettled(now=now).order_by("currency").values_list("currency")
    return [
        UnsettledTransfers(*row)
        for row in rows.annotate(Count("id"), Sum("amount"), Min("asked_at"))
    ]
