"""A biller that takes exactly what is owed is asked how much that is; nothing else is paid."""

from decimal import Decimal

import pytest

from billers.models import BillerTransaction, LookupRecord
from billers.operations.intents import PaymentRefused
from billers.operations.looking_up import look_up_account
from tests.billers.api.conftest import error

ACCOUNT = "2200330044"


@pytest.fixture
def owed(desk):
    """What is owed on an account of a biller that takes exactly that."""
    config = desk.config("LWB_POSTPAID")
    config.validation_rules = {"amount": "exact"}
    config.save()
    looked = look_up_account(
        config=config, account_number=ACCOUNT, account_type="", by=desk.teller, now=desk.at
    )
    LookupRecord.objects.all().delete()
    return looked.found.balance


def water(amount, **more):
    return {"billerType": "lwb_postpaid", "accountNumber": ACCOUNT, "amount": str(amount), **more}


def test_what_is_owed_is_taken_and_its_look_up_is_recorded(teller, owed):
    answer = teller.pay("payment", water(owed))

    assert answer.status_code == 202
    assert BillerTransaction.objects.get().amount == owed
    assert LookupRecord.objects.get().asked_for == ACCOUNT


@pytest.mark.parametrize("more", [Decimal("0.01"), Decimal("-0.01")])
def test_another_amount_is_refused_with_what_is_owed(teller, owed, more):
    answer = teller.pay("payment", water(owed + more))

    assert answer.status_code == 422
    [sentence] = error(answer)["fields"]["amount"]
    assert f"takes exactly what is owed: {owed} MWK." in sentence
    assert not BillerTransaction.objects.exists()


def test_where_nobody_knows_what_is_owed_nothing_is_taken(desk, owed):
    with pytest.raises(PaymentRefused) as refused:
        desk.ask("LWB_POSTPAID", ACCOUNT, amount=owed)

    assert "does not tell how much it is" in refused.value.fields["amount"]


def test_an_account_that_nobody_has_owes_nothing(teller, owed):
    answer = teller.pay("payment", water("100.00", accountNumber="1000066404"))

    assert answer.status_code == 502
    assert "does not know the account" in error(answer)["message"]
    assert not BillerTransaction.objects.exists()


def test_an_account_that_cannot_be_asked_about_is_refused_at_its_field(teller, owed):
    answer = teller.pay("payment", water("100.00", accountNumber="22\n33"))

    assert answer.status_code in {400, 422}
    assert not BillerTransaction.objects.exists()


def test_a_number_that_cannot_be_one_is_refused_before_the_biller_is_asked(teller, desk, owed):
    config = desk.config("LWB_POSTPAID")
    config.validation_rules = {"amount": "exact", "accountNumberFormat": "[0-9]{10}"}
    config.save()

    answer = teller.pay("payment", water("100.00", accountNumber="x"))

    assert answer.status_code == 422
    assert "accountNumber" in error(answer)["fields"]
    assert not LookupRecord.objects.exists()
