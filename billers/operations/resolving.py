"""Resolving what no evidence settles: one person says what happened, another one agrees.

Registered with the approval engine, so both sign, both write words, and the payment must still be
as it was shown.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from billers.models import Attempt, BillerTransaction, Evidence, Leg, Outcome
from billers.operations.alarms import quieten
from billers.operations.choosing import NotPossible, choices_of
from billers.operations.claiming import legs_of
from billers.operations.evidence import Said, outcome_of, set_outcome, take
from billers.operations.locking import lock_payment
from billers.operations.recording import stand
from billers.operations.retrying import begin_round
from billers.operations.reversing import go_on_reversing, where_money_goes
from billers.operations.telling import tell
from billers.operations.timeline import note
from billers.queries.requests import SUBJECT
from billers.states import Status
from billers.steps import CALLED_BACK, CALLS, SETTLED_BY, next_step
from billie.staff.approval_content import Shown, ShownRow, to_json
from billie.staff.approval_kinds import ApprovalKind
from billie.staff.approval_refusals import SubjectChanged
from billie.staff.approvals import request_approval
from billie.staff.models import Approval

KIND = "billers.resolve_payment"
NOT_PAID = frozenset({Status.FAILED, Status.CANCELLED})
AFTER_ALL: Mapping[Leg, str] = {
    Leg.HOLD: "Two people say that the money is held after all: it is given back.",
    Leg.PAY: "Two people say that it was paid after all.",
}
"""Why a payment that was over begins again, by the leg that two people spoke of."""

NOT_PAID_AFTER_ALL = "Two people say that it was not paid after all: the customer is paid back."


class Sayable(NamedTuple):
    """Something that can be said of a leg: what it means for that leg, and how people read it."""

    means: Outcome
    words: str


GIVEN_BACK: Mapping[str, Sayable] = {
    "GIVEN_BACK": Sayable(Outcome.ACCEPTED, "The customer has the money back"),
    "NOT_GIVEN_BACK": Sayable(
        Outcome.DECLINED, "The customer does not have it back: it is tried again"
    ),
}
SAYABLE: Mapping[Leg, Mapping[str, Sayable]] = {
    Leg.HOLD: {
        "HELD": Sayable(Outcome.ACCEPTED, "The customer's money is held"),
        "NOT_HELD": Sayable(Outcome.DECLINED, "The customer's money was not moved"),
    },
    Leg.PAY: {
        "PAID": Sayable(Outcome.ACCEPTED, "The biller has the money"),
        "NOT_PAID": Sayable(Outcome.DECLINED, "The biller has no money"),
    },
    Leg.CAPTURE: {
        "MOVED_ON": Sayable(Outcome.ACCEPTED, "The held money is in the biller's account"),
        "NOT_MOVED_ON": Sayable(Outcome.DECLINED, "It is still held: it is moved on again"),
    },
    Leg.RELEASE: GIVEN_BACK,
    Leg.REVERSE: {
        "TAKEN_BACK": Sayable(Outcome.ACCEPTED, "The biller took the payment back"),
        "NOT_TAKEN_BACK": Sayable(
            Outcome.DECLINED, "The biller did not take it back, and has the money"
        ),
    },
    Leg.REFUND: GIVEN_BACK,
}
"""What can be said of the leg that nobody knows of, each leg in its own words.

