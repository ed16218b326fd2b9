"""Which payments need a person, and what trouble each is in: told by the database in one look."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from billers.models import BillerTransaction, Outcome
from billers.queries.payments import NEEDS_PEOPLE, REVERSAL_UNKNOWN
from billers.states import LIVE, Status

LATE = timedelta(minutes=10)
"""After which a payment that is not even unknown is not on a usual way any more."""


class Trouble(StrEnum):
    """Why something needs a person."""

    CONFLICT = "CONFLICT"
    ALARM = "ALARM"
    STUCK_MONEY = "STUCK_MONEY"
    UNKNOWN = "UNKNOWN"
    STANDING_STILL = "STANDING_STILL"


IS_HELD = Q(uses_core_banking=True, hold_outcome=Outcome.ACCEPTED)
IS_TAKEN_BACK = Q(reverse_outcome=Outcome.ACCEPTED)
IS_SETTLED_THERE = ~Q(pay_outcome__in=["", Outcome.UNKNOWN])

#   what a payment that needs a person is like, and its trouble; the first that fits
TROUBLES: tuple[tuple[Q, Trouble], ...] = (
    (Q(has_conflict=True),          Trouble.CONFLICT),
    (Q(has_alarm=True),             Trouble.ALARM),
    (REVERSAL_UNKNOWN & IS_TAKEN_BACK, Trouble.STUCK_MONEY),
    (REVERSAL_UNKNOWN,              Trouble.UNKNOWN),
    (~Q(status=Status.UNKNOWN),     Trouble.STANDING_STILL),
    (IS_HELD & IS_SETTLED_THERE,    Trouble.STUCK_MONEY),
    (Q(status=Status.UNKNOWN),      Trouble.UNKNOWN),
)  # fmt: skip
TROUBLE = Case(
    *(When(is_like, then=Value(trouble.value)) for is_like, trouble in TROUBLES),
    output_field=CharField(),
)
SINCE = Coalesce(F("unknown_since"), F("reversing_since"), F("created_at"))


def find_troubled(*, now: datetime, trouble: str = "") -> "QuerySet[BillerTransaction]":
    """Return the payments that need a person, or those in one trouble, each with its `trouble`.

    They come in no order.
    """
    is_late = Q(status__in=LIVE - {Status.UNKNOWN}, created_at__lte=now - LATE)
    is_late |= Q(reversing_since__lte=now - LATE)
    found = BillerTransaction.objects.filter(NEEDS_PEOPLE | is_late).annotate(trouble=TROUBLE)
    return found.filter(trouble=trouble) if trouble else found
