"""Looking up at every biller on the pages."""

import pytest

from billers.models import BillerTransaction, BillerType, LookupRecord

pytestmark = pytest.mark.django_db(transaction=True)

ASKED = {
    BillerType.AIRTEL_VALIDATION: {"account_number": "0991234567"},
    BillerType.TNM_BUNDLES: {},
    BillerType.MASM: {"account_number": "1000200030", "account_type": "M"},
}


@pytest.mark.parametrize("biller_type", BillerType)
def test_every_biller_can_be_asked_and_no_money_moves(teller, biller_type):
    asked = ASKED.get(biller_type, {"account_number": "1000200030"})
    teller.open(f"/billers/lookup/?biller={biller_type}")

    page = teller.send("", **asked)

    assert "answered in" in page
    assert LookupRecord.objects.get().result == "FOUND"
    assert not BillerTransaction.objects.exists()


def test_what_was_found_leads_to_paying_it_unless_nothing_is_paid_there(teller):
    teller.open("/billers/lookup/?biller=LWB_POSTPAID")
    water = teller.send("", account_number="1000200030")
    teller.open("/billers/lookup/?biller=AIRTEL_VALIDATION")
    airtel = teller.send("", account_number="0991234567")

    assert "/billers/payment/?biller=LWB_POSTPAID&amp;account_number=1000200030" in water
    assert "Pay this bill" not in airtel


def test_an_account_that_is_nobodys_is_said_and_so_is_a_number_that_cannot_be_one(teller):
    teller.open("/billers/lookup/?biller=LWB_POSTPAID")
    nobody = teller.send("", account_number="1000066404")
    teller.open("/billers/lookup/?biller=AIRTEL_VALIDATION")
    impossible = teller.send("", account_number="x")

    assert "Nothing was found." in nobody
    assert "Write the phone number" in impossible
