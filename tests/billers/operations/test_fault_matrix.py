"""The fault matrix at the billers (DESIGN 10, WIRE 5): what befalls a payment, how it must stand.

All faults are those of the simulated billers over real sockets, from the order to the database and
to the books of biller and bank. Every dialect is told of each fault in `tests/billers/connectors`.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from billers.models import Attempt, BillerConfig, Leg
from billers.operations.retrying import retry_payment
from billers.simulator.faults import FAULTS
from tests.billers.operations.weather import (
    NOT_SENT,
    PAID,
    UNKNOWN,
    account_at,
    lose_patience,
    pay_at,
    settle_by_itself,
    stands,
)

ALARMED = UNKNOWN._replace(is_alarm=True)
HOSTNAME = Path("/etc/hostname")
LONGEST_KEPT = 64 * 1024
LONGEST_RECEIPT = 200

#   what happens                                          fault              must stand as
UNPROVED = {
    "no answer in time, and it was not taken":            ("silent_before",  UNKNOWN),
    "no answer in time, and it was taken":                ("silent",         UNKNOWN),
    "the answer is lost":                                 ("answer_lost",    UNKNOWN),
    "half the answer is lost":                            ("answer_cut",     UNKNOWN),
    "a reset before it was taken":                        ("reset_before",   UNKNOWN),
    "a reset after it was taken":                         ("reset",          UNKNOWN),
    "HTTP 503, and it was not taken":                     ("error_before",   UNKNOWN),
    "HTTP 502, and it was taken":                         ("error",          UNKNOWN),
    "HTTP 409":                                           ("http_conflict",  UNKNOWN),
    "a redirect to the same address":                     ("redirect",       UNKNOWN),
    "garbage":                                            ("garbage",        ALARMED),
    "an empty answer":                                    ("empty",          ALARMED),
    "a page":                                             ("page",           ALARMED),
    "a document type":                                    ("dtd",            ALARMED),
    "entities that grow, and one that reads a file":      ("entities",       ALARMED),
    "50 MB":                                              ("huge",           UNKNOWN),
    "100 000 levels":                                     ("deep",           ALARMED),
    "another encoding than it says":                      ("encoding",       ALARMED),
    "another amount":                                     ("wrong_amount",   ALARMED),
    "another account":                                    ("wrong_account",  ALARMED),
    "another reference":                                  ("wrong_reference", ALARMED),
    "yes and no at once":                                 ("contradiction",  ALARMED),
    "a word that no table knows":                         ("strange_word",   UNKNOWN),
    "the payment told twice":                             ("duplicate",      ALARMED),
}  # fmt: skip


class Way(NamedTuple):
    """What becomes of an unknown payment by itself, if the biller took it and if it did not."""

    if_taken: str
    if_not_taken: str
    calls: int


#   biller                   taken        not taken    calls of the biller for the payment's leg
WAYS = {
    "LWB_POSTPAID":     Way("COMPLETED", "FAILED",    1),  # can be asked
    "SRWB_PREPAID":     Way("COMPLETED", "FAILED",    1),  # can be asked, and tells tokens again
    "BWB_POSTPAID":     Way("UNKNOWN",   "COMPLETED", 4),  # refuses a reference that it knows
    "MASM":             Way("UNKNOWN",   "UNKNOWN",   1),  # people only
    "SRWB_POSTPAID":    Way("UNKNOWN",   "UNKNOWN",   1),
    "REGISTER_GENERAL": Way("UNKNOWN",   "UNKNOWN",   1),
    "TNM_BUNDLES":      Way("UNKNOWN",   "UNKNOWN",   1),  # a GET that sells
}  # fmt: skip


@pytest.mark.parametrize("biller", ["LWB_POSTPAID", "MASM"])
@pytest.mark.parametrize("happens", UNPROVED)
def test_what_proves_nothing_leaves_it_unknown_with_its_money_held(lone_bank, biller, happens):
    fault, must_stand = UNPROVED[happens]
    lone_bank.billers.order(fault, biller=biller)
    if fault.startswith("silent"):
        lose_patience(biller)

    payment = pay_at(lone_bank, biller)

    attempt = payment.attempts.get(leg=Leg.PAY)
    assert stands(lone_bank, payment) == must_stand
    assert payment.next_action_at > lone_bank.at
    assert payment.owner == lone_bank.teller
    assert len(lone_bank.taken(biller, account_at(biller))) == FAULTS[fault].takes
    assert len(attempt.answer) < LONGEST_KEPT
    assert HOSTNAME.read_text().strip() not in attempt.answer


@pytest.mark.parametrize("biller", WAYS)
def test_what_was_taken_is_settled_without_a_second_sale(lone_bank, biller):
    lone_bank.billers.order("answer_lost", biller=biller)
    payment = pay_at(lone_bank, biller)
    assert stands(lone_bank, payment) == UNKNOWN

    after = settle_by_itself(lone_bank, payment)

    assert after.status == WAYS[biller].if_taken
    assert after.next_action_at is None
    assert len(lone_bank.taken(biller, account_at(biller))) == 1
    assert Attempt.objects.filter(leg=Leg.PAY).count() == WAYS[biller].calls
    assert bool(after.tokens) is (biller == "SRWB_PREPAID")


@pytest.mark.parametrize("biller", WAYS)
def test_what_was_not_taken_is_paid_once_at_most(lone_bank, biller):
    lone_bank.billers.order("reset_before", biller=biller)
    payment = pay_at(lone_bank, biller)
    assert stands(lone_bank, payment) == UNKNOWN

    after = settle_by_itself(lone_bank, payment)

    must_stand = {"COMPLETED": PAID, "FAILED": NOT_SENT, "UNKNOWN": UNKNOWN}
    is_paid = WAYS[biller].if_not_taken == "COMPLETED"
    assert stands(lone_bank, after) == must_stand[WAYS[biller].if_not_taken]
    assert len(lone_bank.taken(biller, account_at(biller))) == is_paid


#   what an answer that comes in the end is like
STRANGE_AND_PAID = {
    "it takes some seconds": {"fault": "slow", "seconds": 0.1},
    "it comes twice on one connection": {"fault": "answered_twice"},
    "its receipt is without end": {"fault": "endless_receipt"},
}


@pytest.mark.parametrize("happens", STRANGE_AND_PAID)
def test_a_good_answer_is_believed_however_it_comes(lone_bank, happens):
    lone_bank.billers.order(biller="MASM", **STRANGE_AND_PAID[happens])

    payment = pay_at(lone_bank, "MASM")

    (taken,) = lone_bank.taken("MASM", account_at("MASM"))
    assert stands(lone_bank, payment) == PAID
    assert payment.external_transaction_id.startswith(taken["receipt"])
    assert len(payment.external_transaction_id) <= LONGEST_RECEIPT


#   why not one byte of the order could leave        the biller is said to be at
UNREACHED = {
    "nobody listens there": "http://127.0.0.1:9",
    "nobody knows the name": "http://no-such-biller.invalid",
    "it speaks no TLS": "https://127.0.0.1:{port}",
    "the host is not allowed": "http://biller.example",
    "the address is private and not listed": "http://10.1.2.3",
}


@pytest.mark.parametrize("why", UNREACHED)
def test_what_never_left_gives_the_money_back_and_may_be_tried_again(lone_bank, settings, why):
    port = lone_bank.billers.url.rpartition(":")[2]
    config = lone_bank.config("MASM")
    address = UNREACHED[why].format(port=port)
    config.base_url, config.version = f"{address}/esb/masm", 2
    config.save()
    settings.BILLER_ALLOWED_HOSTS = ["127.0.0.1", "no-such-biller.invalid", "10.1.2.3"]

    failed = pay_at(lone_bank, "MASM")

    assert stands(lone_bank, failed) == NOT_SENT
    assert failed.attempts.get(leg=Leg.PAY).phase == "NOTHING_SENT"
    config.base_url, config.version = f"{lone_bank.billers.url}/esb/masm", 3
    config.save()
    retry_payment(payment_id=failed.pk, by=lone_bank.teller, now=lone_bank.at)
    assert stands(lone_bank, lone_bank.advance(failed)) == PAID


#   what befalls the question what became of it       fault              is an alarm
QUESTIONS = {
    "the answer is lost":                             ("answer_lost",     False),
    "HTTP 503":                                       ("error_before",    False),
    "a redirect":                                     ("redirect",        False),
    "garbage":                                        ("garbage",         False),
    "a page":                                         ("page",            False),
    "entities that grow, and one that reads a file":  ("entities",        False),
    "our set-up is refused":                          ("refuse_setup",    False),
    "a word that no table knows":                     ("strange_word",    False),
    "yes and no at once":                             ("contradiction",   True),
    "another amount":                                 ("wrong_amount",    True),
    "another account":                                ("wrong_account",   True),
    "another reference":                              ("wrong_reference", True),
}  # fmt: skip


@pytest.mark.parametrize("happens", QUESTIONS)
def test_a_question_that_goes_wrong_settles_nothing_and_is_asked_again(lone_bank, happens):
    fault, is_alarm = QUESTIONS[happens]
    BillerConfig.objects.update(retry_attempts=0)
    lone_bank.billers.order("answer_lost", biller="LWB_POSTPAID")
    lone_bank.billers.order(fault, kind="status", biller="LWB_POSTPAID")
    payment = pay_at(lone_bank, "LWB_POSTPAID")

    still = lone_bank.wait(payment)

    assert stands(lone_bank, still) == UNKNOWN._replace(is_alarm=is_alarm)
    assert still.next_action_at > lone_bank.at
    after = lone_bank.wait(still)
    assert stands(lone_bank, after) == PAID._replace(is_alarm=is_alarm)
    assert len(lone_bank.taken("LWB_POSTPAID", account_at("LWB_POSTPAID"))) == 1
