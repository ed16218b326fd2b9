"""Writing down what a call came to: the attempt is closed, evidence taken, the payment moved."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, transaction

from billers.connectors.contract import (
    Accepted,
    Declined,
    Exchange,
    MoneyOutcome,
    NotSent,
    Reply,
    Unknown,
)
from billers.models import Attempt, BillerTransaction, Evidence, Leg, Outcome
from billers.operations.claiming import legs_of
from billers.operations.ending import end, show_unknown
from billers.operations.evidence import Said, outcome_of, take
from billers.operations.gaps import next_move_at
from billers.operations.locking import lock_attempt
from billers.operations.tallying import count_attempt
from billers.states import Status
from billers.steps import CALLS, ENDS, NOTHING_HAPPENED, SETTLED_BY, next_step

WAITS_FOR_DATABASE = (0.1, 1.0, 3.0)
"""Seconds, well within the claim: a database that starts again is back by then."""

SENT_AGAIN = "It was sent again meanwhile, so this says nothing of the other sending."


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A money outcome in the columns of an attempt."""

    outcome: Outcome
    words: str
    code: str = ""
    their_reference: str = ""
    tokens: tuple[str, ...] = ()
    is_alarm: bool = False


def told(outcome: MoneyOutcome) -> Told:
    """Return what an outcome says in our columns."""
    match outcome:
        case Accepted():
            return Told(
                outcome=Outcome.ACCEPTED,
                words="Accepted.",
                their_reference=outcome.their_reference,
                tokens=outcome.tokens,
            )
        case Declined():
            return Told(outcome=Outcome.DECLINED, words=outcome.words, code=outcome.code)
        case NotSent():
            return Told(outcome=Outcome.NOT_SENT, words=outcome.words)
        case Unknown():
            return Told(
                outcome=Outcome.UNKNOWN,
                words=outcome.words,
                code=outcome.code,
                is_alarm=outcome.is_alarm,
            )


def record_answer(
    *, attempt_id: int, reply: Reply[MoneyOutcome], source: Evidence.Source, now: datetime
) -> BillerTransaction:
    """Write down how a call that moves money ended, and where the payment stands now.

    What a biller answered is heard once: it is written over a new connection if the database has
    dropped this one. Should both have been written, the same is said twice.

    :raises OperationalError: if the database stays away; the sweeper finds the call unanswered
    """
    for wait in WAITS_FOR_DATABASE:
        try:
            return _record(attempt_id, reply, source, now)
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(wait)
    return _record(attempt_id, reply, source, now)


@transaction.atomic(durable=True)
def _record(
    attempt_id: int, reply: Reply[MoneyOutcome], source: Evidence.Source, now: datetime
) -> BillerTransaction:
    attempt, payment = lock_attempt(attempt_id)
    answer = told(reply.outcome)
    was_open = attempt.finished_at is None
    close_attempt(attempt, answer, reply.exchange, now=now)
    count_attempt(payment, attempt)
    later = calls_after(attempt)
    if answer.outcome in NOTHING_HAPPENED and was_sent_again(attempt, later=later):
        answer = Told(outcome=Outcome.UNKNOWN, words=f"{answer.words} {SENT_AGAIN}")
    said = Said(
        leg=Leg(attempt.leg),
        reference=attempt.reference,
        source=source,
        says=answer.outcome,
        words=answer.words,
        their_reference=answer.their_reference,
        is_alarm=answer.is_alarm,
    )
    is_late = is_superseded(payment, attempt, later=later)
    take(payment, said, now=now, attempt=attempt, is_superseded=is_late)
    if answer.tokens and said.leg == Leg.PAY and not is_late:
        payment.tokens = {str(place): token for place, token in enumerate(answer.tokens, 1)}
    if was_open and not later:  # else whoever makes the later call has the payment in hand
        payment.claimed_until = None
    stand(payment, said, code=answer.code, now=now, attempt=attempt)
    return payment


def calls_after(attempt: Attempt) -> list[Attempt]:
    """Return the attempts of the same payment that began after this one."""
    found = Attempt.objects.filter(transaction=attempt.transaction_id, pk__gt=attempt.pk)
    return list(found.only("leg", "reference", "is_resend"))


def is_superseded(
    payment: BillerTransaction, attempt: Attempt, *, later: Iterable[Attempt]
) -> bool:
    """Tell whether one of the attempts after it has taken the place of an attempt in its leg."""
    is_of_another_round = attempt.round != payment.round
    return (is_of_another_round and not outcome_of(payment, Leg(attempt.leg))) or any(
        each.leg == attempt.leg and not each.is_resend and each.reference != attempt.reference
        for each in later
    )


def was_sent_again(attempt: Attempt, *, later: Iterable[Attempt]) -> bool:
    """Tell whether the order of an attempt went out once more, under the same reference."""
    return any(each.is_resend and each.reference == attempt.reference for each in later)


def close_attempt(attempt: Attempt, answer: Told, exchange: Exchange, *, now: datetime) -> None:
    """Keep what went over the wire and what it came to."""
    attempt.outcome = answer.outcome
    attempt.error_code = "" if answer.outcome == Outcome.ACCEPTED else answer.code
    attempt.error_message = "" if answer.outcome == Outcome.ACCEPTED else answer.words
    attempt.their_reference = answer.their_reference
    attempt.request = exchange.request
    attempt.answer = exchange.answer
    attempt.phase = exchange.phase
    attempt.http_status = exchange.http_status
    attempt.latency_ms = round(exchange.latency_seconds * 1000)
    attempt.finished_at = now
    attempt.save()


def stand(
    payment: BillerTransaction,
    said: Said,
    *,
    now: datetime,
    code: str = "",
    attempt: Attempt | None = None,
) -> None:
    """Bring status and next step of a payment in line with its legs, and save it."""
    payment.updated_at = now
    if not payment.is_open or payment.has_conflict:
        payment.save()
        return
    if said.leg == Leg.PAY and said.says != Outcome.ACCEPTED:
        payment.error_code, payment.error_message = code, said.words
    elif said.leg == Leg.PAY:
        payment.error_code = payment.error_message = ""
    step = next_step(legs_of(payment))
    if step in ENDS:
        end(payment, step, now=now, words=said.words)
        return
    if step in SETTLED_BY:
        show_unknown(payment, why=said.words, now=now, attempt=attempt)
    elif _is_moved_again(payment, CALLS[step]):
        _wait_to_move(payment, CALLS[step], said, now=now)
    else:
        payment.next_action_at = now
        if payment.is_reversing:
            payment.unknown_since = None
    payment.save()


def _is_moved_again(payment: BillerTransaction, leg: Leg) -> bool:
    return outcome_of(payment, leg) in NOTHING_HAPPENED


def _wait_to_move(payment: BillerTransaction, leg: Leg, said: Said, *, now: datetime) -> None:
    """Held money did not move: try again later, and show it to people meanwhile."""
    tried = payment.attempts.filter(leg=leg, round=payment.round).count()
    if payment.status == Status.PROCESSING or payment.is_reversing:
        show_unknown(payment, why=f"{leg.label}: {said.words}", now=now)
    payment.next_action_at = next_move_at(tried=max(1, tried), now=now)
