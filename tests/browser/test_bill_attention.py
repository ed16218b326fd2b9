"""Working what needs attention at a real browser, and keeping filters as views of one's own."""

import re

import pytest
from playwright.sync_api import expect

from billers.models import BillerTransaction
from billie.staff.roles import Role
from tests.billers.conftest import simulated_billers
from tests.billers.operations.conftest import desk
from tests.billers.operations.test_alarms import ANOTHER, contradict
from tests.browser.conftest import NARROW, serious

__all__ = ["desk", "simulated_billers"]

pytestmark = pytest.mark.browser
UNKNOWN = "22003366613"


@pytest.fixture
def page(desk, open_as):
    """A supervisor's window; the payments are the teller's."""
    return open_as(Role.SUPERVISOR)


def test_an_alarm_is_taken_over_and_closed_with_what_was_found(page, desk):
    payment = contradict(desk, desk.pay("LWB_POSTPAID", "2200330044"))
    page.goto("/billers/attention/")
    expect(page.get_by_text(ANOTHER)).to_be_visible()

    page.get_by_role("button", name=f"Take over {payment.number}").click()
    expect(page.get_by_text(f"You look into {payment.number} now.")).to_be_visible()
    page.get_by_role("link", name=payment.number).click()
    page.get_by_role("link", name="Close the alarm").click()
    page.get_by_label("What you found").fill("They tested their callbacks.")
    page.get_by_role("button", name="Close the alarm").click()

    expect(page.get_by_text("Alarm looked into: They tested their callbacks.")).to_be_visible()
    assert not BillerTransaction.objects.get().has_alarm


def test_filters_become_a_view_that_is_opened_and_deleted(page, desk):
    desk.pay("MASM", UNKNOWN)
    page.goto("/billers/transactions/")
    page.get_by_label("Status").select_option("UNKNOWN")
    page.get_by_label("Save these filters as").fill("To chase")
    page.get_by_role("button", name="Save view").click()

    chip = page.get_by_role("link", name="To chase")
    expect(chip).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Show all").click()
    expect(page).to_have_url(re.compile(r"transactions/$"))
    chip.click()
    expect(page.get_by_label("Status")).to_have_value("UNKNOWN")
    page.get_by_role("button", name="Delete the view To chase").click()
    expect(chip).to_have_count(0)
    expect(page.get_by_label("Status")).to_have_value("UNKNOWN")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_where_payments_are_watched(desk, open_as, theme):
    payment = contradict(desk, desk.pay("MASM", UNKNOWN))
    window = open_as(Role.SUPERVISOR, theme=theme, size=NARROW if theme == "dark" else None)

    for address in (
        "/billers/attention/",
        "/billers/transactions/?status=UNKNOWN",
        f"/billers/transactions/{payment.number}/close-alarm",
        "/operations/",
    ):
        window.goto(address)
        assert serious(window) == []
