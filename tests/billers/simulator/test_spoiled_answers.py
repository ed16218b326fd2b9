"""What stands in spoiled answers, and in those that lie."""

import pytest
from lxml import etree

from billers.simulator.spoiling import HUGE
from tests.billers.simulator.asking import buy, look_up, pay, post_payment, soap, transfer


@pytest.mark.parametrize("fault", ["garbage", "empty", "encoding", "deep", "entities"])
def test_a_strict_reader_does_not_take_it(simulated_billers, fault):
    simulated_billers.order(fault)

    seen = pay(simulated_billers, "bwb_postpaid")

    assert seen.status == 200
    with pytest.raises(etree.XMLSyntaxError):
        assert etree.tostring(seen.root)


def test_a_document_type_is_in_front_of_a_good_answer(simulated_billers):
    simulated_billers.order("dtd")

    seen = pay(simulated_billers, "bwb_postpaid")

    assert b"<!DOCTYPE response [" in seen.body
    assert seen.text("status") == "success"


def test_an_entity_asks_for_a_file(simulated_billers):
    simulated_billers.order("entities")

    seen = pay(simulated_billers, "bwb_postpaid")

    assert b'SYSTEM "file:///etc/hostname"' in seen.body
    assert b"&laugh11;" in seen.body


def test_a_huge_answer_has_fifty_megabytes(simulated_billers):
    simulated_billers.order("huge")

    seen = pay(simulated_billers, "bwb_postpaid")

    assert len(seen.body) == HUGE


def test_a_redirect_leads_to_the_same_address(simulated_billers):
    simulated_billers.order("redirect")

    seen = buy(simulated_billers)

    assert seen.status == 307
    assert seen.headers["location"] == "/tnm/api/internetbundles/REF1/+265881000200/1001"


@pytest.mark.parametrize(("fault", "status"), [("error", 502), ("http_conflict", 409)])
def test_an_error_of_the_server_is_a_page(simulated_billers, fault, status):
    simulated_billers.order(fault)

    seen = post_payment(simulated_billers, "lwb_postpaid")

    assert seen.status == status
    assert b"<html>" in seen.body


@pytest.mark.parametrize(
    ("fault", "field", "told"),
    [
        ("wrong_amount", "amount", "151"),
        ("wrong_reference", "our_transaction_id", "NOTOURS0001"),
        ("wrong_account", "account_number", "7770001"),
    ],
)
def test_the_esb_lies_about_one_thing(simulated_billers, fault, field, told):
    simulated_billers.order(fault)

    seen = pay(simulated_billers, "bwb_postpaid")

    assert seen.text(field) == told
    [payment] = simulated_billers.payments("bwb_postpaid")
    assert payment["amount"] == "150.00"
    assert (payment["reference"], payment["account"]) == ("REF1", "100200")


@pytest.mark.parametrize(
    ("fault", "field", "told"),
    [
        ("wrong_amount", "Amount", "151.00"),
        ("wrong_reference", "OurTransactionId", "NOTOURS0001"),
        ("wrong_account", "AccountNumber", "7770001"),
        ("strange_word", "Status", "ESCALATED"),
        ("contradiction", "Code", "5"),
        ("used", "Code", "11"),
    ],
)
def test_a_board_lies_about_one_thing(simulated_billers, fault, field, told):
    simulated_billers.order(fault)

    seen = post_payment(simulated_billers, "lwb_postpaid")

    assert seen.text(field) == told


def test_a_contradiction_says_success_outside_and_failed_inside(simulated_billers):
    simulated_billers.order("contradiction")

    seen = pay(simulated_billers, "bwb_postpaid")

    assert [word.text for word in seen.root.iter("status")] == ["success", "failed"]
    assert seen.text("their_transaction_id")


@pytest.mark.parametrize(
    "order",
    [lambda billers: pay(billers, "bwb_postpaid"),
     lambda billers: post_payment(billers, "lwb_postpaid"),
     buy],
    ids=["esb", "soap", "tnm"],
)  # fmt: skip
def test_a_duplicate_tells_the_payment_two_times(simulated_billers, order):
    simulated_billers.order("duplicate")

    seen = order(simulated_billers)

    [double] = [
        part for part in seen.root.iter() if len(part) > 1 and part[-1].tag == part[-2].tag
    ]
    assert etree.tostring(double[-1]) == etree.tostring(double[-2])


def test_a_look_up_can_tell_of_another_account(simulated_billers):
    for _ in range(2):
        simulated_billers.order("wrong_account", kind="look_up")

    by_esb = look_up(simulated_billers, "bwb_postpaid", "4711")
    by_soap = soap(simulated_billers, "lwb_postpaid", "GetAccountDetails", AccountNumber="4711")

    assert by_esb.text("number") == by_soap.text("AccountNumber") == "7770001"


def test_an_invoice_can_have_another_amount(simulated_billers):
    asked = [look_up(simulated_billers, "register_general", "4711")]
    simulated_billers.order("wrong_amount", kind="look_up")

    asked.append(look_up(simulated_billers, "register_general", "4711"))

    right, wrong = (float(seen.text("attribute_1")) for seen in asked)
    assert wrong - right == 1


def test_core_banking_can_succeed_with_an_error_and_no_reference(simulated_billers):
    simulated_billers.order("contradiction", biller="core_banking")

    seen = transfer(simulated_billers).json

    assert seen["header"]["status"] == "success"
    assert seen["error"]["errorDetails"]
    assert len(simulated_billers.payments("core_banking")) == 1


@pytest.mark.parametrize("fault", ["refuse", "refuse_setup"])
@pytest.mark.parametrize(
    "biller",
    ["bwb_postpaid", "lwb_postpaid", "masm", "register_general", "srwb_postpaid", "srwb_prepaid"],
)
def test_a_refusal_is_told_in_words_and_not_by_a_page(simulated_billers, biller, fault):
    simulated_billers.order(fault)

    seen = pay(simulated_billers, biller)

    assert seen.status == 200
    assert seen.text("status") == "request failed"
    assert seen.text("message") or seen.text("failure_reason")


@pytest.mark.parametrize(
    ("biller", "refusal", "words"),
    [
        ("srwb_postpaid", "no_agency_user", '"status_code": 9'),
        ("srwb_postpaid", "no_agency_user_in_plain_words", "agency user does not exist"),
        ("register_general", "ip_not_whitelisted", "IP not whitelisted"),
        ("register_general", "invalid_signature", "Unauthorized / invalid hash or signature"),
        ("masm", "no_reference_found", "<Status>M18</Status>"),
    ],
)
def test_each_refusal_can_be_had_by_name(simulated_billers, biller, refusal, words):
    simulated_billers.order("refuse", biller=biller, refusal=refusal)

    seen = (
        pay(simulated_billers, biller, type="M")
        if biller == "masm"
        else pay(simulated_billers, biller)
    )

    assert seen.status == 200
    assert seen.text("status") == "request failed"
    assert words in seen.text("message")
    assert simulated_billers.payments(biller) == []
