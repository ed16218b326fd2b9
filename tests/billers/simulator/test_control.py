"""The simulator tells its books and its calls, and takes orders."""

import time

import pytest

from billers.simulator.simulator import Habits
from tests.billers.simulated_billers import billers_in_a_thread
from tests.billers.simulator.asking import buy, look_up, pay, transfer


def test_the_books_of_all_are_summed_up(simulated_billers):
    pay(simulated_billers, "masm", type="M", amount="10.50")
    buy(simulated_billers)
    transfer(simulated_billers)

    books = simulated_billers.control("/_books")["billers"]

    assert books["MASM"] == {"count": 1, "total": "10.50"}
    assert books["TNM_BUNDLES"] == {"count": 1, "total": "199.00"}
    assert books["CORE_BANKING"] == {"count": 1, "total": "150.00"}
    assert books["LWB_POSTPAID"] == {"count": 0, "total": "0.00"}


def test_a_payment_is_told_whole(simulated_billers):
    pay(simulated_billers, "masm", type="M", amount="10.50", reference="A1", account="80021")

    [payment] = simulated_billers.payments("masm")

    expected = {
        "biller": "MASM", "reference": "A1", "account": "80021", "amount": "10.50",
        "currency": "MWK", "receipt": "MA00000001", "account_type": "M", "tokens": [],
    }  # fmt: skip
    assert payment.items() >= expected.items()
    assert payment["at"].endswith("+00:00")


def test_the_accounts_of_core_banking_open_and_move(simulated_billers):
    transfer(simulated_billers, debit="100200", credit="SUSPENSE", amount="150.00")

    accounts = simulated_billers.book("core_banking")["accounts"]

    assert accounts["SUSPENSE"] == {"opening": "0.00", "now": "150.00"}
    moved = float(accounts["100200"]["now"]) - float(accounts["100200"]["opening"])
    assert round(moved, 2) == -150


def test_every_call_is_remembered_with_what_befell_it(simulated_billers):
    simulated_billers.order("wrong_amount", biller="masm")

    look_up(simulated_billers, "masm", "80021", kind="M")
    pay(simulated_billers, "masm", type="M")
    pay(simulated_billers, "masm", type="M", account="1266404")

    told = [
        (call["kind"], call["fault"], call["refusal"], call["receipt"])
        for call in simulated_billers.calls("masm")
    ]
    assert told == [
        ("look_up", "", "", ""),
        ("money", "wrong_amount", "", "MA00000001"),
        ("money", "", "no_reference_found", ""),
    ]
    counts = simulated_billers.control("/_calls")["counts"]
    assert counts == {"MASM": {"account": 1, "transaction": 2}}


def test_orders_wait_until_they_are_used_or_called_off(simulated_billers):
    simulated_billers.order("reset", biller="masm", times=3)
    waiting = simulated_billers.control("/_faults")["orders"]

    simulated_billers.calm()

    assert [(order["fault"], order["times"]) for order in waiting] == [("reset", 3)]
    assert simulated_billers.control("/_faults")["orders"] == []


def test_faults_by_chance_can_be_changed_while_it_runs(simulated_billers):
    simulated_billers.trouble(1.0, faults=["refuse_setup"])
    spoiled = pay(simulated_billers, "bwb_postpaid")

    simulated_billers.calm()

    assert spoiled.text("failure_code") == "2"
    assert pay(simulated_billers, "bwb_postpaid").text("status") == "success"


def test_every_answer_can_be_made_to_take_its_time():
    with billers_in_a_thread(Habits(latency=0.15)) as billers:
        began = time.monotonic()

        pay(billers, "bwb_postpaid")

        assert time.monotonic() - began >= 0.15


def test_everything_can_begin_anew(simulated_billers):
    pay(simulated_billers, "masm", type="M")
    simulated_billers.order("reset")

    simulated_billers.control("/_books", method="DELETE")

    assert simulated_billers.payments("masm") == []
    assert simulated_billers.control("/_calls") == {"counts": {}, "calls": []}
    assert pay(simulated_billers, "masm", type="M").text("status") == "success"


@pytest.mark.parametrize(
    ("method", "path", "body", "words"),
    [
        ("POST", "/_faults", {"fault": "meteor"}, "There is no fault 'meteor'"),
        ("POST", "/_faults", {}, "missing required field `fault`"),
        ("POST", "/_faults", {"fault": "refuse", "refusal": "no"}, "There is no refusal 'no'"),
        ("POST", "/_faults", {"fault": "reset", "biller": "ESCOM"}, "There is no biller 'ESCOM'"),
        ("POST", "/_faults", {"fault": "reset", "kind": "gift"}, "Invalid enum value 'gift'"),
        ("POST", "/_faults", {"fault": "reset", "times": 0}, ">= 1 - at `$.times`"),
        (
            "POST",
            "/_faults",
            {"fault": "reset", "times": "x"},
            "got `str` - at `$.times`",
        ),
        ("POST", "/_faults", {"fault": "reset", "seconds": "x"}, "got `str` - at `$.seconds`"),
        ("POST", "/_faults", {"fault": "reset", "often": 2}, "unknown field `often`"),
        ("POST", "/_faults", b"[]", "Expected `object`, got `array`"),
        ("POST", "/_faults", b"reset", "JSON is malformed"),
        ("PUT", "/_faults", {"rate": 2}, "<= 1.0 - at `$.rate`"),
        ("PUT", "/_faults", {"rate": "x"}, "Expected `float`, got `str`"),
        ("PUT", "/_faults", {"rate": 0.1, "faults": ["meteor"]}, "There is no fault 'meteor'"),
        ("GET", "/_books/escom", b"", "There is no biller 'escom'"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(simulated_billers, method, path, body, words):
    seen = simulated_billers.ask(path, method=method, body=body)

    assert seen.status == 400
    assert words in seen.json["error"]


def test_an_unknown_door_is_named(simulated_billers):
    seen = simulated_billers.ask("/_money", method="POST")

    assert seen.status == 404
    assert seen.json["error"] == "Nothing answers POST /_money here."
