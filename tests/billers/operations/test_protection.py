"""A biller in trouble: its breaker holds payments back, and none of them loses anything by it."""

from datetime import UTC, datetime
from itertools import takewhile

from billers.connectors.contract import Unknown
from billers.models import Attempt, BillerConfig, BillerType, Leg, Outcome
from billers.operations.breakers import FAILURES_TO_OPEN, OPEN_FOR, look_at_breakers
from billers.operations.calling import call
from billers.operations.choosing import choices_of
from billers.states import Status


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


def test_what_waits_when_its_biller_is_switched_off_is_sent_once_it_is_on_again(desk):
    payment = desk.ask("MASM", "2200330044")
    BillerConfig.objects.filter(biller_type="MASM").update(is_active=False)

    waits = desk.advance(payment)

    assert waits.status == Status.PENDING
    assert choices_of(waits).cancel == ""
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
