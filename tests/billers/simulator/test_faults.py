"""Every fault, in every dialect, over a real socket: what the client sees, what the books say."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from billers.simulator.exchange import Ending
from billers.simulator.faults import FAULTS
from tests.billers.simulator.asking import (
    balance,
    buy,
    find_transfer,
    look_up,
    pay,
    post_payment,
    soap,
    transfer,
)
from tests.billers.simulator.outcomes import outcome_of

IN_EVERY_DIALECT = {
    "bwb_postpaid": lambda billers, **order: pay(billers, "bwb_postpaid", **order),
    "lwb_postpaid": lambda billers, **order: post_payment(billers, "lwb_postpaid", **order),
    "tnm_bundles": lambda billers, **order: buy(billers, **order),
    "core_banking": lambda billers, **order: transfer(billers, **order),
}
QUESTIONS = {
    "look_up": [
        ("bwb_postpaid", lambda billers: look_up(billers, "bwb_postpaid", "4711")),
        ("register_general", lambda billers: look_up(billers, "register_general", "4711")),
        ("lwb_postpaid",
         lambda billers: soap(billers, "lwb_postpaid", "GetAccountDetails", AccountNumber="4711")),
        ("srwb_prepaid",
         lambda billers: soap(billers, "srwb_prepaid", "GetInvoice", AccountNumber="4711")),
        ("tnm_bundles", lambda billers: billers.ask("/tnm/api/internetbundles/1001")),
        ("tnm_bundles", lambda billers: billers.ask("/tnm/api/internetbundles")),
        ("core_banking", lambda billers: balance(billers, "100200")),
    ],
    "status": [
        ("lwb_postpaid",
         lambda billers: soap(billers, "lwb_postpaid", "GetPaymentStatus", OurTransactionId="R")),
        ("lwb_postpaid",
         lambda billers: soap(
             billers, "lwb_postpaid", "GetPaymentStatus", OurTransactionId="REF1")),
        ("core_banking", lambda billers: find_transfer(billers, "REF1")),
    ],
}  # fmt: skip
SECONDS, HOUR = 0.3, 3600.0

#   fault              the client sees  the books have it
EXPECTED = {
    "refuse":            ("answer",  False),
    "refuse_setup":      ("answer",  False),
    "refuse_used":       ("answer",  False),
    "slow":              ("answer",  True),
    "silent_before":     ("silence", False),
    "silent":            ("silence", True),
    "answer_lost":       ("closed",  True),
    "answer_cut":        ("half",    True),
    "reset_before":      ("reset",   False),
    "reset":             ("reset",   True),
    "answered_twice":    ("answer",  True),
    "error_before":      ("answer",  False),
    "error":             ("answer",  True),
    "http_conflict":     ("answer",  True),
    "redirect":          ("answer",  True),
    "garbage":           ("answer",  True),
    "empty":             ("answer",  True),
    "page":              ("answer",  True),
    "dtd":               ("answer",  True),
    "entities":          ("answer",  True),
    "huge":              ("answer",  True),
    "deep":              ("answer",  True),
    "encoding":          ("answer",  True),
    "wrong_amount":      ("answer",  True),
    "wrong_reference":   ("answer",  True),
    "wrong_account":     ("answer",  True),
    "contradiction":     ("answer",  True),
    "strange_word":      ("answer",  True),
    "duplicate":         ("answer",  True),
    "used":              ("answer",  True),
    "endless_receipt":   ("answer",  True),
    "late":              ("closed",  True),
    "late_hidden":       ("closed",  True),
    "late_refused":      ("answer",  True),
    "late_callback":     ("closed",  True),
    "callback":          ("closed",  True),
    "callback_twice":    ("closed",  True),
    "callback_forged":   ("closed",  False),
    "callback_old":      ("closed",  True),
    "callback_contrary": ("closed",  True),
}  # fmt: skip


def test_every_fault_is_expected_here():
    assert set(EXPECTED) == set(FAULTS)


@pytest.mark.parametrize("biller", IN_EVERY_DIALECT)
@pytest.mark.parametrize("fault", EXPECTED)
def test_a_fault_ends_as_its_row_says(simulated_billers, fault, biller):
    order, is_late = IN_EVERY_DIALECT[biller], FAULTS[fault].is_late
    simulated_billers.order(fault, biller=biller, seconds=HOUR if is_late else SECONDS)

    with patience_for(fault, simulated_billers):
        seen = outcome_of(lambda: order(simulated_billers))

    assert seen == EXPECTED[fault][0]
    if is_late:
        assert simulated_billers.payments(biller) == []
        simulated_billers.later(seconds=HOUR)
    assert bool(simulated_billers.payments(biller)) is EXPECTED[fault][1]


@contextmanager
def patience_for(fault, billers):
    """Wait no longer than it takes to see that nothing comes, where nothing will."""
    patience = billers.patience
    if FAULTS[fault].ending is Ending.SILENT:
        billers.patience = 3 * SECONDS
    yield
    billers.patience = patience


@pytest.mark.parametrize("fault", EXPECTED)
def test_questions_go_wrong_as_payments_do(simulated_billers, fault):
    post_payment(simulated_billers, "lwb_postpaid")
    transfer(simulated_billers)
    for kind, questions in QUESTIONS.items():
        for biller, _ in questions:
            simulated_billers.order(fault, kind=kind, biller=biller, seconds=SECONDS)

    with patience_for(fault, simulated_billers), ThreadPoolExecutor() as pool:
        seen = pool.map(
            lambda question: outcome_of(lambda: question(simulated_billers)),
            [question for questions in QUESTIONS.values() for _, question in questions],
        )

    assert set(seen) == {EXPECTED[fault][0]}
    books = simulated_billers.control("/_books")["billers"]
    assert {biller: book["count"] for biller, book in books.items() if book["count"]} == {
        "LWB_POSTPAID": 1,
        "CORE_BANKING": 1,
    }


@pytest.mark.parametrize("biller", IN_EVERY_DIALECT)
def test_a_fault_is_over_once_its_calls_are(simulated_billers, biller):
    order = IN_EVERY_DIALECT[biller]
    simulated_billers.order("answer_lost", biller=biller, times=2)

    seen = [outcome_of(lambda n=n: order(simulated_billers, reference=f"R{n}")) for n in range(3)]

    assert seen == ["closed", "closed", "answer"]
    assert len(simulated_billers.payments(biller)) == 3


def test_a_fault_waits_for_the_biller_and_the_account_that_are_meant(simulated_billers):
    simulated_billers.order("reset", biller="bwb_postpaid", account="777")

    other_biller = pay(simulated_billers, "lwb_postpaid", account="777")
    other_account = pay(simulated_billers, "bwb_postpaid", account="778")
    meant = outcome_of(
        lambda: pay(simulated_billers, "bwb_postpaid", account="777", reference="B")
    )

    assert other_biller.text("status") == other_account.text("status") == "success"
    assert meant == "reset"


def test_an_account_number_asks_for_its_fault_once_a_reference(simulated_billers):
    account = "1066613"  # answer_lost

    first = outcome_of(lambda: pay(simulated_billers, "bwb_postpaid", account=account))
    resent = pay(simulated_billers, "bwb_postpaid", account=account)
    another = outcome_of(
        lambda: pay(simulated_billers, "bwb_postpaid", account=account, reference="REF2")
    )

    assert (first, another) == ("closed", "closed")
    assert resent.text("failure_code") == "11"


def test_an_account_number_can_spoil_the_look_up_alone(simulated_billers):
    account = "1066720"  # error_before, for look-ups

    looked_up = look_up(simulated_billers, "bwb_postpaid", account)
    paid = pay(simulated_billers, "bwb_postpaid", account=account)

    assert looked_up.status == 503
    assert paid.text("status") == "success"


def test_an_account_number_can_spoil_the_status_query_alone(simulated_billers):
    paid = post_payment(simulated_billers, "lwb_postpaid", account="1066830")

    asked = soap(simulated_billers, "lwb_postpaid", "GetPaymentStatus", OurTransactionId="REF1")

    assert paid.text("Status") == "SUCCESS"
    assert b"\x00" in asked.body


@pytest.mark.parametrize(("fault", "before"), [("late", "PENDING"), ("late_hidden", "NOT_FOUND")])
def test_what_is_taken_late_is_pending_or_hidden_until_then(simulated_billers, fault, before):
    def status():
        query = {"OurTransactionId": "REF1"}
        return soap(simulated_billers, "lwb_postpaid", "GetPaymentStatus", **query).text("Status")

    simulated_billers.order(fault, seconds=HOUR)
    outcome_of(lambda: post_payment(simulated_billers, "lwb_postpaid"))
    told = status()
    simulated_billers.later(seconds=HOUR)

    assert (told, status()) == (before, "SUCCESS")


def test_a_reference_that_is_on_its_way_is_used(simulated_billers):
    simulated_billers.order("late")
    outcome_of(lambda: pay(simulated_billers, "bwb_postpaid"))

    again = pay(simulated_billers, "bwb_postpaid")

    assert again.text("failure_code") == "11"
