"""What staff can do with a payment now, and why the rest cannot be done: one place decides."""

from dataclasses import dataclass

from billers import switchboard
from billers.connectors.registry import NoSuchConnector
from billers.models import BillerTransaction, Outcome
from billers.states import Status
from billers.steps import NOTHING_HAPPENED


class NotPossible(Exception):
    """Something cannot be done with a payment as it stands; the message says why."""

    code = "NOT_POSSIBLE"
    next_step = "Open the payment to see what can be done with it now."


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """For each act the reason why it cannot be done now, empty where it can."""

    retry: str
    cancel: str
    reverse: str
    resolve: str
    look_again: str
    close_alarm: str
    assign: str
    reveal_token: str
    fetch_token: str


def choices_of(payment: BillerTransaction) -> Choices:
    """Return what can be done with a payment as it stands."""
    return Choices(
        retry=_no_retry(payment),
        cancel=_no_cancel(payment),
        reverse=_no_reversal(payment),
        resolve=_no_resolution(payment),
        look_again=_no_second_look(payment),
        close_alarm="" if payment.has_alarm else "There is no alarm.",
        assign=_no_owner(payment),
        reveal_token=_no_reveal(payment),
        fetch_token=_no_fetching(payment),
    )


def _no_retry(payment: BillerTransaction) -> str:
    if payment.has_conflict:
        return "The evidence contradicts itself: two people decide first."
    if payment.status == Status.UNKNOWN:
        return "The biller may have the money. It is settled first, so that it is not paid twice."
    if payment.status != Status.FAILED:
        return "Only a payment that failed can be tried again."
    if payment.pay_outcome and Outcome(payment.pay_outcome) not in NOTHING_HAPPENED:
        return "The biller may have the money."
    if not payment.config.is_active:
        return f"{payment.biller_name} is switched off."
    return ""


def _no_cancel(payment: BillerTransaction) -> str:
    if payment.has_conflict:
        return "The evidence contradicts itself: two people decide first."
    if payment.pay_outcome:
        return "Two people settled where the money is, and it moves accordingly."
    return "" if payment.status == Status.PENDING else "It was sent already, or is over."


def _no_reversal(payment: BillerTransaction) -> str:
    if payment.has_conflict:
        return "The evidence contradicts itself: two people decide first."
    if payment.status != Status.COMPLETED:
        return "Only what was paid can be reversed."
    if payment.is_reversing:
        return "It is being reversed already."
    if why_not := _cannot(payment, "reverse", "takes no payment back by itself: ask them for it."):
        return why_not
    if payment.uses_core_banking and not switchboard.has_core_banking():
        return "Core banking is off, so no money could be given back: have it switched on first."
    return ""


def _no_second_look(payment: BillerTransaction) -> str:
    if payment.has_conflict:
        return "The evidence contradicts itself: two people decide."
    return "" if _is_unknown(payment) else "Its outcome is known."


def _no_resolution(payment: BillerTransaction) -> str:
    if payment.has_conflict or _is_unknown(payment):
        return ""
    return "Its outcome is known."


def _is_unknown(payment: BillerTransaction) -> bool:
    """Tell whether nobody knows of a leg, of one that is being reversed as well."""
    is_stuck = payment.is_reversing and payment.unknown_since is not None
    return payment.status == Status.UNKNOWN or is_stuck


def _no_owner(payment: BillerTransaction) -> str:
    if payment.is_open or payment.has_conflict or payment.has_alarm:
        return ""
    return "It is over: there is nothing to look into."


def _no_reveal(payment: BillerTransaction) -> str:
    if payment.status == Status.REVERSED:
        return "The payment was reversed: its token is not given out any more."
    if payment.status != Status.COMPLETED:
        return "Only the token of a bill that was paid is shown."
    if payment.is_reversing:
        return "The payment is being reversed: its token is not given out meanwhile."
    if payment.has_conflict:
        return "The evidence contradicts itself: two people decide first."
    return "" if payment.tokens else "There is no token for this payment."


def _no_fetching(payment: BillerTransaction) -> str:
    if payment.status != Status.COMPLETED or payment.has_conflict or payment.is_reversing:
        return "Only the token of a bill that was paid can be fetched."
    if payment.tokens:
        return "Its token is here already."
    if why_not := _cannot(payment, "sells_tokens", "gives no tokens."):
        return why_not
    return _cannot(
        payment, "query_status", "cannot be asked for it: get it from the biller by phone."
    )


def _cannot(payment: BillerTransaction, ability: str, words: str) -> str:
    """Return why the biller of a payment, as it is set up now, lacks an ability; empty if not."""
    config = payment.config
    try:
        can = switchboard.can(config, ability)
    except NoSuchConnector:
        return (
            f"As {payment.biller_name} is set up now, Billie has no way to speak to it over"
            f" {config.get_dialect_display()}: ask an administrator to correct its configuration."
        )
    return "" if can else f"{payment.biller_name} {words}"
