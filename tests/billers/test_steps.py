"""What comes next for a payment, at every place that it can come to."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from billers.models.legs import Outcome
from billers.steps import CALLS, ENDS, SETTLED_BY, Legs, Step, next_step

NOTHING_HAPPENED = {Outcome.DECLINED, Outcome.NOT_SENT}


def after(legs: Legs) -> Iterator[Legs]:
    """Yield where a payment can be after its next step, whatever the answer is."""
    step = next_step(legs)
    if step in ENDS:
        return
    leg = {**CALLS, **SETTLED_BY}[step].lower()
    for outcome in Outcome:
        ended: dict[str, Any] = {leg: outcome.value}
        yield replace(legs, **ended)


def reachable() -> set[Legs]:
    """Return every place that a payment can come to."""
    found: set[Legs] = set()
    waiting = [
        Legs(uses_core_banking=core, pay=pay) for core in (True, False) for pay in ("", "ACCEPTED")
    ]
    waiting += [
        Legs(uses_core_banking=True, hold="ACCEPTED", pay="ACCEPTED", capture="ACCEPTED",
             is_reversing=True),
        Legs(uses_core_banking=False, pay="ACCEPTED", is_reversing=True),
    ]  # fmt: skip
    while waiting:
        legs = waiting.pop()
        if legs not in found:
            found.add(legs)
            waiting += after(legs)
    return found


PLACES = sorted(reachable(), key=str)
every_place = pytest.mark.parametrize("legs", PLACES, ids=str)


@every_place
def test_money_is_given_back_only_when_the_biller_certainly_has_none(legs):
    if next_step(legs) in {Step.RELEASE, Step.SETTLE_RELEASE}:
        assert legs.pay in NOTHING_HAPPENED


@every_place
def test_money_is_moved_on_only_when_the_biller_certainly_has_its_own(legs):
    if next_step(legs) in {Step.CAPTURE, Step.SETTLE_CAPTURE, Step.COMPLETE}:
        assert legs.pay == Outcome.ACCEPTED


@every_place
def test_the_biller_is_paid_once_and_only_with_money_that_is_held(legs):
    if next_step(legs) is Step.PAY:
        assert not legs.pay
        assert legs.hold == (Outcome.ACCEPTED if legs.uses_core_banking else "")


@every_place
def test_nothing_fails_that_the_biller_has_the_money_for(legs):
    if next_step(legs) is Step.FAIL:
        assert legs.pay != Outcome.ACCEPTED


@every_place
def test_nothing_fails_while_something_is_not_known(legs):
    if next_step(legs) is Step.FAIL:
        assert Outcome.UNKNOWN not in {legs.hold, legs.pay, legs.release}


@every_place
def test_nothing_ends_while_held_money_has_not_moved(legs):
    step = next_step(legs)

    if legs.hold == Outcome.ACCEPTED and step in ENDS:
        assert Outcome.ACCEPTED in {legs.capture, legs.release}
        assert legs.capture == "" or legs.release == ""


@every_place
def test_the_customer_is_refunded_only_when_the_biller_certainly_took_it_back(legs):
    if next_step(legs) in {Step.REFUND, Step.SETTLE_REFUND}:
        assert legs.uses_core_banking
        assert legs.reverse == Outcome.ACCEPTED


@every_place
def test_nothing_is_reversed_before_everybody_has_their_money_back(legs):
    if next_step(legs) is Step.FINISH_REVERSAL:
        assert legs.reverse == Outcome.ACCEPTED
        assert legs.refund == (Outcome.ACCEPTED if legs.uses_core_banking else "")


@every_place
def test_what_stays_paid_was_certainly_not_taken_back(legs):
    if next_step(legs) is Step.KEEP_PAID:
        assert legs.reverse in NOTHING_HAPPENED
        assert not legs.refund


@every_place
def test_while_it_is_taken_back_nothing_is_paid_or_moved_on(legs):
    back = {Step.REVERSE, Step.SETTLE_REVERSE, Step.REFUND, Step.SETTLE_REFUND}

    if legs.is_reversing:
        assert next_step(legs) in back | {Step.KEEP_PAID, Step.FINISH_REVERSAL}
    else:
        assert next_step(legs) not in back


@every_place
def test_every_place_leads_to_an_end(legs):
    seen, waiting = set(), [legs]
    while waiting:
        place = waiting.pop()
        if place not in seen:
            seen.add(place)
            waiting += after(place)

    assert any(next_step(place) in ENDS for place in seen)


def test_without_core_banking_the_biller_leg_stands_alone():
    assert next_step(Legs(uses_core_banking=False)) is Step.PAY
    assert next_step(Legs(uses_core_banking=False, pay="ACCEPTED")) is Step.COMPLETE
    assert next_step(Legs(uses_core_banking=False, pay="DECLINED")) is Step.FAIL
    assert next_step(Legs(uses_core_banking=False, pay="UNKNOWN")) is Step.SETTLE_PAY
