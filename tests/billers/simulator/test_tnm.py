"""The simulated TNM sells bundles over GET, and answers in its own XML (WIRE 3.1)."""

import re

from tests.billers.simulator.asking import buy


def test_the_bundles_on_sale_are_listed_and_found(simulated_billers):
    listed = simulated_billers.ask("/tnm/api/internetbundles")
    found = simulated_billers.ask("/tnm/api/internetbundles/1001")

    assert listed.root.tag == "InternetBundleListResult"
    assert len(listed.root.findall("Data/Bundle")) == 5
    assert found.root.tag == "InternetBundleLookupResult"
    assert (found.text("ResponseCode"), found.text("BundleExists")) == ("200", "true")
    assert found.text("Price") == "199.00"


def test_a_bundle_that_does_not_exist_has_no_data(simulated_billers):
    seen = simulated_billers.ask("/tnm/api/internetbundles/9999")

    assert seen.status == 200
    assert seen.text("BundleExists") == "false"
    assert b'<Data i:nil="true"/>' in seen.body


def test_a_purchase_is_booked_at_the_bundles_price(simulated_billers):
    seen = buy(simulated_billers)

    assert seen.root.tag == "DataPurchaseResult"
    assert (seen.text("ResultCode"), seen.text("Succeeded")) == ("0", "true")
    assert seen.text("MobileNumber") == "+265881000200"
    assert re.fullmatch(r"\d{8} \d\d:\d\d:\d\d:\d{3}", seen.text("EffectiveDate"))
    [payment] = simulated_billers.payments("TNM_BUNDLES")
    assert (payment["amount"], payment["receipt"]) == ("199.00", seen.text("OrderId"))


def test_who_asks_twice_buys_twice(simulated_billers):
    buy(simulated_billers)

    buy(simulated_billers)

    assert len(simulated_billers.payments("TNM_BUNDLES")) == 2


def test_a_purchase_of_no_bundle_is_declined_without_an_order(simulated_billers):
    seen = buy(simulated_billers, bundle="9999")

    assert (seen.text("ResultCode"), seen.text("Succeeded")) == ("910000000", "false")
    assert seen.text("OrderId") is None
    assert simulated_billers.payments("TNM_BUNDLES") == []


def test_an_internal_error_that_succeeded_is_a_contradiction(simulated_billers):
    seen = buy(simulated_billers, phone="+265881066643")

    assert (seen.text("ResultCode"), seen.text("Succeeded")) == ("100", "true")
    assert seen.text("ResultDescription") == "Internal Error"
    assert seen.text("OrderId") is None
    assert len(simulated_billers.payments("TNM_BUNDLES")) == 1
