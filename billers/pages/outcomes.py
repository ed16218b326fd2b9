"""What became of a payment, in words: what happened, what will settle it, what not to do."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils import timezone

from billers.models import BillerTransaction, Outcome
from billers.states import Status
from billie.web import words
from billie.web.chips import Tone


class Told(NamedTuple):
    """How the page of a payment begins."""

    title: str
    text: str
    tone: Tone
    icon: str
    never: str = ""


WAITS = "It goes out as soon as a worker is free. This page shows it by itself."
NEVER_AGAIN = "Do not pay the bill again, here or elsewhere: it may be paid twice."
NEVER_GIVE_BACK = "Do not give the money back by hand: the biller may still have it."
BY_HAND = "The customer's money was never at core banking: it is given back by hand."
NO_MONEY = "Two people say that the biller has no money of it."
HELD_BACK = (
    "Nothing is sent to the biller just now: it is busy, paused, switched off, or does not answer."
    " This goes on by itself."
)
TOLD: Mapping[str, Told] = {
    Status.PENDING: Told("Waiting to be sent", WAITS, "info", "schedule"),
    Status.PROCESSING: Told(
        "Being paid", "The biller has been asked, and answers any moment.", "info", "sync"
    ),
    Status.UNKNOWN: Told(
        "Not known yet",
        "Nobody knows whether the biller has the money. It stays as it is until that is certain.",
        "warn",
        "help",
        NEVER_AGAIN,
    ),
    Status.COMPLETED: Told("Paid", "The biller has the money.", "good", "check_circle"),
    Status.FAILED: Told("Not paid", "The biller has no money, and none is held.", "bad", "cancel"),
    Status.CANCELLED: Told("Cancelled", "It was never sent. Nothing was paid.", "quiet", "block"),
    Status.REVERSED: Told(
        "Reversed", "It was paid, and the biller has given the money back.", "quiet", "undo"
    ),
}


def tell_outcome(payment: BillerTransaction) -> Told:
    """Return what became of a payment, in words."""
    told = TOLD[payment.status]
    if payment.has_conflict:
        return Told(
            "The evidence contradicts itself",
            "Nothing moves by itself any more. Two people decide what happened.",
            "bad",
            "compare_arrows",
            NEVER_AGAIN,
        )
    if payment.is_reversing:
        return _tell_reversal(payment)
    if payment.status == Status.REVERSED:
        return _tell_reversed(payment, told)
    if _is_held_back(payment):
        held = " The customer's money is held meanwhile." if payment.hold_outcome else ""
        return Told("Waiting for the biller", HELD_BACK + held, "info", "schedule")
    if payment.status == Status.FAILED and payment.error_message:
        return told._replace(text=f"{payment.error_message} {told.text}")
    return told


def _is_held_back(payment: BillerTransaction) -> bool:
    """Tell whether nothing was sent to the biller, and nothing is before some later instant."""
    is_to_be_sent = payment.status in {Status.PENDING, Status.PROCESSING}
    if not is_to_be_sent or payment.pay_outcome or payment.claimed_until is not None:
        return False
    return payment.next_action_at is not None and payment.next_action_at > timezone.now()


def _tell_reversed(payment: BillerTransaction, told: Told) -> Told:
    was_paid = payment.pay_outcome == Outcome.ACCEPTED
    text = told.text if was_paid else f"It counted as paid. {NO_MONEY}"
    return told._replace(text=text if payment.uses_core_banking else f"{text} {BY_HAND}")


def _tell_reversal(payment: BillerTransaction) -> Told:
    is_unknown = payment.unknown_since is not None
    if payment.reverse_outcome == Outcome.ACCEPTED:
        was_paid = payment.pay_outcome == Outcome.ACCEPTED
        since = "The biller took it back." if was_paid else NO_MONEY
        text = f"{since} The customer's money is on its way back."
        if is_unknown:
            text = f"{since} The customer's money is not certainly back yet."
        return Told("Being reversed", text, "warn" if is_unknown else "info", "undo")
    if is_unknown:
        text = "Nobody knows whether the biller took it back. All money stays where it is."
        return Told("Reversal not known yet", text, "warn", "help", NEVER_GIVE_BACK)
    text = "Two people want it back, and the biller is being asked. Until then it is paid."
    return Told("Being reversed", text, "info", "undo")


def amount_of(payment: BillerTransaction) -> str:
    """Return the amount with its currency, as a button or a title names it."""
    return f"{words.amount(payment.amount)} {payment.currency}"
