"""Core banking's balances and transfers, read from answers on a real socket."""

from decimal import Decimal

import orjson
import pytest

from billers.connectors.contract import Accepted, Declined, NoAnswer, Unknown
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


def tell(server, told):
    server.will(reply(orjson.dumps(told), content_type="application/json"))


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
