"""Making the call of an attempt: outside any transaction, and whatever happens is an outcome."""

from time import monotonic
from typing import Any

import structlog

from billers import switchboard
from billers.connectors.contract import (
    Exchange,
    MoneyOutcome,
    OrderIsUnsound,
    Phase,
    Reply,
    SettingsAreUnfinished,
    Unknown,
)
from billers.connectors.registry import NoSuchConnector
from billers.connectors.verdicts import settle_unsent
from billers.models import Attempt, BillerTransaction, Leg
from billers.operations.orders import order_of, reversal_of, transfer_of

BROKE = "Billie itself failed while it was sending: nobody knows whether the request arrived."

log = structlog.get_logger(__name__)


def call(payment: BillerTransaction, attempt: Attempt) -> Reply[MoneyOutcome]:
    """Make the call of an attempt that moves money.

    A fault of our own on the way leaves the outcome unknown, never declined: the request may have
    left before it.
    """
    began = monotonic()
    try:
        return _sent(payment, attempt)
    except (OrderIsUnsound, SettingsAreUnfinished, NoSuchConnector) as error:
        outcome = settle_unsent(words=str(error), is_resend=attempt.is_resend)
        return _without_call(outcome, Phase.NOTHING_SENT, began)
    except Exception:
        log.exception("biller_call_broke", payment=payment.number, leg=attempt.leg)
        return _without_call(Unknown(words=BROKE, is_alarm=True), Phase.SENT, began)


def _sent(payment: BillerTransaction, attempt: Attempt) -> Reply[MoneyOutcome]:
    if attempt.leg == Leg.PAY:
        connector = switchboard.connect(payment.config)
        return switchboard.pay(connector, payment, order_of(payment, attempt))
    if attempt.leg == Leg.REVERSE:
        connector = switchboard.connect(payment.config)
        return switchboard.reverse(connector, reversal_of(payment, attempt))
    return switchboard.core_banking().move(transfer_of(payment, attempt))


def _without_call(outcome: MoneyOutcome, phase: Phase, began: float) -> Reply[Any]:
    exchange = Exchange(
        request="", answer="", phase=phase, http_status=None, latency_seconds=monotonic() - began
    )
    return Reply(outcome, exchange)
