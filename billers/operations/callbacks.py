"""Callbacks: kept without secrets, believed when signed, and processed once.

A biller signs `timestamp.body` with HMAC-SHA-256 under a key of its configuration
(`credentials.callbackKey`), in `X-Biller-Signature` ("sha256=" and the digest) and
`X-Biller-Timestamp` (seconds since 1970). What is not signed, or is old, is kept and answered, and
proves nothing. A signed one that tells of another account or amount than ours is an alarm.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson
from django.db import IntegrityError, transaction

from billers.connectors.verdicts import amount_agrees
from billers.connectors.wire import Redactor
from billers.models import (
    Attempt,
    BillerConfig,
    BillerTransaction,
    Callback,
    Evidence,
    Leg,
    Outcome,
)
from billers.operations.evidence import Said, take
from billers.operations.locking import lock_attempt
from billers.operations.recording import calls_after, is_superseded, stand, was_sent_again
from billers.operations.tallying import count_callback
from billers.operations.telling import tell
from billers.steps import NOTHING_HAPPENED

WINDOW = timedelta(minutes=5)
KEY = "callbackKey"
SCHEME = "sha256="
LONGEST_REFERENCE = 200
SAYS = {"ACCEPTED": Outcome.ACCEPTED, "DECLINED": Outcome.DECLINED}
NO_PAYMENT = "No payment of ours has this reference."
READ = (
    "ourTransactionId",
    "theirTransactionId",
    "status",
    "accountNumber",
    "amount",
    "currency",
)
"""What is read of a callback; whatever else it has is kept to be looked at."""
ANOTHER = "The biller called about another account or amount than ours."
SENT_TWICE = "It was sent twice under this reference, so this may be about the other sending."
NOT_READABLE = "It names no reference or no outcome that we know."


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A call from outside, as it came."""

    body: bytes
    signature: str
    timestamp: str
    address: str | None


def keep_callback(*, config: BillerConfig, received: Received, now: datetime) -> Callback:
    """Keep a callback and say whether it is believed; the same one twice is kept once."""
    digest = sha256(
        b"\n".join((config.biller_type.encode(), received.timestamp.encode(), received.body))
    ).hexdigest()
    callback = Callback(
        biller_type=config.biller_type,
        digest=digest,
        body=_kept_of(received.body, Redactor(config.credentials)),
        verdict=_verdict(config, received, now),
        address=received.address,
        received_at=now,
    )
    try:
        with transaction.atomic():
            callback.save()
    except IntegrityError:
        return _believed_by_now(callback)
    count_callback(callback)
    return callback


def _believed_by_now(again: Callback) -> Callback:
    """Return what was kept of the same call; its signature may fit this time."""
    kept = Callback.objects.filter(digest=again.digest)
    if again.verdict == Callback.Verdict.VERIFIED:
        kept.exclude(verdict=again.verdict).update(verdict=again.verdict, body=again.body)
    return kept.get()


def list_unprocessed(*, limit: int = 500) -> list[int]:
    """Return the ids of believed callbacks that nobody has processed, the oldest first."""
    due = Callback.objects.filter(processed_at=None, verdict=Callback.Verdict.VERIFIED)
    return list(due.order_by("id").values_list("pk", flat=True)[:limit])


def process_callback(*, callback_id: int, now: datetime) -> Callback:
    """Take what a believed callback says as evidence, once."""
    with transaction.atomic(durable=True):
        callback = Callback.objects.select_for_update().get(pk=callback_id)
        is_due = callback.processed_at is None
        if not is_due or callback.verdict != Callback.Verdict.VERIFIED:
            return callback
        payment = _take(callback, now)
        callback.transaction = payment
        callback.processed_at = now
        callback.save()
    if payment is not None:
        tell(payment)
    return callback


def _kept_of(body: bytes, redactor: Redactor) -> str:
    """Return a body without secrets, so that what it says of a payment can still be read.

    Where taking a secret out breaks it (a token written as a number), what we ask for is kept.
    """
    text = body.decode(errors="replace")
    kept, told = redactor.clean(text), _read(text)
    if told and not _read(kept):
        asked = {name: redactor.clean(str(told[name])) for name in READ if name in told}
        return orjson.dumps(asked).decode()
    return kept


def _verdict(config: BillerConfig, received: Received, now: datetime) -> Callback.Verdict:
    key = config.credentials.get(KEY, "")
    if not key:
        return Callback.Verdict.NOT_CONFIGURED
    signed = received.timestamp.encode() + b"." + received.body
    wanted = hmac.new(key.encode(), signed, sha256).hexdigest()
    if not hmac.compare_digest(f"{SCHEME}{wanted}".encode(), received.signature.encode()):
        return Callback.Verdict.FORGED
    try:
        sent_at = datetime.fromtimestamp(int(received.timestamp), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return Callback.Verdict.TOO_OLD
    return Callback.Verdict.VERIFIED if abs(now - sent_at) <= WINDOW else Callback.Verdict.TOO_OLD


def _take(callback: Callback, now: datetime) -> BillerTransaction | None:
    """Find the payment that a callback is about, and take its word; say what became of it."""
    told = _read(callback.body)
    says = SAYS.get(_text(told, "status").upper())
    reference = _text(told, "ourTransactionId")
    if says is None or not reference:
        callback.words = NOT_READABLE
        return None
    found = Attempt.objects.filter(
        reference=reference,
        leg=Leg.PAY,
        is_resend=False,
        transaction__biller_type=callback.biller_type,
    ).first()
    if found is None:
        callback.words = NO_PAYMENT
        return None
    attempt, payment = lock_attempt(found.pk)
    later = calls_after(attempt)
    fits = _fits(payment, told)
    words = f"The biller called: {says.label.lower()}." if fits else ANOTHER
    if says in NOTHING_HAPPENED and was_sent_again(attempt, later=later):
        says, words = Outcome.UNKNOWN, f"{words} {SENT_TWICE}"
    said = Said(
        leg=Leg.PAY,
        reference=reference,
        source=Evidence.Source.CALLBACK,
        says=says if fits else Outcome.UNKNOWN,
        words=words,
        their_reference=_text(told, "theirTransactionId")[:LONGEST_REFERENCE] if fits else "",
        is_alarm=not fits,
    )
    is_late = is_superseded(payment, attempt, later=later)
    take(payment, said, now=now, attempt=attempt, is_superseded=is_late)
    stand(payment, said, now=now, attempt=attempt)
    callback.words = "Taken as evidence."
    return payment


def _fits(payment: BillerTransaction, told: dict[str, Any]) -> bool:
    """Tell whether a callback is about our account and amount (WIRE 3.2), which is no float."""
    sent = {"accountNumber": payment.account_number, "currency": payment.currency}
    is_same = all(str(told.get(name, value)) == value for name, value in sent.items())
    amount = told.get("amount", f"{payment.amount:.2f}")
    return is_same and isinstance(amount, str) and amount_agrees(payment.amount, amount)


def _text(told: dict[str, Any], name: str) -> str:
    """Return what was called as a text that the database can hold."""
    return str(told.get(name, "")).replace("\0", "")


def _read(body: str) -> dict[str, Any]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}
