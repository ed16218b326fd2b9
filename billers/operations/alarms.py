"""Alarms: what cannot be right reaches people once, and stays until somebody has looked into it.

# Note [Why an alarm is not closed by evidence]
A biller that took another amount than ours may well say "accepted" when it is asked later. That
settles the payment and not the difference, so only people close an alarm: one who says what was
found, or the two who resolve the payment.
"""

from datetime import datetime

import structlog
from django.contrib.auth.models import User
from django.db import transaction

from billers.models import Alarm, BillerTransaction
from billers.operations.choosing import NotPossible, choices_of
from billers.operations.locking import lock_payment
from billers.operations.telling import tell
from billers.operations.timeline import note
from billie.staff import audit
from billie.staff.notices import send_notice

MOST_AT_ONCE = 100

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


def list_untold_alarms() -> list[int]:
    """Return the ids of open alarms that nobody was told of, the oldest first."""
    untold = Alarm.objects.filter(told_at=None, closed_at=None).order_by("id")
    return list(untold.values_list("pk", flat=True)[:MOST_AT_ONCE])


def tell_of_alarm(*, alarm_id: int, addresses: list[str], site: str, now: datetime) -> bool:
    """Send one notice of an alarm to the Apprise addresses; tell whether it was sent.

    A payment's alarm is told of once, whatever comes later: only the first to claim it sends. The
    notice has the payment's number, its biller and its address below `site`, and nothing else.
    """
    if not Alarm.objects.filter(pk=alarm_id, told_at=None).update(told_at=now):
        return False
    payment = Alarm.objects.select_related("transaction").get(pk=alarm_id).transaction
    was_sent = send_notice(
        addresses=addresses,
        title=f"Alarm: bill payment {payment.number} at {payment.biller_name}",
        body=f"{site.rstrip('/')}/billers/transactions/{payment.number}",
    )
    if not was_sent:
        log.warning("alarm_notice_not_delivered", payment=payment.number)
    return was_sent
