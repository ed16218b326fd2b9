"""Core banking's balances and transfers, read from answers on a real socket."""

from decimal import Decimal

import orjson
import pytest

from billers.connectors.contract import (
    Accepted,
    Declined,
    Fault,
    NoAnswer,
    NotFound,
    Phase,
    Unknown,
)
from billers.connectors.core_banking import (
    CoreBalance,
    CoreBanking,
    CoreBankingSettings,
    Transfer,
)
from tests.billers.connectors.server import reply

BALANCE = {
    "workingBalance": "250000.00",
    "availableBalance": " 240000.50",
    "clearedBalance": "-12.0000",
    "onlineActualBalance": "250000.00",
    "currencyId": "MWK",
}
TRANSFER = Transfer(
    reference="BILLIE1",
    debit_account="1007001",
    credit_account="1007002",
    amount=Decimal("500.00"),
    currency="MWK",
)


@pytest.fixture
def bank(server):
    """Core banking, which answers as the server is told."""
    return CoreBanking(
        CoreBankingSettings(
            url=server.address,
            api_key="made-up",
            suspense_account="SUSPENSE1",
            allowed_hosts=frozenset(["127.0.0.1"]),
            allowed_networks=frozenset(["127.0.0.0/8"]),
        )
    )


def tell(server, told, status=200):
    server.will(reply(orjson.dumps(told), status=status, content_type="application/json"))


def test_a_balance_is_read_to_the_tambala(bank, server):
    tell(server, {"header": {"status": "success"}, "body": [BALANCE]})

    assert bank.balance("1007001").outcome == CoreBalance(
        account="1007001",
        working=Decimal("250000.00"),
        available=Decimal("240000.50"),
        cleared=Decimal("-12.00"),
        currency="MWK",
    )


#   what stands where an amount or a currency should
@pytest.mark.parametrize("account", [".", "..", " ", ""])
def test_an_account_that_would_change_the_address_is_nobodys(bank, server, account):
    said = bank.balance(account)

    assert isinstance(said.outcome, NotFound)
    assert said.exchange.phase == Phase.NOTHING_SENT


@pytest.mark.parametrize("name", ["workingBalance", "availableBalance", "clearedBalance"])
@pytest.mark.parametrize(
    "written", ["", "NaN", "-Infinity", "1e5", "9" * 40, "1,5", "٣", "5.005", None, [], True]
)
def test_a_balance_that_is_no_amount_is_not_known(bank, server, name, written):
    tell(server, {"body": [{**BALANCE, name: written}]})

    assert isinstance(bank.balance("1007001").outcome, NoAnswer)


@pytest.mark.parametrize("written", ["", "kwacha", "mwk", "M" * 5000, "M\nK", None, 454])
def test_a_balance_without_its_currency_is_not_known(bank, server, written):
    tell(server, {"body": [{**BALANCE, "currencyId": written}]})

    assert isinstance(bank.balance("1007001").outcome, NoAnswer)


@pytest.mark.parametrize("told", [{}, [], "none", {"body": []}, {"body": {}}, {"body": ["x"]}])
def test_an_answer_without_a_balance_is_no_balance(bank, server, told):
    tell(server, told)

    assert isinstance(bank.balance("1007001").outcome, NoAnswer)


#   where core banking's own reference may stand (WIRE 4)
@pytest.mark.parametrize(
    "told",
    [
        {"header": {"id": "FT1", "status": "success"}},
        {"header": {"status": "success"}, "body": {"header": {"id": "FT1"}}},
        {"header": {"status": "success"}, "id": "FT1"},
    ],
    ids=["header", "body's header", "beside"],
)
def test_its_reference_is_found_wherever_it_stands(bank, server, told):
    tell(server, told)

    assert bank.move(TRANSFER).outcome == Accepted(their_reference="FT1")


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"header": {"status": "success"}}, Unknown),
        ({"header": {"status": "success", "id": "TT1"}}, Unknown),
        ({"header": {"status": "success", "id": "FT1", "uniqueIdentifier": "OTHER"}}, Unknown),
        ({"header": {"status": "success", "id": "FT1"}, "body": {"debitAmount": "5"}}, Unknown),
        ({"header": {"status": "failed"}, "error": {"errorDetails": [{"code": "NEW"}]}}, Unknown),
        (
            {
                "header": {"status": "failed"},
                "override": {"overrideDetails": [{"id": "ACCT.UNAUTH.OD*1007001"}]},
            },
            Declined,
        ),
    ],
    ids=[
        "no reference",
        "another kind",
        "another order",
        "another amount",
        "new code",
        "overdrawn",
    ],
)
def test_only_what_is_certain_counts_as_moved_or_refused(bank, server, told, kind):
    tell(server, told)

    assert isinstance(bank.move(TRANSFER).outcome, kind)


REFUSED = {"header": {"status": "failed"}, "error": {"errorDetails": [{"code": "TGVCP-011"}]}}
MOVED = {"header": {"status": "success", "id": "FT1"}}


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 422])
def test_a_documented_refusal_in_the_body_is_one_whatever_its_status(bank, server, status):
    tell(server, REFUSED, status)

    assert bank.move(TRANSFER).outcome == Declined(
        code="TGVCP-011",
        words="There is not enough money in the account.",
        fault=Fault.CUSTOMER,
    )


@pytest.mark.parametrize("status", [202, 302, 408, 409, 429, 500, 502, 503])
def test_another_status_leaves_a_transfer_unknown_whatever_its_body_says(bank, server, status):
    tell(server, REFUSED, status)

    assert isinstance(bank.move(TRANSFER).outcome, Unknown)


@pytest.mark.parametrize("told", [MOVED, {"header": {"status": "failed"}}, [], "no"])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_a_client_error_that_tells_no_refusal_leaves_a_transfer_unknown(
    bank, server, status, told
):
    tell(server, told, status)

    assert isinstance(bank.move(TRANSFER).outcome, Unknown)


def test_a_refusal_that_says_success_as_well_is_unknown_and_an_alarm(bank, server):
    tell(server, {**REFUSED, **MOVED}, 400)

    outcome = bank.move(TRANSFER).outcome

    assert isinstance(outcome, Unknown)
    assert outcome.is_alarm


@pytest.mark.parametrize(
    "error",
    [
        {"error": {"errorDetails": {"code": "TGVCP-011"}}},
        {"error": {"errorDetails": ["TGVCP-011"]}},
        {"error": {"errorDetails": [{"code": "*x"}]}},
        {"error": {"code": "TGVCP-011"}},
        {"error": [{"code": "TGVCP-011"}]},
        {"error": "TGVCP-011"},
        {"override": {"overrideDetails": {"code": "X"}}},
    ],
)
def test_success_beside_an_error_of_any_shape_is_unknown_and_an_alarm(bank, server, error):
    tell(server, {**MOVED, **error})

    outcome = bank.move(TRANSFER).outcome

    assert isinstance(outcome, Unknown)
    assert outcome.is_alarm


@pytest.mark.parametrize("nothing", [None, {}, [], "", {"errorDetails": []}])
def test_an_empty_error_beside_success_is_none(bank, server, nothing):
    tell(server, {**MOVED, "error": nothing})

    assert bank.move(TRANSFER).outcome == Accepted(their_reference="FT1")
