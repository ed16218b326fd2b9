"""Alarms: what cannot be right reaches people, and stays until somebody has looked into it.

# Note [Why an alarm is not closed by evidence]
A biller that took another amount than ours may well say "accepted" when it is asked later. That
settles the payment and not the difference, so only people close an alarm: one who says what was
found, or the two who resolve the payment.

# Note [A notice is sent once at least]
A try is written down, and when the next one is due, before the notice is sent; that it was told is
written down only afterwards. So a mail server that is down, and a worker that dies while sending,
cost a try and no notice. After the last try the alarm still stands where people look.
"""

from datetime import datetime, timedelta

import structlog
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from billers.models import Alarm, BillerTransaction
from billers.operations.choosing import NotPossible, choices_of
from billers.operations.locking import lock_payment
from billers.operations.telling import tell
from billers.operations.timeline import note
from billie.staff import audit
from billie.staff.notices import send_notice

MOST_AT_ONCE = 100
UNTIL_NEXT_TRY = [
    timedelta(seconds=seconds) for seconds in (60, 120, 300, 900, 3600, 10_800, 21_600, 43_200)
]
"""How long after each try the next one is due; there are no more tries than gaps."""

log = structlog.get_logger(__name__)


def raise_alarm(payment: BillerTransaction, *, words: str, now: datetime) -> None:
    """Open the alarm of a payment whose row is locked, or say in it what came again.

    The caller saves the payment.
    """
    opened = {"words": words, "closed_at": None, "closed_by": None}
    Alarm.objects.update_or_create(
        transaction=payment,
        defaults=opened,
        create_defaults={**opened, "biller_type": payment.biller_type, "raised_at": now},
    )
    payment.owner = payment.owner or payment.initiated_by
    if not payment.has_alarm:
        payment.has_alarm = True
        note(payment, why=f"Alarm: {words}", now=now)
    log.error("payment_alarm", payment=payment.number, words=words)


def close_alarm(*, payment_id: int, by: User, why: str, now: datetime) -> BillerTransaction:
    """Close an alarm that somebody has looked into; `why` says what was found.

    :raises NotPossible: if there is none
    """
    with transaction.atomic(durable=True):
        payment = lock_payment(payment_id)
        if why_not := choices_of(payment).close_alarm:
            raise NotPossible(why_not)
        quieten(payment, by=by, now=now)
        payment.save(update_fields=["has_alarm"])
        note(payment, why=f"Alarm looked into: {why}", now=now, who=by.get_username())
        audit.record(
            action="PAYMENT_ALARM_CLOSED",
            subject=("bill payment", payment.number),
            now=now,
            after={"why": why},
        )
    tell(payment)
    return payment


def quieten(payment: BillerTransaction, *, by: User | None, now: datetime) -> None:
    """Close the alarm of a payment whose row is locked, if one is open. The caller saves it."""
    if payment.has_alarm:
        payment.has_alarm = False
        Alarm.objects.filter(transaction=payment).update(closed_at=now, closed_by=by)


def list_untold_alarms(*, now: datetime) -> list[int]:
    """Return the ids of open alarms that people are to be told of now, the oldest first."""
    return list(_untold(now).order_by("id").values_list("pk", flat=True)[:MOST_AT_ONCE])


def tell_of_alarm(*, alarm_id: int, addresses: list[str], site: str, now: datetime) -> bool:
    """Send one notice of an alarm to the Apprise addresses; tell whether it was delivered.

    A payment's alarm is told of once, whatever comes later. What is not delivered is tried again:
    Note [A notice is sent once at least]. The notice has the payment's number, its biller and its
    address below `site`, and nothing else.
    """
    alarm = _claim_notice(alarm_id, now)
    if alarm is None:
        return False
    payment = alarm.transaction
    was_sent = send_notice(
        addresses=addresses,
        title=f"Alarm: bill payment {payment.number} at {payment.biller_name}",
        body=f"{site.rstrip('/')}/billers/transactions/{payment.number}",
    )
    if was_sent:
        Alarm.objects.filter(pk=alarm_id).update(told_at=now, next_notice_at=None)
    else:
        is_last = alarm.notices >= len(UNTIL_NEXT_TRY)
        log.warning("alarm_notice_not_delivered", payment=payment.number, is_last=is_last)
    return was_sent


def _untold(now: datetime) -> "QuerySet[Alarm]":
    is_due = Q(next_notice_at=None) | Q(next_notice_at__lte=now)
    return Alarm.objects.filter(
        is_due, told_at=None, closed_at=None, notices__lt=len(UNTIL_NEXT_TRY)
    )


def _claim_notice(alarm_id: int, now: datetime) -> Alarm | None:
    """Return an alarm whose notice is ours to send, None if it was sent or somebody is at it."""
    with transaction.atomic(durable=True):
        alarm = _untold(now).select_for_update(of=("self",)).filter(pk=alarm_id).first()
        if alarm is None:
            return None
        alarm.next_notice_at = now + UNTIL_NEXT_TRY[alarm.notices]
        alarm.notices += 1
        alarm.save(update_fields=["notices", "next_notice_at"])
    return alarm
