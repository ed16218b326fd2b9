"""Looking into an unknown payment now, because somebody asks, and not only when it is due."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from billers.models import BillerTransaction
from billers.operations.choosing import NotPossible, choices_of
from billers.operations.locking import lock_payment
from billers.operations.telling import tell
from billers.operations.timeline import note
from billie.staff import audit


def look_again(*, payment_id: int, by: User, now: datetime) -> BillerTransaction:
    """Make the next automatic step of an unknown payment due at once; a worker takes it.

    :raises NotPossible: if its outcome is known, or two people have to decide
    """
    with transaction.atomic(durable=True):
        payment = lock_payment(payment_id)
        if why_not := choices_of(payment).look_again:
            raise NotPossible(why_not)
        payment.next_action_at = now
        payment.save(update_fields=["next_action_at"])
        note(payment, why="Somebody asked to look again now.", now=now, who=by.get_username())
        audit.record(
            action="PAYMENT_LOOKED_INTO", subject=("bill payment", payment.number), now=now
        )
    tell(payment)
    return payment
