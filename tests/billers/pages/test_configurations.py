"""How billers are set up, on the pages and in the admin proper."""

import re

import pytest

from billers.models import BillerConfig
from tests.billers.operations.config_changes import MOVED, ask, change
from tests.billers.operations.reversals import agree

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


def test_versions_tell_who_and_what_and_are_read_page_by_page(admin, desk):
    for timeout in range(20_000, 20_011):
        change(desk, timeout_ms=timeout)
    agree(desk, ask(desk))

    first = admin.get(WATER).content.decode()
    cursor = re.search(r'rel="next" href="\?cursor=([^"]+)"', first)[1]
    second = admin.get(f"{WATER}?cursor={cursor}").content.decode()
    strange = admin.get(f"{WATER}?cursor=nonsense", follow=True)

    assert re.findall(r">Version (\d+)</a>", first) == [str(n) for n in range(13, 3, -1)]
    assert re.findall(r">Version (\d+)</a>", second) == ["3", "2", "1"]
    assert "a.admin, approved by a.supervisor" in first
    assert MOVED in first
    assert strange.status_code == 200


def test_each_call_of_a_payment_leads_to_the_configuration_it_used(admin, readonly, desk):
    paid = desk.pay("LWB_POSTPAID", "1000200030")
    used = desk.config("LWB_POSTPAID").base_url
    agree(desk, ask(desk))

    page = admin.get(f"/billers/transactions/{paid.number}").content.decode()
    version = admin.get(f"{WATER}/versions/1").content.decode()
    latest = admin.get(f"{WATER}/versions/2").content.decode()
    cannot = readonly.get(f"/billers/transactions/{paid.number}").content.decode()

    assert f'href="{WATER}/versions/1">configuration version 1' in page
    assert used in version
    assert "Replaced" in version
    assert (MOVED in latest, "Counts now" in latest) == (True, True)
    assert "configuration version 1" in cannot
    assert f"{WATER}/versions/1" not in cannot
    assert admin.get(f"{WATER}/versions/3").status_code == 404


def test_a_payment_whose_biller_nobody_can_speak_to_says_so(admin, desk):
    paid = desk.pay("LWB_POSTPAID", "1000200030")
    BillerConfig.objects.filter(biller_type="LWB_POSTPAID").update(dialect="TNM")

    answer = admin.get(f"/billers/transactions/{paid.number}")

    assert answer.status_code == 200
    assert "Billie has no way to speak to it over TNM XML" in answer.content.decode()
