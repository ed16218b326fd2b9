"""The simulated ESB has the habits that were seen on the real one (WIRE 3.1)."""

import pytest

from tests.billers.simulator.asking import look_up, pay, payment_xml

BEHIND_THE_ESB = ["register_general", "bwb_postpaid", "lwb_postpaid", "srwb_postpaid",
                  "srwb_prepaid", "masm", "airtel_validation"]  # fmt: skip


@pytest.mark.parametrize("biller", BEHIND_THE_ESB)
def test_an_account_is_always_the_same_persons(simulated_billers, biller):
    first = look_up(simulated_billers, biller, "AB-71", kind="M")
    again = look_up(simulated_billers, biller, "AB-71", kind="M")

    assert first.status == 200
    assert first.body == again.body
    assert [child.tag for child in first.root] == ["status", "account"]
    assert [child.tag for child in first.root[1]] == [
        "id", "integration_id", "number", "name", "description",
        *(f"attribute_{place}" for place in range(1, 7)),
    ]  # fmt: skip


def test_blantyre_writes_balances_with_a_space_and_four_decimals(simulated_billers):
    seen = look_up(simulated_billers, "bwb_postpaid", "4711")

    assert seen.text("attribute_3").startswith(" ")
    assert len(seen.text("attribute_3").partition(".")[2]) == 4
    assert seen.text("attribute_1").startswith("+26588")


def test_what_was_paid_is_no_longer_owed(simulated_billers):
    owed = float(look_up(simulated_billers, "lwb_postpaid", "4711").text("attribute_3"))

    pay(simulated_billers, "lwb_postpaid", account="4711", amount="100.25")

    left = float(look_up(simulated_billers, "lwb_postpaid", "4711").text("attribute_3"))
    assert round(owed - left, 4) == 100.25


def test_a_member_is_named_with_the_number(simulated_billers):
    seen = look_up(simulated_billers, "masm", "80021", kind="M")

    assert seen.text("name").startswith("80021 ")


def test_airtel_splits_the_name_in_two(simulated_billers):
    seen = look_up(simulated_billers, "airtel_validation", "+265991234567")

    assert " " not in seen.text("name")
    assert seen.text("description")
    assert (seen.text("attribute_1"), seen.text("attribute_2")) == ("SUBS", "false")


def test_a_fee_becomes_paid_by_its_own_amount_alone(simulated_billers):
    asked = look_up(simulated_billers, "register_general", "BN-77")
    amount = asked.text("attribute_1")

    wrong = pay(simulated_billers, "register_general", account="BN-77", amount="1.00")
    right = pay(simulated_billers, "register_general", account="BN-77", amount=amount)

    assert asked.text("attribute_3") == "pending"
    assert wrong.text("status") == "request failed"
    assert right.text("status") == "success"
    assert look_up(simulated_billers, "register_general", "BN-77").text("attribute_3") == "paid"


@pytest.mark.parametrize(
    ("biller", "status", "words"),
    [
        ("bwb_postpaid", 200, b"Code 5: invalid customer number"),
        ("lwb_postpaid", 200, b"Code 2: incorrect access key"),
        ("srwb_postpaid", 404, b"<center><h1>404 Not Found"),
        ("register_general", 404, b"<center><h1>404 Not Found"),
        ("masm", 200, b"&lt;Status&gt;M18&lt;/Status&gt;"),
        ("airtel_validation", 200, b"<status>not found</status></response>"),
    ],
)
def test_each_biller_has_its_way_to_say_that_nobody_is_there(
    simulated_billers, biller, status, words
):
    seen = look_up(simulated_billers, biller, "1266404", kind="M")

    assert seen.status == status
    assert words in seen.body


def test_a_payment_is_told_without_its_decimals_and_booked_with_them(simulated_billers):
    seen = pay(simulated_billers, "bwb_postpaid", amount="100.75")

    assert seen.text("amount") == "100"
    assert [child.tag for child in seen.root] == ["status", "transaction"]
    assert seen.text("our_transaction_id") == "REF1"
    [payment] = simulated_billers.payments("BWB_POSTPAID")
    assert payment["amount"] == "100.75"
    assert payment["receipt"] == seen.text("their_transaction_id")


def test_the_banks_keys_are_in_the_echo(simulated_billers):
    seen = simulated_billers.ask(
        "/esb/bwb_postpaid/transactions",
        method="POST",
        body=payment_xml("REF1", "4711", "10.00"),
        headers={"X-Api-Key": "made-up"},
    )

    assert "<AccessKey>SIMULATED-ACCESS-KEY-5b1c</AccessKey>" in seen.text("raw_request")
    assert "<ApiKey>made-up</ApiKey>" in seen.text("raw_request")


@pytest.mark.parametrize("biller", ["bwb_postpaid", "lwb_postpaid"])
def test_a_used_reference_is_refused_with_code_11(simulated_billers, biller):
    pay(simulated_billers, biller)

    again = pay(simulated_billers, biller, account="another", amount="7.00")

    assert again.status == 200
    assert again.text("status") == "request failed"
    assert again.text("failure_code") == "11"
    assert len(simulated_billers.payments(biller)) == 1


def test_a_biller_without_a_word_for_it_takes_the_money_again(simulated_billers):
    pay(simulated_billers, "srwb_postpaid")

    pay(simulated_billers, "srwb_postpaid")

    assert len(simulated_billers.payments("srwb_postpaid")) == 2


def test_a_member_is_only_found_with_the_right_type(simulated_billers):
    without = pay(simulated_billers, "masm", reference="A1")
    wrong = pay(simulated_billers, "masm", reference="A2", type="X")
    right = pay(simulated_billers, "masm", reference="A3", type="M")

    assert "M18" in without.text("message")
    assert "M18" in wrong.text("message")
    assert right.text("status") == "success"


def test_prepaid_tokens_of_20_digits_come_with_the_receipt(simulated_billers):
    seen = pay(simulated_billers, "srwb_prepaid")

    [payment] = simulated_billers.payments("srwb_prepaid")
    assert payment["tokens"] == [token.text for token in seen.root.iter("token")]
    assert payment["tokens"]
    assert all(len(token) == 20 and token.isdecimal() for token in payment["tokens"])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not XML",
        b'<!DOCTYPE x [<!ENTITY a "b">]>' + payment_xml("A1", "&amp;", "1.00"),
        payment_xml("A1", "100", "-5.00"),
        payment_xml("A1", "100", "5.001"),
        payment_xml("", "100", "5.00"),
        payment_xml("A1", "100", "5.00").replace(b"post-payment-request", b"payment"),
        payment_xml("A1", "100", "5.00").replace(b"amount", b"sum"),
        payment_xml("A1", "100", "5.00", **{"credit-account": "1"}),
    ],
)
def test_a_malformed_payment_is_not_taken(simulated_billers, body):
    path = "/esb/bwb_postpaid/transactions"

    seen = simulated_billers.ask(path, method="POST", body=body)

    assert seen.status == 200
    assert seen.text("status") == "request failed"
    assert "malformed request" in seen.text("message")
    assert simulated_billers.payments("bwb_postpaid") == []


@pytest.mark.parametrize(
    "path", ["/esb/airtel_validation/transactions", "/esb/tnm_bundles/transactions", "/nothing"]
)
def test_what_is_not_offered_is_a_page_that_is_not_there(simulated_billers, path):
    seen = simulated_billers.ask(path, method="POST", body=payment_xml("A1", "100", "5.00"))

    assert seen.status == 404
    assert b"<html>" in seen.body
