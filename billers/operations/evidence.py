"""Evidence: what is said of one leg of a payment, and what follows from it.

# Note [Evidence settles, or it contradicts]
A leg that nobody knew of is settled by the first evidence that is certain. Evidence that says the
same again changes nothing. Evidence that says the opposite opens a conflict: nothing moves by
itself any more, and two people decide (DESIGN 5). The same goes for evidence about an attempt that
another has taken the place of, since that was only begun because nothing had happened in this one.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog

from billers.models import Attempt, BillerTransaction, Evidence, Leg, Outcome
from billers.operations.alarms import raise_alarm
from billers.operations.timeline import Proof, note
from billers.steps import AT_BILLER, NOTHING_HAPPENED

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One piece of evidence: `says` of the leg that went out under `reference`."""

    leg: Leg
    reference: str
    source: Evidence.Source
    says: Outcome
    words: str
    their_reference: str = ""
    is_alarm: bool = False


def named_source(source: Evidence.Source, leg: Leg) -> str:
    """Return whose word a piece of evidence is: of a transfer core banking is asked, no biller."""
    if source == Evidence.Source.STATUS_QUERY and leg not in AT_BILLER:
        return "Core banking, asked"
    return str(source.label)


def outcome_of(payment: BillerTransaction, leg: Leg) -> str:
    """Return how a leg of the present round ended, empty if it was not tried."""
    return str(getattr(payment, f"{leg.lower()}_outcome"))


def set_outcome(payment: BillerTransaction, leg: Leg, outcome: str) -> None:
    """Say how a leg of the present round ended. The caller saves the payment."""
    setattr(payment, f"{leg.lower()}_outcome", outcome)


def take(
    payment: BillerTransaction,
    said: Said,
    *,
    now: datetime,
    attempt: Attempt | None = None,
    is_superseded: bool = False,
) -> None:
    """Write evidence down, and settle the leg or open a conflict; the payment's row is locked.

    `is_superseded` says that another attempt has taken the place of the one that it is about. The
    caller saves the payment.
    """
    Evidence.objects.create(
        transaction=payment,
        leg=said.leg,
        reference=said.reference,
        source=said.source,
        says=said.says,
        words=said.words,
        their_reference=said.their_reference,
        at=now,
        attempt=attempt,
    )
    known = Outcome.DECLINED.value if is_superseded else outcome_of(payment, said.leg)
    if said.says == Outcome.UNKNOWN:
        if not known:
            set_outcome(payment, said.leg, Outcome.UNKNOWN)
    elif known in {"", Outcome.UNKNOWN}:
        set_outcome(payment, said.leg, said.says)
        _keep_reference(payment, said)
    elif _contradicts(known, said.says):
        _open_conflict(payment, said, known, now=now, attempt=attempt)
    if said.is_alarm:
        raise_alarm(payment, words=said.words, now=now)


def _contradicts(known: str, says: Outcome) -> bool:
    """Tell whether one says that money moved and the other that it did not."""
    return (known in NOTHING_HAPPENED) != (says in NOTHING_HAPPENED)


def _keep_reference(payment: BillerTransaction, said: Said) -> None:
    if said.leg == Leg.PAY and said.their_reference:
        payment.external_transaction_id = said.their_reference


def _open_conflict(
    payment: BillerTransaction, said: Said, known: str, *, now: datetime, attempt: Attempt | None
) -> None:
    payment.has_conflict = True
    payment.next_action_at = None
    payment.owner_id = payment.owner_id or payment.initiated_by_id
    note(
        payment,
        why=f"{named_source(said.source, said.leg)} says “{said.says.label}”, and so far it was "
        f"known as “{Outcome(known).label}”. Nothing moves by itself any more: two people decide.",
        now=now,
        proof=Proof(
            attempt=attempt,
            facts={"reference": said.reference, "says": said.says, "known": known},
        ),
    )
    log.error("payment_conflict", payment=payment.number, says=said.says, known=known)
