"""Moving money at a real browser: one posting, honest outcomes, live figures."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from billie.staff.roles import Role
from ledger.models import MoneyCommand
from ledger.operations.settling import settle_command
from servicing.models import LoanAccount
from tests.browser.conftest import NARROW, WIDE, serious
from tests.ledger.simulation import Simulation
from tests.servicing.pages.money.conftest import project

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

CUSTOMER = "/servicing/customers/CUS-1"
REPAYMENT = "/servicing/accounts/LA-1/money/repayment"


@pytest.fixture
def loan(transactional_db: None, redis_client, ledger_simulator: Simulation) -> LoanAccount:
    """A loan of which 500.00 principal and 100.00 fees are owed."""
    ledger_simulator.open_account(loan_account_id="LA-1", account_number="400000001")
    return project("LA-1")


def review_payment(page: Page, amount: str = "145") -> None:
    """Open the form, type a payment, and stand before its review."""
    page.goto(REPAYMENT)
    page.get_by_label("Amount received").fill(amount)
    page.get_by_role("button", name="Review").click()


def live(page: Page, address: str) -> None:
    """Open a page and wait until it hears of changes; mark it, so that a reload would show."""
    page.goto(address)
    expect(page.locator("#live-state")).to_have_attribute("data-state", "live")
    page.evaluate("window.notReloaded = true")


def test_a_payment_changes_the_balance_that_a_colleague_looks_at(open_as: Open, loan: LoanAccount):
    colleague, page = open_as(Role.READONLY), open_as(Role.OPERATIONS)
    live(colleague, CUSTOMER)
    expect(colleague.locator("#balance")).to_contain_text("600.00")

    review_payment(page)
    page.get_by_role("button", name="Record payment of 145.00 AUD").click()

    expect(page.get_by_role("heading", name="Payment recorded")).to_be_visible()
    expect(colleague.locator("#balance")).to_contain_text("455.00")
    expect(colleague.locator("#account")).to_contain_text("Live, as of")
    expect(colleague.locator("#announcer")).to_contain_text("Balance: 455.00 AUD")
    assert colleague.evaluate("window.notReloaded")


def test_two_clicks_make_one_payment(
    open_as: Open, loan: LoanAccount, ledger_simulator: Simulation
):
    page = open_as(Role.OPERATIONS)
    review_payment(page)

    page.get_by_role("button", name="Record payment of").dblclick()

    expect(page.get_by_role("heading", name="Payment recorded")).to_be_visible()
    assert MoneyCommand.objects.count() == 1
    assert ledger_simulator.books("LA-1").kinds().count("REPAYMENT") == 1


def test_going_back_and_sending_again_makes_no_second_payment(
    open_as: Open, loan: LoanAccount, ledger_simulator: Simulation
):
    page = open_as(Role.OPERATIONS)
    review_payment(page)
    form = page.url
    page.get_by_role("button", name="Record payment of").click()
    expect(page.get_by_role("heading", name="Payment recorded")).to_be_visible()

    page.goto(form)

    expect(page.get_by_text("This form was sent before.")).to_be_visible()
    expect(page.get_by_role("heading", name="Payment recorded")).to_be_visible()
    assert ledger_simulator.books("LA-1").kinds().count("REPAYMENT") == 1


def test_what_is_wrong_is_said_on_top_and_leads_to_its_field(open_as: Open, loan: LoanAccount):
    page = open_as(Role.OPERATIONS)
    review_payment(page, "12.345")

    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name=re.compile("at most two decimals")).press("Enter")

    field = page.get_by_label("Amount received")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("12.345")


def test_an_amount_that_is_likely_meant_is_filled_in(open_as: Open, loan: LoanAccount):
    page = open_as(Role.OPERATIONS)
    page.goto(REPAYMENT)

    page.get_by_role("button", name="All that is owed 600.00").press("Enter")

    expect(page.get_by_label("Amount received")).to_have_value("600.00")
    expect(page.get_by_label("Amount received")).to_be_focused()


def test_a_write_off_needs_somebody_else(
    open_as: Open, loan: LoanAccount, ledger_simulator: Simulation
):
    asker, approver = open_as(Role.OPERATIONS), open_as(Role.SUPERVISOR)
    ask_for_write_off(asker)
    expect(asker.get_by_role("heading", name="Waits for approval")).to_be_visible()
    asker.evaluate("window.notReloaded = true")
    approval = MoneyCommand.objects.get().approval_id

    approver.goto(f"/approvals/{approval}")
    approver.get_by_label("Your words").fill("Checked with the trustee.")
    approver.get_by_role("button", name="Approve: write off, 600.00 AUD").click()

    expect(asker.get_by_role("heading", name="Loan written off")).to_be_visible()
    expect(asker.locator("#command")).to_contain_text("A second person approved it.")
    expect(asker.get_by_role("region", name="Who and when")).to_contain_text("a.supervisor")
    assert asker.evaluate("window.notReloaded")
    assert ledger_simulator.books("LA-1").loan.owed.total == Decimal(0)


def test_whoever_asks_for_a_write_off_cannot_approve_it(open_as: Open, loan: LoanAccount):
    asker = open_as(Role.SUPERVISOR)
    ask_for_write_off(asker)

    asker.get_by_role("link", name="See the approval").click()

    expect(asker.get_by_text("You asked for this yourself")).to_be_visible()
    expect(asker.get_by_role("button", name=re.compile("^Approve"))).to_have_count(0)


def ask_for_write_off(page: Page) -> None:
    """Ask for a write-off of the whole loan."""
    page.goto("/servicing/accounts/LA-1/money/write-off")
    page.get_by_label("Reason").select_option("hardship")
    page.get_by_label("What happened").fill("Lost work in March.")
    page.get_by_role("button", name="Review").click()
    page.get_by_role("button", name="Ask to write off 600.00 AUD").click()


def test_an_unknown_outcome_is_settled_before_one_s_eyes(
    open_as: Open, loan: LoanAccount, ledger_simulator: Simulation
):
    page = open_as(Role.OPERATIONS)
    review_payment(page)
    ledger_simulator.faults.add("lose", next=1)
    page.get_by_role("button", name="Record payment of").click()
    expect(page.get_by_role("heading", name="Not known yet whether it was posted")).to_be_visible()
    expect(page.get_by_text("Do not enter it again")).to_be_visible()
    expect(page.locator("#live-state")).to_have_attribute("data-state", "live")
    page.evaluate("window.notReloaded = true")

    command = MoneyCommand.objects.get()
    settle_command(command_id=command.pk, now=timezone.now() + timedelta(minutes=1))

    expect(page.get_by_role("heading", name="Payment recorded")).to_be_visible()
    expect(page.locator("#announcer")).to_contain_text("Payment recorded")
    assert page.evaluate("window.notReloaded")
    assert ledger_simulator.books("LA-1").kinds().count("REPAYMENT") == 1


def test_a_ledger_that_is_gone_is_said_and_nothing_can_be_entered(
    open_as: Open, loan: LoanAccount, ledger_simulator: Simulation
):
    page = open_as(Role.OPERATIONS)
    review_payment(page)
    ledger_simulator.stop()

    page.get_by_role("button", name="Record payment of").click()
    expect(page.get_by_text("What you typed is still here.")).to_be_visible()
    expect(page.get_by_label("Amount received")).to_have_value("145")
    page.goto(REPAYMENT)
    expect(page.locator(".l-banner")).to_contain_text("The ledger cannot be reached.")
    expect(page.get_by_role("button", name="Review")).to_have_count(0)
    page.goto(CUSTOMER)

    expect(page.locator("#balance")).to_contain_text("600.00")
    expect(page.locator("#account")).to_contain_text("Projected, as of")
    assert not MoneyCommand.objects.exists()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_where_money_moves(
    open_as: Open, loan: LoanAccount, ledger_simulator: Simulation, theme: str, size: dict
):
    page = open_as(Role.ADMIN, theme=theme, size=size)
    review_payment(page, "wrong")
    assert serious(page) == []
    review_payment(page)
    assert serious(page) == []
    ledger_simulator.faults.add("lose", next=1)
    page.get_by_role("button", name="Record payment of").click()

    command = f"/servicing/commands/{MoneyCommand.objects.get().pk}"
    for address in (command, *PAGES):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        expect(page.get_by_text("Asking the ledger")).to_have_count(0)
        assert serious(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], address


PAGES = [
    f"{CUSTOMER}?tab=transactions",
    f"{CUSTOMER}?tab=fees",
    f"{CUSTOMER}?tab=commands",
    "/servicing/accounts/LA-1/transactions",
    "/servicing/accounts/LA-1/statement",
    "/servicing/accounts/LA-1/money/adjustment",
    "/servicing/accounts/LA-1/money/disbursement",
    "/servicing/commands/",
    "/servicing/commands/all",
    "/servicing/waivers/",
    "/servicing/overdue/",
    "/servicing/finance/",
]
