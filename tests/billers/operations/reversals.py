"""Asking for a reversal as the teller of a desk, and agreeing to it as a supervisor."""

from django.contrib.auth.models import User

from billers.models import BillerTransaction
from billers.operations.resolving import request_resolution
from billers.operations.reversing import request_reversal
from billie.staff.approvals import approve
from billie.staff.models import Approval
from billie.staff.roles import Role
from tests.billers.operations.desk import Desk
from tests.billie.staff.people import person

PAYER, WATER = "1007001", "LWBWATER"
BILLER = "LWB_POSTPAID"
WORDS = "The customer gave another household's number."


def supervisor() -> User:
    """Return the supervisor of this desk, the same one each time."""
    return User.objects.filter(username="a.supervisor").first() or person(Role.SUPERVISOR)


def agree(desk: Desk, asked: Approval, by: User | None = None) -> None:
    """Let somebody agree to what was asked for, the supervisor if nobody is named."""
    approve(
        approval_id=asked.pk,
        by=by or supervisor(),
        words="I saw it too.",
        seen=asked.content_hash,
        now=desk.at,
    )


def begin(desk: Desk, payment: BillerTransaction) -> BillerTransaction:
    """Ask for a reversal and agree to it; no worker has come to it yet."""
    agree(desk, request_reversal(payment_id=payment.pk, words=WORDS, by=desk.teller, now=desk.at))
    payment.refresh_from_db()
    return payment


def reverse(desk: Desk, payment: BillerTransaction) -> BillerTransaction:
    """Have two people take a payment back, as far as that goes now."""
    return desk.advance(begin(desk, payment))


def settle(desk: Desk, payment: BillerTransaction, says: str) -> BillerTransaction:
    """Have two people say what became of the leg that nobody knows of."""
    agree(
        desk,
        request_resolution(
            payment_id=payment.pk, says=says, words="On their portal.", by=desk.teller, now=desk.at
        ),
    )
    return desk.advance(payment)


def legs_of(payment: BillerTransaction) -> list[tuple[str, str]]:
    """Return the calls of the reversal with their outcomes, in order."""
    calls = payment.attempts.filter(leg__in=["REVERSE", "REFUND"]).order_by("pk")
    return list(calls.values_list("leg", "outcome"))
