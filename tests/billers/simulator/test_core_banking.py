"""The simulated core banking moves money in double entry, and fails as T24 does (WIRE 4)."""

import pytest

from tests.billers.simulator.asking import API_KEY, balance, find_transfer, transfer


def on(billers, account):
    """Return what core banking says is on an account."""
    [row] = balance(billers, account).json["body"]
    assert len({row[name] for name in row if name.endswith("Balance")}) == 1
    return float(row["workingBalance"])


def test_money_is_held_moved_on_and_given_back(simulated_billers):
    before = on(simulated_billers, "100200")

    transfer(simulated_billers, reference="HOLD1", amount="70.25")
    transfer(simulated_billers, reference="HOLD2", amount="10.00")
    transfer(simulated_billers, reference="CAP1", debit="SUSPENSE", credit="LWB", amount="70.25")
    transfer(
        simulated_billers, reference="REL2", debit="SUSPENSE", credit="100200", amount="10.00"
    )

    assert round(before - on(simulated_billers, "100200"), 2) == 70.25
    assert on(simulated_billers, "SUSPENSE") == 0
    assert on(simulated_billers, "LWB") == 70.25
    assert simulated_billers.book("core_banking")["is_balanced"] is True


def test_the_reference_stands_in_each_of_three_places(simulated_billers):
    answers = [transfer(simulated_billers, reference=f"R{n}").json for n in range(3)]

    places = [
        [answer.get("id"), answer["header"].get("id"), answer["body"].get("header", {}).get("id")]
        for answer in answers
    ]
    found = [[place for place in told if place] for told in places]
    assert all(len(told) == 1 and told[0].startswith("FT") for told in found)
    assert len({tuple(bool(place) for place in told) for told in places}) == 3


def test_a_transfer_is_found_by_our_reference_and_by_the_banks(simulated_billers):
    transfer(simulated_billers, reference="OURS1")

    [ours] = find_transfer(simulated_billers, "OURS1").json["body"]
    [theirs] = find_transfer(simulated_billers, ours["id"]).json["body"]

    assert ours == theirs
    assert ours["debitAmount"] == "150.00"


@pytest.mark.parametrize("reference", ["NEVERSENT", ""])
def test_no_record_is_404_with_its_code(simulated_billers, reference):
    seen = find_transfer(simulated_billers, reference)

    assert seen.status == 404
    assert seen.json["header"]["status"] == "failed"
    assert seen.json["error"]["errorDetails"][0]["code"] == "TGVCP-007"


def test_an_account_that_is_nobodys_has_no_balance(simulated_billers):
    seen = balance(simulated_billers, "1266404")

    assert seen.status == 404
    assert seen.json["error"]["errorDetails"][0]["code"] == "TGVCP-007"


@pytest.mark.parametrize("debit", ["1266405", "EMPTY"])
def test_an_account_is_not_overdrawn(simulated_billers, debit):
    seen = transfer(simulated_billers, debit=debit)

    assert seen.status == 200
    assert seen.json["header"]["status"] == "failed"
    [detail] = seen.json["override"]["overrideDetails"]
    assert set(detail) == {"code", "id", "description"}
    assert simulated_billers.payments("core_banking") == []


def test_an_idempotency_header_is_not_looked_at(simulated_billers):
    for _ in range(2):
        transfer(simulated_billers)

    assert len(simulated_billers.payments("core_banking")) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"debitAmount": "0.00"},
        {"debitAmount": 150.0},
        {"debitAmount": "1.005"},
        {"transactionType": "XX"},
        {"debitCurrency": "USD"},
        {"creditAccountNumber": "100200"},
        {"creditAccountNumber": "lower-case"},
    ],
)
def test_a_malformed_transfer_is_refused_with_its_field(simulated_billers, wrong):
    seen = transfer(simulated_billers, **wrong)

    assert seen.status == 400
    assert seen.json["error"]["errorDetails"][0]["fieldName"]
    assert simulated_billers.payments("core_banking") == []


@pytest.mark.parametrize("reference", ["lower", "WITH-HYPHEN", "Ä"])
def test_a_reference_has_upper_case_letters_and_digits_only(simulated_billers, reference):
    seen = transfer(simulated_billers, reference=reference)

    assert seen.status == 400
    assert simulated_billers.payments("core_banking") == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"body": 5}', b"\xff"])
def test_what_is_no_transfer_is_refused(simulated_billers, body):
    path = "/t24/transaction/1.0/initiate/transaction"

    seen = simulated_billers.ask(path, method="POST", body=body, headers=API_KEY)

    assert seen.status == 400
    assert seen.json["header"]["status"] == "failed"


def test_core_banking_wants_a_key(simulated_billers):
    seen = simulated_billers.ask("/t24/accounts/account/v1/balances/100200")

    assert seen.status == 401


def test_a_failure_can_come_with_http_200(simulated_billers):
    simulated_billers.order("refuse_setup", biller="core_banking")

    seen = transfer(simulated_billers)

    assert seen.status == 200
    assert seen.json["header"]["status"] == "failed"
    assert set(seen.json["error"]["errorDetails"][0]) == {"code", "message", "fieldName"}
