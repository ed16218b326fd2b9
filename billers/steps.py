"""What comes next for a payment: hold the customer's money, pay the biller, capture or release.

Pure: the outcomes of its legs in the present round go in, one step comes out (DESIGN 5).

# Note [Which outcome allows what]
Only DECLINED and NOT_SENT say that nothing happened. So only they let a leg be tried again or
undone: an UNKNOWN leg is settled first, whatever waits behind it. Held money is given back when
the biller certainly has none, and moved on when it certainly has its own; never in between.

# Note [A payment that turns out to be paid after it failed]
The held money was given back by then. Two people say that the biller has its money after all, and
a new round begins with that leg already accepted: the money is held again, as often as it takes,
and moved on.

# Note [Evidence that comes while held money is on its way]
A biller may say the opposite while what it said first is acted on: the held money is already on
its way back, or on its way to the biller's account. Two people say which of the two is true. What
became of that move is found out first. Money that was given back is held again; money that was
moved on goes back from the biller's account, and not out of suspense a second time.

# Note [A payment that is taken back]
It stays paid until the biller certainly took it back and the customer certainly has the money
again. Not one tambala is given back while the biller may still have its own: an UNKNOWN reversal
is settled first, and one that certainly did not happen leaves the payment as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from billers.models.legs import Leg, Outcome

NOTHING_HAPPENED = frozenset({Outcome.DECLINED, Outcome.NOT_SENT})


class Step(StrEnum):
    """What to do with a payment now."""

    HOLD = "HOLD"
    PAY = "PAY"
    CAPTURE = "CAPTURE"
    RELEASE = "RELEASE"
    SETTLE_HOLD = "SETTLE_HOLD"
    SETTLE_PAY = "SETTLE_PAY"
    SETTLE_CAPTURE = "SETTLE_CAPTURE"
    SETTLE_RELEASE = "SETTLE_RELEASE"
    COMPLETE = "COMPLETE"
    FAIL = "FAIL"
    REVERSE = "REVERSE"
    REFUND = "REFUND"
    SETTLE_REVERSE = "SETTLE_REVERSE"
    SETTLE_REFUND = "SETTLE_REFUND"
    KEEP_PAID = "KEEP_PAID"
    FINISH_REVERSAL = "FINISH_REVERSAL"


SETTLED_BY: Mapping[Step, Leg] = {
    Step.SETTLE_HOLD: Leg.HOLD,
    Step.SETTLE_PAY: Leg.PAY,
    Step.SETTLE_CAPTURE: Leg.CAPTURE,
    Step.SETTLE_RELEASE: Leg.RELEASE,
    Step.SETTLE_REVERSE: Leg.REVERSE,
    Step.SETTLE_REFUND: Leg.REFUND,
}

CALLS: Mapping[Step, Leg] = {
    Step.HOLD: Leg.HOLD,
    Step.PAY: Leg.PAY,
    Step.CAPTURE: Leg.CAPTURE,
    Step.RELEASE: Leg.RELEASE,
    Step.REVERSE: Leg.REVERSE,
    Step.REFUND: Leg.REFUND,
}

ENDS = frozenset({Step.COMPLETE, Step.FAIL, Step.KEEP_PAID, Step.FINISH_REVERSAL})
"""After which nothing is to be done any more."""

AT_BILLER = frozenset({Leg.PAY, Leg.REVERSE})
"""Legs that are calls to the biller; the others are calls to core banking."""

CALLED_BACK = (Leg.REVERSE, Leg.REFUND)
"""Legs of a payment that is being taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Legs:
    """How the legs of a round ended, empty where one was not tried."""

    uses_core_banking: bool
    hold: str = ""
    pay: str = ""
    capture: str = ""
    release: str = ""
    is_reversing: bool = False
    reverse: str = ""
    refund: str = ""


def next_step(legs: Legs) -> Step:
    """Return what comes next; see the notes for why."""
    if legs.is_reversing:
        return _reversing(legs)
    if legs.uses_core_banking and legs.hold != Outcome.ACCEPTED:
        return _before_paying(legs)
    if not legs.pay:
        return Step.PAY
    if legs.pay == Outcome.UNKNOWN:
        return Step.SETTLE_PAY
    return _after_paying(legs)


def _reversing(legs: Legs) -> Step:
    if not legs.reverse:
        return Step.REVERSE
    if legs.reverse == Outcome.UNKNOWN:
        return Step.SETTLE_REVERSE
    if legs.reverse != Outcome.ACCEPTED:
        return Step.KEEP_PAID
    if not legs.uses_core_banking:
        return Step.FINISH_REVERSAL
    return _moving(legs.refund, Step.REFUND, Step.SETTLE_REFUND, Step.FINISH_REVERSAL)


def _before_paying(legs: Legs) -> Step:
    if legs.hold == Outcome.UNKNOWN:
        return Step.SETTLE_HOLD
    is_over = legs.hold or legs.pay in NOTHING_HAPPENED
    is_paid_already = legs.pay == Outcome.ACCEPTED
    return Step.FAIL if is_over and not is_paid_already else Step.HOLD


def _after_paying(legs: Legs) -> Step:
    is_paid = legs.pay == Outcome.ACCEPTED
    if not legs.uses_core_banking:
        return Step.COMPLETE if is_paid else Step.FAIL
    return _for_biller(legs) if is_paid else _for_customer(legs)


def _for_biller(legs: Legs) -> Step:
    """Return the step of held money that is the biller's."""
    if legs.release == Outcome.UNKNOWN:
        return Step.SETTLE_RELEASE
    if legs.release == Outcome.ACCEPTED:
        return Step.HOLD
    return _moving(legs.capture, Step.CAPTURE, Step.SETTLE_CAPTURE, Step.COMPLETE)


def _for_customer(legs: Legs) -> Step:
    """Return the step of held money that is the customer's."""
    if legs.capture == Outcome.UNKNOWN:
        return Step.SETTLE_CAPTURE
    if legs.capture == Outcome.ACCEPTED:
        return _moving(legs.refund, Step.REFUND, Step.SETTLE_REFUND, Step.FAIL)
    return _moving(legs.release, Step.RELEASE, Step.SETTLE_RELEASE, Step.FAIL)


def _moving(outcome: str, move: Step, settle: Step, end: Step) -> Step:
    """Return the step of held money that must move: until it has, it is moved again."""
    if outcome == Outcome.UNKNOWN:
        return settle
    return end if outcome == Outcome.ACCEPTED else move
