"""Taking a paid bill back at the biller that sold it: one person asks, another one agrees.

Nothing is sent before the second person has agreed. Then the payment is "being reversed" and a
worker takes its further steps: Note [A payment that is taken back].
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from billers.models import BillerTransaction, Leg
from billers.operations.choosing import NotPossible, choices_of
from billers.operations.locking import lock_payment
from billers.operations.task_names import ADVANCE
from billers.operations.telling import tell
from billers.operations.timeline import SYSTEM, note
from billers.queries.requests import SUBJECT
from billers.states import Status
from billie.enqueueing import enqueue
from billie.staff import audit
from billie.staff.approval_content import Shown, ShownRow
from billie.staff.approval_kinds import ApprovalKind
from billie.staff.approval_refusals import SubjectChanged
from billie.staff.approvals import request_approval
from billie.staff.models import Approval

KIND = "billers.reverse_payment"
ASK = "REVERSE"
BY_HAND = "Billie moved none: it is given back by hand"


def request_reversal(*, payment_id: int, words: str, by: User, now: datetime) -> Approval:
    """Ask for a paid bill to be taken back; `words` tell why.

    :raises NotPossible: if it is not paid, is being reversed, or its biller takes nothing back
    :raises ApprovalRefused: if the same is asked for already, or there are no words
    """
    with transaction.atomic(durable=True):
        payment = lock_payment(payment_id)
        if why_not := choices_of(payment).reverse:
            raise NotPossible(why_not)
        approval = request_approval(
            kind=KIND,
            subject=(SUBJECT, f"{payment.pk}:{ASK}"),
            title=f"Reverse {payment.number}",
            link=f"/billers/transactions/{payment.number}",
            reason=words,
            shown=_shown(payment),
            requester=by,
            now=now,
            amount=payment.amount,
            currency=payment.currency,
        )
    tell(payment)
    return approval


def go_on_reversing(payment: BillerTransaction, *, now: datetime) -> None:
    """Let a paid bill be taken back, or go on being so. The caller saves the payment."""
    if payment.status == Status.COMPLETED:
        payment.reversing_since = payment.reversing_since or now
        payment.next_action_at = now


def _shown(payment: BillerTransaction) -> Shown:
    now = _where_it_stands(payment)
    tries = payment.attempts.filter(leg=Leg.REVERSE, is_resend=False).count()
    return Shown(
        rows=[
            ShownRow("Payment", payment.number, payment.number),
            ShownRow("Biller", payment.biller_name, payment.biller_name),
            ShownRow("Account", payment.account_number, payment.account_number),
            ShownRow("Amount", payment.amount, payment.amount),
            ShownRow("At the biller", "Has the money", "Takes the payment back"),
            ShownRow("The customer's money", *where_money_goes(payment)),
            ShownRow("Status", now, Status.REVERSED.label),
            ShownRow("Earlier tries to reverse it", str(tries), None),
        ],
        currency=payment.currency,
    )


def _where_it_stands(payment: BillerTransaction) -> str:
    """Return it so that a request lapses when the payment is another one than was shown."""
    if payment.has_conflict:
        return "The evidence contradicts itself"
    return "Being reversed" if payment.is_reversing else Status(payment.status).label


def where_money_goes(payment: BillerTransaction) -> tuple[str, str]:
    """Return where the customer's money is, and where it goes when the bill is taken back."""
    if not payment.uses_core_banking:
        return "Not at core banking", BY_HAND
    return f"Went to {payment.credit_account}", f"Goes back to {payment.debit_account}"


def _read_facts(approval: Approval) -> Shown:
    return _shown(BillerTransaction.objects.get(pk=_payment_id(approval)))


def _payment_id(approval: Approval) -> int:
    return int(approval.subject_id.partition(":")[0])


def _on_approved(approval: Approval) -> None:
    """Begin the reversal; a worker takes its steps. What became impossible meanwhile lapses."""
    payment = lock_payment(_payment_id(approval))
    if why_not := choices_of(payment).reverse:
        raise SubjectChanged(why_not)
    now = timezone.now() if approval.decided_at is None else approval.decided_at
    payment.reverse_outcome = payment.refund_outcome = ""
    payment.unknown_since = None
    payment.queries = 0
    go_on_reversing(payment, now=now)
    payment.updated_at = now
    payment.save()
    who = approval.decided_by.get_username() if approval.decided_by else SYSTEM
    note(payment, why=f"Two people want it back: {approval.reason}", now=now, who=who)
    audit.record(
        action="PAYMENT_REVERSAL_BEGUN",
        subject=(SUBJECT, payment.number),
        now=now,
        before={"status": payment.status, "isReversing": False},
        after={"status": payment.status, "isReversing": True},
    )
    transaction.on_commit(lambda: tell(payment))


def _after_approved(approval: Approval) -> None:
    """Have a worker take it up; the sweeper finds it if none can be told."""
    enqueue(ADVANCE, payment_id=_payment_id(approval))


REVERSAL = ApprovalKind(
    code=KIND,
    words="Reverse payment",
    permission="billers.approve_payment_resolution",
    read_facts=_read_facts,
    on_approved=_on_approved,
    after_approved=_after_approved,
)
