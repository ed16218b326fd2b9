"""Settling a leg that nobody knows of: ask the biller, or send again where that is safe.

# Note [Not found is believed late]
A biller or core banking that has never heard of our reference may hear of it in a moment: the
request can still be on its way. So "never received" counts only some minutes after it was sent.

# Note [Another place has heard of nothing]
The address of a biller can be changed while a payment is not known. What was sent to the old one
is not sent again to the new one, which would take it for a first sale; and that the new one does
not know it proves nothing.

# Note [A reversal is not asked after]
The status queries of billers tell of payments, and not of what was taken back. So a reversal is
sent again where that is safe, and else two people settle it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

import structlog
from django.db import transaction

from billers import switchboard
from billers.connectors.contract import (
    Accepted,
    Declined,
    MoneyOutcome,
    NoAnswer,
    NotFound,
    OrderIsUnsound,
    Reply,
    SettingsAreUnfinished,
    StatusOutcome,
    Unknown,
)
from billers.connectors.registry import NoSuchConnector
from billers.models import (
    Attempt,
    BillerConfigVersion,
    BillerTransaction,
    Evidence,
    Leg,
    Outcome,
)
from billers.operations.calling import call
from billers.operations.claiming import Claim, begin_attempt
from billers.operations.config_content import content_of
from billers.operations.evidence import Said, outcome_of, take
from billers.operations.gaps import SURE_AFTER, Clock, next_query_at
from billers.operations.locking import lock_attempt, lock_payment
from billers.operations.orders import order_of, transfer_of
from billers.operations.recording import (
    Told,
    calls_after,
    close_attempt,
    is_superseded,
    record_answer,
    stand,
    told,
)
from billers.operations.tallying import count_attempt
from billers.steps import AT_BILLER

MOST_RESENDS = 3
NEVER_RECEIVED = "It has never received our reference."
TOO_EARLY = "It does not know our reference yet; the request may still be on its way."
ELSEWHERE = (
    "It does not know our reference, which was sent to another address than the present one."
)
PLACE = "dialect", "base_url"
WHOLE_WAY = *PLACE, "endpoints"

log = structlog.get_logger(__name__)


def settle(claimed: Claim, *, clock: Clock) -> BillerTransaction:
    """Look into the unknown leg of a claimed payment, in the best way that there is."""
    unknown = _latest_call(claimed.payment, claimed.leg)
    try:
        if claimed.leg not in AT_BILLER:
            transfer = transfer_of(claimed.payment, unknown)
            ask_the_bank = partial(switchboard.core_banking().find, transfer)
            return _query(claimed, unknown, ask_the_bank, clock)
        connector = switchboard.connect(claimed.payment.config)
    except (OrderIsUnsound, SettingsAreUnfinished, NoSuchConnector) as error:
        log.warning("payment_not_settled", payment=claimed.payment.number, error=str(error))
        return _leave_to_people(claimed, now=clock(), is_mendable=True)
    if claimed.leg == Leg.PAY and hasattr(connector, "query_status"):
        ask = partial(connector.query_status, order_of(claimed.payment, unknown))
        return _query(claimed, unknown, ask, clock)
    is_safe = connector.resend_is_safe and _is_there_still(claimed.payment, unknown, WHOLE_WAY)
    if is_safe and _resends(unknown) < MOST_RESENDS:
        return _resend(claimed, unknown, clock)
    return _leave_to_people(claimed, now=clock())


def _latest_call(payment: BillerTransaction, leg: Leg) -> Attempt:
    calls = Attempt.objects.filter(
        transaction=payment, leg=leg, round=payment.round, is_resend=False
    )
    return calls.latest("pk")


def _is_there_still(payment: BillerTransaction, unknown: Attempt, way: Iterable[str]) -> bool:
    """Tell whether a biller is still where a call was sent to; see the note on other places."""
    config = payment.config
    if unknown.config_version == config.version:
        return True
    then = BillerConfigVersion.objects.filter(
        config=config, version=unknown.config_version
    ).first()
    now = content_of(config)
    return then is not None and all(then.content[name] == now[name] for name in way)


def _resends(unknown: Attempt) -> int:
    return Attempt.objects.filter(reference=unknown.reference, is_resend=True).count()


def _query(
    claimed: Claim, unknown: Attempt, ask: Callable[[], Reply[StatusOutcome]], clock: Clock
) -> BillerTransaction:
    """Ask what became of a reference; the question is an attempt of its own."""
    query = begin_attempt(claimed.payment, Leg.QUERY, now=clock(), resends=unknown.reference)
    reply = ask()
    sent_at = sent_there_at(claimed.payment, unknown)
    return record_query(query.pk, claimed.leg, sent_at, reply, now=clock())


def sent_there_at(payment: BillerTransaction, sent: Attempt) -> datetime | None:
    """Return when a call was sent to where it would be asked after now, None if it was not."""
    is_elsewhere = sent.leg in AT_BILLER and not _is_there_still(payment, sent, PLACE)
    return None if is_elsewhere else sent.started_at


def _resend(claimed: Claim, unknown: Attempt, clock: Clock) -> BillerTransaction:
    """Send the same order under the same reference to a biller that refuses duplicates."""
    attempt = _begin_resend(claimed, unknown, now=clock())
    if attempt is None:
        return _let_go(claimed)
    reply = call(claimed.payment, attempt)
    return record_answer(
        attempt_id=attempt.pk, reply=reply, source=Evidence.Source.RESEND, now=clock()
    )


@transaction.atomic(durable=True)
def _begin_resend(claimed: Claim, unknown: Attempt, *, now: datetime) -> Attempt | None:
    """Write a resend down, unless somebody told meanwhile what became of the first sending."""
    payment = lock_payment(claimed.payment.pk)
    if not _is_ours_and_unknown(payment, claimed):
        return None
    return begin_attempt(payment, claimed.leg, now=now, resends=unknown.reference)


def _is_ours_and_unknown(payment: BillerTransaction, claimed: Claim) -> bool:
    is_ours = payment.claimed_until == claimed.payment.claimed_until
    is_unknown = outcome_of(payment, claimed.leg) == Outcome.UNKNOWN
    return is_ours and is_unknown and not payment.has_conflict


@transaction.atomic(durable=True)
def _let_go(claimed: Claim) -> BillerTransaction:
    """Give up a claim, if it is still ours, of a payment whose next step is another one by now."""
    return _let_go_of(lock_payment(claimed.payment.pk), claimed)


def _let_go_of(payment: BillerTransaction, claimed: Claim) -> BillerTransaction:
    if payment.claimed_until == claimed.payment.claimed_until:
        payment.claimed_until = None
        payment.save()
    return payment


@transaction.atomic(durable=True)
def record_query(
    query_id: int,
    leg: Leg,
    sent_at: datetime | None,
    reply: Reply[StatusOutcome],
    *,
    now: datetime,
) -> BillerTransaction:
    """Write down what a biller or core banking said of a leg that was sent there at `sent_at`.

    None says that it was sent to another place than the one that was asked.
    """
    query, payment = lock_attempt(query_id)
    answer = _believed(reply.outcome, sent_at=sent_at, now=now)
    was_open = query.finished_at is None
    close_attempt(query, answer, reply.exchange, now=now)
    count_attempt(payment, query)
    payment.queries += 1
    if was_open and not calls_after(query):
        payment.claimed_until = None
    said = Said(
        leg=leg,
        reference=query.reference,
        source=Evidence.Source.STATUS_QUERY,
        says=answer.outcome,
        words=answer.words,
        their_reference=answer.their_reference,
        is_alarm=answer.is_alarm,
    )
    asked = Attempt.objects.filter(
        transaction=payment, leg=leg, reference=query.reference, is_resend=False
    ).latest("pk")
    is_late = is_superseded(payment, asked, later=calls_after(asked))
    take(payment, said, now=now, attempt=query, is_superseded=is_late)
    if answer.tokens and not is_late:
        payment.tokens = {str(place): token for place, token in enumerate(answer.tokens, 1)}
    stand(payment, said, code=answer.code, now=now, attempt=query)
    return payment


def _believed(outcome: StatusOutcome, *, sent_at: datetime | None, now: datetime) -> Told:
    """Return what the answer to a question proves; see the note on "not found"."""
    match outcome:
        case Accepted() | Declined() | Unknown():
            money: MoneyOutcome = outcome
            return told(money)
        case NotFound():
            return _not_found(sent_at, now)
        case NoAnswer():
            return Told(outcome=Outcome.UNKNOWN, words=outcome.words, code=outcome.code)


def _not_found(sent_at: datetime | None, now: datetime) -> Told:
    if sent_at is None:
        return Told(outcome=Outcome.UNKNOWN, words=ELSEWHERE)
    if now - sent_at < SURE_AFTER:
        return Told(outcome=Outcome.UNKNOWN, words=TOO_EARLY)
    return Told(outcome=Outcome.NOT_SENT, words=NEVER_RECEIVED)


@transaction.atomic(durable=True)
def _leave_to_people(
    claimed: Claim, *, now: datetime, is_mendable: bool = False
) -> BillerTransaction:
    """Nobody can be asked: a statement, a callback or two people will settle it.

    If it `is_mendable` that is so as things are set up now, and is tried again.
    """
    payment = lock_payment(claimed.payment.pk)
    if not _is_ours_and_unknown(payment, claimed):
        return _let_go_of(payment, claimed)
    payment.claimed_until = None
    payment.queries += 1
    again_at = next_query_at(asked=payment.queries, now=now)
    payment.next_action_at = again_at if is_mendable else None
    payment.save()
    return payment
