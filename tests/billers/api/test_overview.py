"""The overview of bill payments over the API."""

from decimal import Decimal

from billers.models import BillerConfig

OVERVIEW = "/api/billers/overview"
UNKNOWN, DECLINED = "22003366613", "22003366601"


def test_totals_and_success_rates_are_told_in_all_and_by_biller(teller, desk):
    desk.pay("LWB_POSTPAID", "2200330044")
    desk.pay("LWB_POSTPAID", DECLINED)
    desk.pay("MASM", UNKNOWN)

    found = teller.get(OVERVIEW)

    billers = {each["billerType"]: each for each in found["billers"]}
    assert found["today"]["payments"] == 3
    assert found["today"]["successRate"] == billers["LWB_POSTPAID"]["figures"]["successRate"]
    assert billers["LWB_POSTPAID"]["figures"]["successRate"] == "0.5000"
    assert (billers["MASM"]["unresolved"], found["needsAttention"]) == ("1500.50", 1)
    assert len(billers) == 8


def test_what_holds_a_biller_back_is_told(teller, desk):
    for number in range(5):
        desk.pay("MASM", UNKNOWN, amount=Decimal(1000 + number))
    BillerConfig.objects.filter(biller_type="MASM").update(pause_above=1000)
    BillerConfig.objects.filter(biller_type="TNM_BUNDLES").update(is_active=False)

    billers = {each["billerType"]: each for each in teller.get(OVERVIEW)["billers"]}

    assert billers["MASM"]["isPaused"] is True
    assert billers["MASM"]["heldBackUntil"] is not None
    assert billers["TNM_BUNDLES"]["isActive"] is False
    assert billers["LWB_POSTPAID"]["heldBackUntil"] is None


def test_parameters_that_nobody_knows_are_refused(teller):
    assert teller.ask(OVERVIEW, days=3).status_code == 400
