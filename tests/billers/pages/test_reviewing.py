"""Changes of billers that need two people, on the pages: reviewed, asked for, decided."""

import re

import pgtrigger
import pytest
from django.test import Client

from billers.models import BillerConfig, ConfigChange
from billie.staff.models import Approval, AuditEntry
from billie.staff.roles import Role
from billie.web.words import NOT_KNOWN
from tests.billers.operations.config_changes import HUSH, MOVED, WORDS, administrator, ask, change
from tests.billers.pages.conftest import signed_in
from tests.billers.pages.test_configuring import WATER, typed, water
from tests.billie.staff.people import person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def supervisor(desk):
    return signed_in(Role.SUPERVISOR)


def review(admin, **change):
    """Send the form of a biller; return the address of the review it leads to, and its text."""
    answer = admin.post(f"{WATER}/edit", typed(water(), **change))
    assert answer.status_code == 302, answer.context["form"].errors
    return answer["Location"], admin.get(answer["Location"]).content.decode()


def told(page):
    """Return the lines of a table of what changes: what, before, after."""
    rows = re.findall(r'<th scope="row" class="is-what">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    values = [
        (label, re.findall(r'<td class="is-value[^>]*>(.*?)</td>', row)) for label, row in rows
    ]
    return {label: tuple(found) for label, found in values}


def decide(browser, number, act="approve"):
    """Decide on a request as its page lets one."""
    seen = Approval.objects.get(pk=number).content_hash
    words = {"words": "I called them too.", "seen": seen}
    return browser.post(f"/approvals/{number}/{act}", words, follow=True)


def test_a_new_address_is_reviewed_asked_for_and_counts_once_approved(admin, supervisor, desk):
    before = water().base_url
    address, page = review(admin, base_url=MOVED, timeout_ms="20000")

    assert told(page)["Base URL"] == (before, MOVED)
    assert told(page)["Time-out in milliseconds"] == ("30000", "20000")
    assert told(page)["Version"] == ("1", "2")
    asked = admin.post(address, {"words": WORDS}, follow=True)
    number = Approval.objects.get().pk
    inbox = supervisor.get("/approvals/").content.decode()
    shown = supervisor.get(f"/approvals/{number}").content.decode()

    assert asked.redirect_chain[-1][0] == f"/approvals/{number}"
    assert "Change Lilongwe Water Board" in inbox
    assert told(shown) == told(page)
    assert WORDS in shown
    assert water().version == 1
    decide(supervisor, number)
    assert (water().base_url, water().timeout_ms, water().version) == (MOVED, 20_000, 2)


def test_the_page_of_a_biller_tells_what_waits_and_then_who_did_it(admin, supervisor, desk):
    address, _page = review(admin, base_url=MOVED)
    admin.post(address, {"words": WORDS})

    waiting = admin.get(WATER).content.decode()
    decide(supervisor, Approval.objects.get().pk)
    after = admin.get(WATER).content.decode()

    assert "A change waits for a second person" in waiting
    assert "A change waits for a second person" not in after
    assert re.search(r"Version 2, set .* by a\.admin, approved by a\.supervisor", after)


def test_whoever_asked_is_offered_no_approval_and_gets_none(admin, desk):
    address, _page = review(admin, base_url=MOVED)
    admin.post(address, {"words": WORDS})
    number = Approval.objects.get().pk

    page = admin.get(f"/approvals/{number}").content.decode()
    decide(admin, number)

    assert "You asked for this yourself" in page
    assert f"/approvals/{number}/approve" not in page
    assert water().version == 1


def test_a_secret_is_on_no_page_and_in_no_entry_while_it_waits(admin, supervisor, desk):
    address, page = review(admin, **{"secret-apiKey": HUSH, "secret-drop-password": "on"})
    asked = admin.post(address, {"words": WORDS}, follow=True).content.decode()
    number = Approval.objects.get().pk

    pages = [
        page,
        asked,
        *(b.get(f"/approvals/{number}").content.decode() for b in (admin, supervisor)),
    ]

    assert told(page)["Credential apiKey"] == (NOT_KNOWN, "A new one")
    assert told(page)["Credential password"] == ("Kept sealed", "Forgotten")
    assert not [found for found in pages if HUSH in found or "made-up-hush" in found]
    decide(supervisor, number)
    assert water().credentials["apiKey"] == HUSH
    assert "password" not in water().credentials
    written = [
        *AuditEntry.objects.values(),
        *Approval.objects.values(),
        *water().versions.values(),
    ]
    assert HUSH not in str(written)


def test_a_stale_request_lapses_and_says_what_was_found(admin, supervisor, desk):
    address, _page = review(admin, base_url=MOVED)
    admin.post(address, {"words": WORDS})
    change(desk, timeout_ms=20_000)

    page = decide(supervisor, Approval.objects.get().pk).content.decode()

    assert "Lapsed: what this is about changed" in page
    assert (water().version, water().base_url) == (2, desk.config("LWB_POSTPAID").base_url)
    assert water().base_url != MOVED


