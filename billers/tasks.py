"""What Celery does for this room. A task carries ids only; twice, late or never does no harm.

Everything that moves money runs in a queue of its own, so that reports and notices never stand
before a payment.
"""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from billers.operations import alarms
from billers.operations.advancing import advance_payment as advance
from billers.operations.alarms import list_untold_alarms
from billers.operations.callbacks import list_unprocessed
from billers.operations.callbacks import process_callback as process
from billers.operations.counting import fold_changes
from billers.operations.idempotency import forget_old_answers
from billers.operations.proposing import forget_drafts
from billers.operations.sweeping import list_due
from billers.operations.tallying import note_sweep
from billers.operations.task_names import ADVANCE, CALLBACK
from billers.operations.transferring import settle_transfers
from billie.enqueueing import enqueue


@shared_task(name=ADVANCE)
def advance_payment(*, payment_id: int) -> str:
    """Take the steps of a payment that it can take now, if its status allows any."""
    payment = advance(payment_id=payment_id, clock=timezone.now)
    return str(payment.status) if payment else "nothing to do"


@shared_task(name=CALLBACK)
def process_callback(*, callback_id: int) -> str:
    """Take what a believed callback says as evidence, once."""
    return process(callback_id=callback_id, now=timezone.now()).words


@shared_task(name="billers.sweep")
def sweep() -> dict[str, int]:
    """Find payments and callbacks that nobody is working on, and give them to workers."""
    now = timezone.now()
    payments = list_due(now=now)
    callbacks = list_unprocessed()
    for payment_id in payments:
        enqueue(ADVANCE, payment_id=payment_id)
    for callback_id in callbacks:
        enqueue(CALLBACK, callback_id=callback_id)
    note_sweep(now=now)
    return {"payments": len(payments), "callbacks": len(callbacks)}


@shared_task(name="billers.settle_transfers")
def settle_core_transfers() -> int:
    """Look for transfers at core banking of which nobody knows what became."""
    return settle_transfers(now=timezone.now())


@shared_task(name="billers.look_after_alarms")
def look_after_alarms() -> int:
    """Have people told of alarms that nobody was told of; return how many there are."""
    untold = list_untold_alarms(now=timezone.now()) if settings.NOTICE_URLS else []
    for alarm_id in untold:
        tell_of_alarm.delay(alarm_id=alarm_id)
    return len(untold)


@shared_task(name="billers.tell_of_alarm")
def tell_of_alarm(*, alarm_id: int) -> bool:
    """Send the notice of an alarm, unless it was sent or its next try is not due."""
    return alarms.tell_of_alarm(
        alarm_id=alarm_id,
        addresses=settings.NOTICE_URLS,
        site=settings.PUBLIC_URL,
        now=timezone.now(),
    )


@shared_task(name="billers.forget_old_answers")
def forget_answers() -> int:
    """Forget answers to idempotency keys that nobody can mean any more."""
    return forget_old_answers(now=timezone.now())


@shared_task(name="billers.forget_drafts")
def forget_unasked_changes() -> int:
    """Forget changes of billers that were reviewed and never asked for."""
    return forget_drafts(now=timezone.now())


@shared_task(name="billers.fold_figures")
def fold_figures() -> int:
    """Fold what payments changed into the daily figures."""
    return fold_changes()
