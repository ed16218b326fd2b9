"""Paying a bill at a real browser, and watching what becomes of it without a reload."""

import re

import pytest
from playwright.sync_api import expect

from billers.models import BillerTransaction
from billie.celery import app
from billie.staff.roles import Role
from tests.billers.conftest import simulated_billers
from tests.billers.operations.conftest import desk
from tests.browser.conftest import NARROW, serious

__all__ = ["desk", "simulated_billers"]

pytestmark = pytest.mark.browser
ACCOUNT = "1000200030"


@pytest.fixture
def page(desk, open_as):
    """A teller's window in front of all billers, with work given to workers as everywhere."""
    app.set_default()
    return open_as(Role.SUPERVISOR)


def test_a_bill_is_paid_and_becomes_paid_before_ones_eyes(page, desk):
    page.goto("/billers/payment/")
    page.get_by_role("link", name="Lilongwe Water Board").click()
    page.get_by_label("Account number").fill(ACCOUNT)
    page.get_by_role("button", name="Look the account up").click()
    page.get_by_label("Amount").fill("1,500.50")
    page.get_by_role("button", name="Review").click()
    page.get_by_role("button", name="Pay 1,500.50 MWK to Lilongwe Water Board").click()
    expect(page.get_by_role("heading", name="Waiting to be sent")).to_be_visible()
    expect(page.locator("#live-state")).to_have_attribute("data-state", "live")
    page.evaluate("window.stays = true")

    desk.wait(BillerTransaction.objects.get())

    expect(page.get_by_role("heading", name="Paid", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Receipt")).to_be_visible()
    assert page.evaluate("window.stays")


def test_the_list_shows_a_new_payment_by_itself(page, desk):
    desk.pay("BWB_POSTPAID", ACCOUNT)
    page.goto("/billers/transactions/")
    expect(page.locator("#live-state")).to_have_attribute("data-state", "live")

    waiting = desk.ask("LWB_POSTPAID", ACCOUNT)

    expect(page.get_by_role("link", name=waiting.number)).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_a_payment_and_on_its_form(page, desk, open_as, theme):
    desk.billers.order("answer_lost", biller="LWB_POSTPAID")
    unknown = desk.pay("LWB_POSTPAID", ACCOUNT)
    window = open_as(Role.ADMIN, theme=theme, size=NARROW if theme == "dark" else None)
    window.goto(f"/billers/transactions/{unknown.number}")
    window.get_by_text("Request and answer").first.click()
    on_payment = serious(window)

    window.goto("/billers/payment/?biller=LWB_POSTPAID")
    window.get_by_label("Account number").fill("1000200031")
    window.get_by_role("button", name="Look the account up").click()
    expect(window.get_by_role("heading", name=re.compile("says"))).to_be_visible()

    assert on_payment == []
    assert serious(window) == []
