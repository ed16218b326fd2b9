"""What can be done with a payment now and by whom, and in words why the rest cannot."""

from collections.abc import Mapping
from typing import NamedTuple

from django.http import HttpRequest

from billers.models import BillerTransaction
from billers.operations.choosing import Choices, choices_of
from billie.staff.access import may
from billie.staff.roles import who_may
from billie.web.chips import Tone


class Act(NamedTuple):
    """Something that can be done with a payment; `route` is its page or where it is posted to."""

    slug: str
    label: str
    permission: str
    icon: str
    route: str
    tone: Tone = "quiet"


class Offered(NamedTuple):
    """An act with the reason why it is not possible, empty where it is."""

    act: Act
    why_not: str


LOOK_AGAIN = Act(
    "look_again", "Look again now", "billers.retry_payment", "refresh", "billers:look-again"
)
RETRY = Act("retry", "Try again", "billers.retry_payment", "replay", "billers:retry", "info")
CANCEL = Act("cancel", "Cancel", "billers.retry_payment", "block", "billers:cancel", "bad")
RESOLVE = Act(
    "resolve", "Ask for resolution", "billers.resolve_payment", "gavel", "billers:resolve", "info"
)
REVERSE = Act(
    "reverse", "Ask for reversal", "billers.reverse_payment", "undo", "billers:reverse", "bad"
)
CLOSE_ALARM = Act(
    "close_alarm",
    "Close the alarm",
    "billers.resolve_payment",
    "notifications_off",
    "billers:close-alarm",
)
SHOW_TOKEN = Act(
    "reveal_token", "Show token", "billers.reveal_token", "key", "billers:token", "info"
)
FETCH_TOKEN = Act(
    "fetch_token", "Fetch the token", "billers.retry_payment", "key", "billers:fetch-token", "info"
)
ACTS: Mapping[str, Act] = {act.slug: act for act in (LOOK_AGAIN, RETRY, CANCEL, RESOLVE, REVERSE)}


def offers_of(request: HttpRequest, payment: BillerTransaction) -> list[Offered]:
    """Return every act with the reason why it cannot be done, if there is one."""
    choices = choices_of(payment)
    offered = [
        Offered(act, getattr(choices, slug) or _why_not_you(request, act))
        for slug, act in ACTS.items()
    ]
    if payment.has_alarm:
        offered.append(Offered(CLOSE_ALARM, _why_not_you(request, CLOSE_ALARM)))
    return offered + _about_tokens(request, payment, choices)


def _about_tokens(
    request: HttpRequest, payment: BillerTransaction, choices: Choices
) -> list[Offered]:
    """Return what can be done with prepaid tokens; nothing where there are none to come."""
    if payment.tokens:
        return [Offered(SHOW_TOKEN, choices.reveal_token or _why_not_you(request, SHOW_TOKEN))]
    if not choices.fetch_token:
        return [Offered(FETCH_TOKEN, _why_not_you(request, FETCH_TOKEN))]
    return []


def _why_not_you(request: HttpRequest, act: Act) -> str:
    return "" if may(request, act.permission) else who_may(act.permission)
