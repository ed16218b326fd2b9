"""A biller's address is changed by two people at two browsers."""

import pytest
from playwright.sync_api import expect

from billers.models import BillerConfig
from billie.staff.roles import Role
from tests.billers.conftest import simulated_billers
from tests.billers.operations.config_changes import HUSH, MOVED, WORDS
from tests.billers.operations.conftest import desk
from tests.browser.conftest import NARROW, serious

__all__ = ["desk", "simulated_billers"]

pytestmark = pytest.mark.browser
WATER = "/billers/configurations/LWB_POSTPAID"


def water():
    return BillerConfig.objects.get(biller_type="LWB_POSTPAID")


def line(page, label):
    """Return the line of a table of what changes."""
    name = page.get_by_role("rowheader", name=label, exact=True)
    return page.get_by_role("row").filter(has=name)


def review(page):
    """Type a new address and a new password, and go on to the review."""
    page.goto(f"{WATER}/edit")
    page.get_by_label("Base URL").fill(MOVED)
    page.get_by_label("Password", exact=False).first.fill(HUSH)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Two people decide this")).to_be_visible()


def test_a_biller_moves_when_a_second_person_has_seen_the_same(desk, open_as):
    admin, approver = open_as(Role.ADMIN), open_as(Role.SUPERVISOR)

    admin.goto(f"{WATER}/edit")
    admin.get_by_label("Time-out in milliseconds").fill("5")
    admin.get_by_label("Features").fill('{"supportsMagic": true}')
    admin.get_by_role("button", name="Go on").click()
    expect(admin.locator("#error-summary")).to_be_focused()
    expect(admin.locator("#error-summary li")).to_have_count(2)

    review(admin)
    expect(line(admin, "Base URL")).to_contain_text(MOVED)
    expect(line(admin, "Credential password")).to_contain_text("Another one")
    fingerprint = line(admin, "Fingerprint of this change").inner_text()
    admin.get_by_label("Reason").fill(WORDS)
    admin.get_by_role("button", name="Ask for approval").click()
    expect(admin.get_by_text("You asked for this yourself")).to_be_visible()

    approver.goto("/approvals/")
    approver.get_by_role("link", name="Change Lilongwe Water Board").click()
    expect(line(approver, "Base URL")).to_contain_text(MOVED)
    assert line(approver, "Fingerprint of this change").inner_text() == fingerprint
    assert HUSH not in admin.content() + approver.content()
    approver.get_by_label("Your words").fill("I called them too.")
    approver.get_by_role("button", name="Approve: change biller").click()
    expect(approver.get_by_text("Approved by a.supervisor")).to_be_visible()

    admin.goto(WATER)
    expect(admin.get_by_text("by a.admin, approved by a.supervisor").first).to_be_visible()
    assert (water().base_url, water().version) == (MOVED, 2)
    assert water().credentials["password"] == HUSH


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_where_billers_are_changed(desk, open_as, theme):
    window = open_as(Role.ADMIN, theme=theme, size=NARROW if theme == "dark" else None)
    review(window)
    addresses = [WATER, f"{WATER}/edit", f"{WATER}/switch", f"{WATER}/versions/1"]

    problems = {"review": serious(window) + sideways(window)}
    for address in addresses:
        window.goto(address)
        problems[address] = serious(window) + sideways(window)

    assert not any(problems.values()), problems


def sideways(page):
    """Return that a page scrolls sideways, if it does."""
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    return ["scrolls sideways"] if page.evaluate(wide) else []
