"""How billers are set up, on the pages and in the admin proper."""

import pytest

from billers.models import BillerConfig

pytestmark = pytest.mark.django_db(transaction=True)

WATER = "/billers/configurations/LWB_POSTPAID"


def test_a_configuration_shows_everything_but_its_credentials(admin, desk):
    listed = admin.get("/billers/configurations/").content.decode()
    page = admin.get(WATER).content.decode()

    assert "LWB_POSTPAID" in listed
    assert "/lwb_postpaid" in page
    assert "Kept sealed" in page
    assert "made-up-hush" not in page


def test_a_biller_is_switched_off_and_the_version_says_who_did_it(admin, desk):
    asked = admin.get(f"{WATER}/switch").content.decode()
    admin.post(f"{WATER}/switch", {"active": "no"})

    page = admin.get(WATER).content.decode()
    assert "Switch Lilongwe Water Board off" in asked
    assert not BillerConfig.objects.get(biller_type="LWB_POSTPAID").is_active
    assert "Version 2" in page
    assert "a.admin" in page


def test_a_connection_is_tested_and_the_answer_said_in_words(admin, desk):
    answer = admin.post(f"{WATER}/test", follow=True)

    assert "answers (HTTP" in answer.content.decode()


def test_the_admin_proper_shows_a_payment_with_its_calls_and_no_secret(admin, desk):
    paid = desk.pay("LWB_POSTPAID", "1000200030")

    page = admin.get(f"/admin/billers/billertransaction/{paid.pk}/change/").content.decode()
    config = admin.get(f"/admin/billers/billerconfig/{paid.config_id}/change/").content.decode()

    assert paid.number in page
    assert paid.attempts.get().reference in page
    assert "made-up-hush" not in config
