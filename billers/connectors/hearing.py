"""From an answer on the wire to an outcome: by how far the call came, then by what it says."""

from collections.abc import Callable
from typing import TypeVar

from billers.connectors.contract import Accepted, Fault, MoneyOutcome, NoAnswer, Unknown
from billers.connectors.verdicts import Said, Sent, Unreadable, judge, settle_unsent
from billers.connectors.wire import Answer
from billers.connectors.wire.troubles import OUR_SETUP

Value = TypeVar("Value")
ELSEWHERE, REFUSED, SERVER_FAILED = 300, 400, 500
CONFLICT, TOO_MANY_REQUESTS = 409, 429
NOT_LET_IN = frozenset({401, 403, 407})


def heard_order(sent: Sent, answer: Answer, read: Callable[[Answer], Said]) -> MoneyOutcome:
    """Return what an order comes to (WIRE 5)."""
    if answer.trouble is not None:
        if answer.was_sent:
            return Unknown(words=answer.trouble.value)
        return settle_unsent(words=answer.trouble.value, is_resend=sent.is_resend)
    status = answer.http_status or 0
    is_elsewhere = ELSEWHERE <= status < REFUSED
    if is_elsewhere or status >= SERVER_FAILED or status in (CONFLICT, TOO_MANY_REQUESTS):
        return Unknown(words=f"The biller's server answered with HTTP {status}.")
    try:
        outcome = judge(sent, read(answer))
    except Unreadable as why:
        return Unknown(words=str(why), is_alarm=True)
    if isinstance(outcome, Accepted) and status >= REFUSED:
        return Unknown(words=f"The biller says paid, with HTTP {status}.", is_alarm=True)
    return outcome


def heard_question(answer: Answer, read: Callable[[Answer], Value]) -> Value | NoAnswer:
    """Return what a question that moves no money comes to."""
    if answer.trouble is not None:
        fault = Fault.OURS if answer.trouble in OUR_SETUP else Fault.THEIRS
        return NoAnswer(words=answer.trouble.value, fault=fault)
    status = answer.http_status or 0
    if status in NOT_LET_IN:
        return _no_answer("The biller's server does not let us in.", Fault.OURS, status)
    if ELSEWHERE <= status < REFUSED:
        return _no_answer("The biller's server pointed elsewhere.", Fault.OURS, status)
    if status >= SERVER_FAILED or status == TOO_MANY_REQUESTS:
        return _no_answer("The biller's server cannot answer now.", Fault.THEIRS, status)
    try:
        return read(answer)
    except Unreadable as why:
        return NoAnswer(words=str(why), fault=Fault.THEIRS)


def _no_answer(words: str, fault: Fault, status: int) -> NoAnswer:
    return NoAnswer(words=words, fault=fault, code=f"HTTP {status}")