"Not paid" of held money that may have been given back already would give it back twice.
"""


def request_resolution(
    *, payment_id: int, says: str, words: str, by: User, now: datetime
) -> Approval:
    """Ask for a payment to be resolved, as `SAYABLE` its open leg has it; `words` tell the proof.

    :raises NotPossible: if its outcome is known, or something else is not
    :raises ApprovalRefused: if the same is asked for already, or there are no words
    """
    with transaction.atomic(durable=True):
        payment = lock_payment(payment_id)
        if why_not := choices_of(payment).resolve:
            raise NotPossible(why_not)
        _check_says(payment, says)
        return request_approval(
            kind=KIND,
            subject=(SUBJECT, f"{payment.pk}:{says}"),
            title=f"Resolve {payment.number} as {_words_of(says)}",
            link=f"/billers/transactions/{payment.number}",
            reason=words,
            shown=_shown(payment, says),
            requester=by,
            now=now,
            amount=payment.amount,
            currency=payment.currency,
        )


def _check_says(payment: BillerTransaction, says: str) -> None:
    leg = open_leg(payment)
    if says not in SAYABLE[leg]:
        sayable = " or ".join(SAYABLE[leg])
        raise NotPossible(f"What nobody knows is “{leg.label}”. Say {sayable}.")


def _words_of(says: str) -> str:
    return says.lower().replace("_", " ")


def _shown(payment: BillerTransaction, says: str) -> Shown:
    leg = open_leg(payment)
    known = outcome_of(payment, leg)
    before = Outcome(known).label if known else "Not tried"
    return Shown(
        rows=[
            ShownRow("Payment", payment.number, payment.number),
            ShownRow("Amount", payment.amount, payment.amount),
            ShownRow(leg.label, before, _meaning(leg, says)),
            ShownRow("Status", payment.get_status_display(), f"Settled as {_words_of(says)}"),
            *_back_to_customer(payment, leg, says),
            ShownRow("Pieces of evidence", str(payment.evidence.count()), None),
        ],
        currency=payment.currency,
    )


def _is_undone(payment: BillerTransaction, leg: Leg, says: Outcome) -> bool:
    """Tell whether a bill that counts as paid was not: then its customer gets the money back."""
    is_paid = payment.status == Status.COMPLETED
    return is_paid and leg == Leg.PAY and says == Outcome.DECLINED


def _back_to_customer(payment: BillerTransaction, leg: Leg, says: str) -> list[ShownRow]:
    found = SAYABLE[leg].get(says)
    if found is None or not _is_undone(payment, leg, found.means):
        return []
    return [ShownRow("The customer's money", *where_money_goes(payment))]


def _meaning(leg: Leg, says: str) -> str:
    """Return what was said in words; of another leg than the open one it means nothing."""
    found = SAYABLE[leg].get(says)
    return found.words if found else "Something else is not known by now"


def open_leg(payment: BillerTransaction) -> Leg:
    """Return the leg that nobody knows of, or that is refused again and again; of a conflict, the
    biller's, if the biller was ever heard: whatever else is not known follows from that.

    Of one that was to be taken back a conflict is about the leg that was last spoken of. Of one
    that failed it is about the hold, if that was said to be held after all.
    """
    step = next_step(legs_of(payment))
    if not payment.has_conflict:
        return SETTLED_BY.get(step) or CALLS.get(step, Leg.PAY)
    spoken = payment.evidence.exclude(says=Outcome.UNKNOWN).order_by("pk").last()
    if payment.reverse_outcome:
        return Leg(spoken.leg) if spoken else Leg.REVERSE
    if payment.status == Status.FAILED and spoken and spoken.leg == Leg.HOLD:
        return Leg.HOLD
    return Leg.PAY if _is_biller_heard(payment) else SETTLED_BY.get(step, Leg.PAY)


def _is_biller_heard(payment: BillerTransaction) -> bool:
    return payment.evidence.filter(leg=Leg.PAY).exclude(says=Outcome.UNKNOWN).exists()


def _read_facts(approval: Approval) -> Shown:
    payment_id, _, says = approval.subject_id.partition(":")
    payment = BillerTransaction.objects.get(pk=payment_id)
    return _shown(payment, says)


def _check_unchanged(
    payment: BillerTransaction, says: str, approval: Approval, *, now: datetime
) -> None:
    """Let the word of two people count for what they were shown; its row is locked by now.

    :raises SubjectChanged: if evidence came since the facts were read, or is on its way
    """
    if payment.claimed_until is not None and payment.claimed_until > now:
        raise SubjectChanged("A call is on its way: what comes of it is waited for first.")
    facts = _shown(payment, says)
    if to_json(facts) != approval.shown:
        raise SubjectChanged("More became known of the payment just now.", found=facts)


def _on_approved(approval: Approval) -> None:
    """Take the word of two people; it outweighs what came before."""
    payment_id, _, says = approval.subject_id.partition(":")
    payment = lock_payment(int(payment_id))
    now = timezone.now() if approval.decided_at is None else approval.decided_at
    _check_unchanged(payment, says, approval, now=now)
    leg = open_leg(payment)
    attempt = Attempt.objects.filter(transaction=payment, leg=leg, is_resend=False).last()
    said = Said(
        leg=leg,
        reference=attempt.reference if attempt else "",
        source=Evidence.Source.PEOPLE,
        says=SAYABLE[leg][says].means,
        words=f"{approval.reason} — {approval.words}",
    )
    payment.has_conflict = False
    set_outcome(payment, leg, Outcome.UNKNOWN)
    if leg in CALLED_BACK and said.says == Outcome.ACCEPTED:
        go_on_reversing(payment, now=now)
    if payment.status in NOT_PAID and said.says == Outcome.ACCEPTED:
        begin_round(payment, why=AFTER_ALL[leg], now=now)
        set_outcome(payment, leg, Outcome.UNKNOWN)
        if leg == Leg.HOLD:
            set_outcome(payment, Leg.PAY, Outcome.NOT_SENT)
    if _is_undone(payment, leg, said.says):
        set_outcome(payment, Leg.REVERSE, Outcome.ACCEPTED)
        go_on_reversing(payment, now=now)
        note(payment, why=NOT_PAID_AFTER_ALL, now=now)
    quieten(payment, by=approval.decided_by, now=now)
    take(payment, said, now=now, attempt=attempt)
    try:
        with transaction.atomic():
            stand(payment, said, now=now, attempt=attempt)
    except IntegrityError:
        raise SubjectChanged("Another payment of the same bill is on its way.") from None
    transaction.on_commit(lambda: tell(payment))


RESOLUTION = ApprovalKind(
    code=KIND,
    words="Resolve payment",
    permission="billers.approve_payment_resolution",
    read_facts=_read_facts,
    on_approved=_on_approved,
)
