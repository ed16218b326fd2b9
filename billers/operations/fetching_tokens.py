"""Fetching the token of a paid bill that we do not have: a question to the biller, never a sale.

A payment that people, a callback or a statement settled is paid, and its token is still with the
biller, which tells it again to whoever asks for the status of the same reference.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from billers import switchboard
from billers.connectors.contract import SettingsAreUnfinished
from billers.connectors.registry import NoSuchConnector
from billers.models import Attempt, BillerTransaction, Leg
from billers.operations.choosing import NotPossible, choices_of
from billers.operations.claiming import begin_attempt
from billers.operations.gaps import Clock
from billers.operations.locking import lock_payment
from billers.operations.orders import order_of
from billers.operations.settling import record_query, sent_there_at
from billers.operations.telling import tell
from billers.operations.timeline import note
from billie.staff import audit


class TokenNotTold(Exception):
    """The biller was asked for a token and did not tell it; the message says what it said."""

    code = "TOKEN_NOT_TOLD"
    next_step = "Ask again later, or ask the biller by phone."


def fetch_tokens(*, payment_id: int, by: User, clock: Clock) -> BillerTransaction:
    """Ask the biller for the tokens of a paid bill, and keep them sealed.

    :raises NotPossible: if they are here already, or the biller cannot be asked
    :raises TokenNotTold: if the biller did not tell them
    """
    connector = _connector_for(payment_id)
    payment, query, paid = _begin(payment_id, by=by, now=clock())
    reply = connector.query_status(order_of(payment, paid))
    sent_at = sent_there_at(payment, paid)
    payment = record_query(query.pk, Leg.PAY, sent_at, reply, now=clock())
    tell(payment)
    if not payment.tokens:
        raise TokenNotTold("The biller was asked and told no token.")
    return payment


def _connector_for(payment_id: int) -> Any:
    payment = BillerTransaction.objects.select_related("config").get(pk=payment_id)
    try:
        return switchboard.connect(payment.config)
    except (SettingsAreUnfinished, NoSuchConnector) as error:
        raise TokenNotTold(f"The biller was not asked: {error}") from None


def _begin(
    payment_id: int, *, by: User, now: datetime
) -> tuple[BillerTransaction, Attempt, Attempt]:
    """Return the payment, the question to be asked, and the call that it asks about."""
    with transaction.atomic(durable=True):
        payment = lock_payment(payment_id)
        if why_not := choices_of(payment).fetch_token:
            raise NotPossible(why_not)
        paid = payment.attempts.filter(leg=Leg.PAY, is_resend=False).latest("pk")
        query = begin_attempt(payment, Leg.QUERY, now=now, resends=paid.reference)
        note(payment, why="The biller is asked for the token.", now=now, who=by.get_username())
        audit.record(
            action="TOKEN_ASKED_FOR",
            subject=("bill payment", payment.number),
            now=now,
            actor=by,
        )
        return payment, query, paid
