"""A prepaid token at a real browser: shown for the asking, gone with the page, shown again."""

import re

import pytest
from playwright.sync_api import expect

from billie.staff.roles import Role
from tests.billers.conftest import simulated_billers
from tests.billers.operations.conftest import desk
from tests.browser.conftest import serious

__all__ = ["desk", "simulated_billers"]

pytestmark = pytest.mark.browser


@pytest.fixture
def page(desk, open_as):
    """A supervisor's window in front of all billers."""
    return open_as(Role.SUPERVISOR)


def test_a_token_is_shown_read_aloud_and_shown_again_for_a_reason(page, desk):
    sold = desk.confirm("SRWB_PREPAID", "1000200030")
    address = f"/billers/transactions/{sold.number}"
    first = sold.tokens["1"]
    grouped = re.sub(r"(\d{4})(?=\d)", r"\1 ", first)
    page.goto(f"{address}?step=result")

    page.get_by_role("button", name="Show token").click()

    expect(page.get_by_text(grouped)).to_be_visible()
    assert first not in page.url
    assert serious(page) == []
    page.get_by_role("link", name="Back to the payment").click()
    expect(page.get_by_text("Shown to")).to_be_visible()
    assert grouped not in page.content()

    page.get_by_role("link", name="Show token again").click()
    page.get_by_role("button", name=re.compile("Show tokens? again")).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.get_by_label("Reason").fill("The paper jammed.")
    page.get_by_role("button", name=re.compile("Show tokens? again")).click()

    expect(page.get_by_text(grouped)).to_be_visible()
    page.goto(address)
    expect(page.get_by_text("reprinted once")).to_be_visible()