def test_a_review_that_was_overtaken_leads_back_to_what_counts_now(admin, desk):
    address, _page = review(admin, base_url=MOVED)
    change(desk, timeout_ms=20_000)

    answer = admin.post(address, {"words": WORDS}, follow=True)

    assert answer.redirect_chain[-1][0] == WATER
    assert "at version 2 by now, not at 1" in answer.content.decode()
    assert not Approval.objects.exists()


def test_a_review_without_a_reason_is_sent_back(admin, desk):
    address, _page = review(admin, base_url=MOVED)

    answer = admin.post(address, {"words": " "})

    assert answer.status_code == 422
    assert "Say why, for the person who decides." in answer.content.decode()


def test_a_second_change_is_told_that_one_waits(admin, desk):
    ask(desk)
    address, page = review(admin, credit_account="ANOTHER1")

    answer = admin.post(address, {"words": WORDS})

    assert "A change waits for a second person" in page
    assert answer.status_code == 422
    assert "a.admin has asked for the same" in answer.content.decode()


def test_what_was_asked_for_twice_is_one_request(admin, desk):
    address, _page = review(admin, base_url=MOVED)
    first = admin.post(address, {"words": WORDS})
    second = admin.post(address, {"words": WORDS})

    assert first["Location"] == second["Location"]
    assert Approval.objects.count() == 1


def test_nobody_reviews_what_another_one_typed(admin, desk):
    address, _page = review(admin, base_url=MOVED)
    other = Client()
    other.force_login(
        person(Role.ADMIN, username="another.admin"),
        backend="django.contrib.auth.backends.ModelBackend",
    )

    assert other.get(address).status_code == 404
    assert other.post(address, {"words": WORDS}).status_code == 404


def test_switching_on_is_reviewed_and_switching_off_is_not(admin, supervisor, desk):
    admin.post(f"{WATER}/switch", {"active": "no"})
    assert not water().is_active

    answer = admin.post(f"{WATER}/switch", {"active": "yes"})
    page = admin.get(answer["Location"]).content.decode()
    admin.post(answer["Location"], {"words": WORDS})

    assert told(page)["Switched on"] == ("no", "yes")
    assert told(page)["Base URL"] == (water().base_url, water().base_url)
    assert not water().is_active
    decide(supervisor, Approval.objects.get().pk)
    assert water().is_active


def test_a_biller_is_added_by_two_people_and_switched_off(admin, supervisor, desk):
    tnm = BillerConfig.objects.get(biller_type="TNM_BUNDLES")
    values = typed(tnm, **{"secret-username": "made-up", "biller_type": "TNM_BUNDLES"})
    with pgtrigger.ignore("billers.BillerConfigVersion:append_only"):
        tnm.versions.all().delete()
        tnm.delete()

    opened = admin.get("/billers/configurations/new").content.decode()
    address = admin.post("/billers/configurations/new", values)["Location"]
    admin.post(address, {"words": WORDS})

    assert "TNM_BUNDLES" in opened
    assert not BillerConfig.objects.filter(biller_type="TNM_BUNDLES").exists()
    decide(supervisor, Approval.objects.get().pk)
    added = BillerConfig.objects.get(biller_type="TNM_BUNDLES")
    assert (added.is_active, added.version) == (False, 1)
    assert added.credentials == {"username": "made-up"}


def test_a_forged_form_at_the_admin_proper_changes_nothing(desk):
    root = administrator()
    root.is_superuser = True
    root.save()
    browser = Client()
    browser.force_login(root, backend="django.contrib.auth.backends.ModelBackend")
    asked, config = ask(desk), water()
    forged = {
        "base_url": MOVED, "credit_account": "THIEF", "is_active": "on",
        "credentials": '{"password": "made-up-by-a-thief"}', "version": "9",
    }  # fmt: skip

    answers = [
        browser.post(f"/admin/billers/billerconfig/{config.pk}/change/", forged),
        browser.post("/admin/billers/billerconfig/add/", forged),
        browser.post(f"/admin/billers/billerconfig/{config.pk}/delete/", {"post": "yes"}),
        browser.post(
            f"/admin/billers/configchange/{ConfigChange.objects.get().pk}/change/", forged
        ),
        browser.post(f"/admin/staff/approval/{asked.pk}/change/", {"state": "APPROVED"}),
    ]

    assert {answer.status_code for answer in answers} <= {403, 404}
    assert water().version == 1
    assert water().base_url == config.base_url
    assert dict(water().credentials) == dict(config.credentials)
    assert Approval.objects.get().is_pending
