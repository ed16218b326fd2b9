"""A biller in trouble: its breaker holds payments back, and none of them loses anything by it."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import takewhile

import pytest

from billers.connectors.contract import Unknown
from billers.models import Attempt, BillerConfig, BillerType, Leg, Outcome
from billers.operations.breakers import (
    FAILURES_TO_OPEN,
    OPEN_FOR,
    count_outcome,
    look_at_breakers,
)
from billers.operations.calling import call
from billers.operations.choosing import choices_of
from billers.operations.claiming import claim
from billers.pages.outcomes import tell_outcome
from billers.states import Status
from tests.billers.operations.test_resolving import resolve, say


def break_down(desk, biller):
    """Let a biller fail until its breaker opens."""
    for number in range(FAILURES_TO_OPEN):
        desk.pay(biller, f"3300{number}66621")


def test_an_open_breaker_costs_no_attempt_and_keeps_the_place_in_the_queue(desk):
    break_down(desk, "MASM")

    payment = desk.pay("MASM", "2200330044")

    assert payment.status == Status.PENDING
    assert payment.next_action_at is not None
    assert not Attempt.objects.filter(transaction=payment).exists()
    assert desk.taken("MASM", "2200330044") == []


def test_the_breaker_of_one_biller_holds_back_no_other(desk):
    break_down(desk, "MASM")

    assert desk.pay("SRWB_POSTPAID", "2200330044").status == Status.COMPLETED


def test_after_its_time_an_open_breaker_lets_a_payment_try(desk):
    break_down(desk, "MASM")
    payment = desk.pay("MASM", "2200330044")
    assert payment.next_action_at <= datetime.now(UTC) + OPEN_FOR

    after = desk.wait(payment)

    assert len(desk.taken("MASM", "2200330044")) == 1
    assert after.status in {Status.COMPLETED, Status.UNKNOWN}


def test_of_those_that_waited_for_an_open_breaker_one_tries_and_the_others_wait_for_it(desk):
    break_down(desk, "MASM")
    one, other = desk.pay("MASM", "2200330044"), desk.pay("MASM", "2200330055")
    desk.at = max(one.next_action_at, other.next_action_at)

    trial = take(desk, one)

    assert trial is not None
    assert take(desk, other) is None
    desk.record(trial.attempt, call_out(trial, desk))
    assert desk.wait(other).status == Status.COMPLETED


def take(desk, payment):
    """Claim the next step of a payment as a worker does."""
    breakers = look_at_breakers(now=desk.at)
    return claim(payment_id=payment.pk, now=desk.at, breakers=breakers)


def call_out(claimed, desk):
    """Make the call of a claimed payment, and let its breaker know."""
    breakers = look_at_breakers(now=desk.at)
    reply = call(claimed.payment, claimed.attempt)
    count_outcome(claimed.payment, claimed.attempt, reply.outcome, breakers=breakers)
    return reply


def test_what_waits_when_its_biller_is_switched_off_is_sent_once_it_is_on_again(desk):
    payment = desk.ask("MASM", "2200330044")
    BillerConfig.objects.filter(biller_type="MASM").update(is_active=False)

    waits = desk.advance(payment)

    assert waits.status == Status.PENDING
    assert choices_of(waits).cancel == ""
    assert "This goes on by itself." in tell_outcome(waits).text
    assert desk.taken("MASM", "2200330044") == []
    BillerConfig.objects.filter(biller_type="MASM").update(is_active=True)
    assert desk.wait(waits).status == Status.COMPLETED


def test_money_that_is_held_for_a_biller_that_is_switched_off_is_given_back(bank):
    bank.billers.order("answer_lost", biller="core_banking")
    held = bank.pay("MASM", "2200330044", debit_account="1007001")
    BillerConfig.objects.filter(biller_type="MASM").update(is_active=False)

    after = bank.wait(held)

    assert held.hold_outcome == Outcome.UNKNOWN
    assert (after.status, after.pay_outcome) == (Status.FAILED, Outcome.NOT_SENT)
    assert "switched off" in after.error_message
    assert bank.taken("MASM", "2200330044") == []
    assert bank.balance("SUSPENSE1") == 0


def test_a_payment_does_not_hold_itself_back_while_core_banking_is_asked_about_it(bank):
    BillerConfig.objects.filter(biller_type="MASM").update(pause_above=Decimal(1000))
    bank.billers.order("answer_lost", biller="core_banking")
    held = bank.pay("MASM", "2200330044", debit_account="1007001")
    assert (held.status, held.hold_outcome) == (Status.UNKNOWN, Outcome.UNKNOWN)

    assert bank.wait(held).status == Status.COMPLETED


@pytest.mark.parametrize("trouble", [{"is_active": False}, {"pause_above": Decimal(1000)}])
def test_money_of_a_bill_that_is_paid_is_held_whatever_holds_its_biller_back(bank, trouble):
    payment = resolve(bank, bank.pay("MASM", "22003366615", debit_account="1007001"), "NOT_PAID")
    say(bank, payment, Outcome.ACCEPTED)
    bank.pay("MASM", "3300330066615", debit_account="1007001")  # not known
    BillerConfig.objects.filter(biller_type="MASM").update(**trouble)

    after = resolve(bank, payment, "PAID")

    assert after.status == Status.COMPLETED
    assert bank.balance("MASMAID") == after.amount


def test_what_was_sent_before_its_biller_was_switched_off_is_settled_all_the_same(desk):
    payment = desk.pay("LWB_POSTPAID", "22003366613")
    BillerConfig.objects.filter(biller_type="LWB_POSTPAID").update(is_active=False)

    assert desk.wait(payment).status == Status.COMPLETED


def test_a_resend_that_cannot_even_be_made_proves_nothing_of_the_first(desk):
    payment = desk.pay("BWB_POSTPAID", "22003366613")
    first = payment.attempts.get(leg=Leg.PAY)
    again = Attempt(transaction=payment, leg=Leg.PAY, reference=first.reference, is_resend=True)
    payment.config.endpoints = {}  # somebody broke the configuration meanwhile
    payment.config.version += 1

    reply = call(payment, again)

    assert isinstance(reply.outcome, Unknown)
    assert not isinstance(call(payment, first).outcome, Unknown)


def test_how_all_breakers_stand_is_asked_of_redis_in_one_round_trip(desk, redis_client):
    break_down(desk, "MASM")

    with redis_client.monitor() as overheard:
        found = look_at_breakers(now=desk.at)
        redis_client.echo("that was all")
        asked = list(takewhile(is_not_the_end, asked_here(overheard, redis_client)))

    assert [command.split()[0] for command in asked if "pybreaker" in command] == ["MGET"]
    assert [name for name, breaker in found.items() if breaker.open_until] == ["MASM:PAY"]
    assert len(found) == 2 * len(BillerType) + 4
    over = found["MASM:PAY"].open_until
    assert look_at_breakers(now=over)["MASM:PAY"].open_until is None


def test_a_redis_that_is_gone_is_not_asked_in_the_place_of_one_that_is_there(desk, settings):
    here, settings.REDIS_URL = settings.REDIS_URL, "redis://127.0.0.1:1/0"
    gone = look_at_breakers(now=desk.at)
    settings.REDIS_URL = here

    assert (len(gone), len(look_at_breakers(now=desk.at)) > 0) == (0, True)


def asked_here(overheard, redis_client):
    """Yield what is asked of this session's own numbered database."""
    own = redis_client.connection_pool.connection_kwargs.get("db", 0)
    return (told["command"] for told in overheard.listen() if told["db"] == own)


def is_not_the_end(command):
    return command != "ECHO that was all"
