"""Customer and conversation at a real browser: accessible, quick, by keyboard alone."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from billie.staff.roles import Role
from servicing.models import ContactNote, Utterance
from tests.browser.conftest import NARROW, WIDE, MadeUp, serious
from tests.servicing.queries.arrivals import arrive

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

CUSTOMER = "/servicing/customers/CUS-1"
LOANS = {"LA-2": "400000002", "LA-3": "400000003"}


@pytest.fixture
def more(made_up: MadeUp) -> MadeUp:
    """More loans of the same customer, and findings about the conversation."""
    for key, number in LOANS.items():
        arrive(
            "account.created.v1",
            account_id=key,
            account_number=number,
            customer_id="CUS-1",
            status="ACTIVE",
            loan_amount="500.00",
            loan_total_payable="600.00",
            current_balance="300.00",
        )
    payments = [
        {"payment_number": n, "due_date": f"2026-03-{n:02}", "amount": "60"} for n in (1, 2)
    ]
    arrive(
        "account.schedule.created.v1",
        account_id="LA-2",
        schedule_id="S",
        n_payments=2,
        payments=payments,
    )
    arrive("account.closed.v1", account_id="LA-3", closure_reason="PAID_OFF", final_balance="0")
    arrive("identityRisk_assessment", conv="conv-1", riskLevel="LOW", checks=[{"name": "face"}])
    arrive("noticeboard_post", conv="conv-1", agent_name="fraud::watch", post="New device")
    return made_up


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(open_as: Open, more: MadeUp, theme: str, size: dict) -> None:
    page = open_as(Role.ADMIN, theme=theme, size=size)

    for address in (CUSTOMER, "/servicing/conversations/conv-1", "/servicing/customers/NOBODY"):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert serious(page) == [], address


def test_nothing_is_wider_than_a_phone(open_as: Open, more: MadeUp) -> None:
    page = open_as(Role.OPERATIONS, size=NARROW)

    for address in (CUSTOMER, "/servicing/conversations/conv-1"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_another_account_is_chosen_by_keyboard_without_losing_one_s_place(
    open_as: Open, more: MadeUp
) -> None:
    page = open_as(Role.OPERATIONS)
    page.goto(CUSTOMER)
    expect(page.locator(".c-account-title")).to_contain_text("400000001")
    page.evaluate("window.notReloaded = true")

    link = page.locator("#rail a", has_text="400000002")
    link.focus()
    page.keyboard.press("Enter")

    expect(page.locator(".c-account-title")).to_contain_text("400000002")
    expect(link).to_be_focused()
    expect(link).to_have_attribute("aria-current", "true")
    expect(page).to_have_url(re.compile(r"\?account=LA-2$"))
    expect(page.locator("#announcer")).to_contain_text("Account 400000002")
    assert page.evaluate("window.notReloaded")
    page.go_back()
    expect(page.locator(".c-account-title")).to_contain_text("400000001")


def test_a_chip_leads_to_its_place(open_as: Open, more: MadeUp) -> None:
    page = open_as(Role.OPERATIONS)
    page.goto(f"{CUSTOMER}?account=LA-2")

    page.get_by_role("link", name="400000001: 12 days past due").click()

    expect(page.locator(".c-account-title")).to_contain_text("400000001")
    expect(page.locator("#account")).to_be_in_viewport()


def test_closed_loans_are_folded_away(open_as: Open, more: MadeUp) -> None:
    page = open_as(Role.READONLY)
    page.goto(CUSTOMER)

    expect(page.locator("#rail a", has_text="400000003")).to_be_hidden()
    page.get_by_text("1 closed").click()
    expect(page.locator("#rail a", has_text="400000003")).to_be_visible()


def test_two_clicks_save_one_note(open_as: Open, more: MadeUp) -> None:
    page = open_as(Role.OPERATIONS)
    page.goto(CUSTOMER)
    page.get_by_text("Write a note").click()
    expect(page.get_by_label("Note", exact=True)).to_be_focused()
    page.keyboard.type("Rang about the loan.")

    page.get_by_role("button", name="Save note").dblclick()

    expect(page.locator("#notes")).to_contain_text("Rang about the loan.")
    assert ContactNote.objects.count() == 1


def test_a_note_without_words_is_not_lost_in_silence(open_as: Open, more: MadeUp) -> None:
    page = open_as(Role.OPERATIONS)
    page.goto(CUSTOMER)
    page.get_by_text("Write a note").click()

    page.get_by_role("button", name="Save note").click()

    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="Note: Write the note").click()
    expect(page.get_by_label("Note", exact=True)).to_be_focused()
    assert serious(page) == []


def test_the_timeline_is_narrowed_and_goes_further_back(open_as: Open, more: MadeUp) -> None:
    for day in range(1, 21):
        told = {"account_id": "LA-2", "last_payment_date": f"2026-04-{day:02}"}
        arrive("account.updated.v1", **told, current_balance=str(300 - day))
    page = open_as(Role.OPERATIONS)
    page.goto(CUSTOMER)
    lines = page.locator("#timeline-lines > li")

    page.get_by_role("link", name="Payments").click()
    expect(page.get_by_role("link", name="Payments")).to_have_attribute("aria-current", "true")
    expect(lines).to_have_count(15)
    page.get_by_role("link", name="Show earlier").click()

    expect(lines).to_have_count(20)
    expect(page.locator("#timeline")).to_contain_text("This is where it begins.")


def test_findings_are_read_in_words_and_copied_raw(open_as: Open, more: MadeUp) -> None:
    page = open_as(Role.READONLY)
    page.goto("/servicing/conversations/conv-1")

    page.get_by_text("Identity risk").click()
    expect(page.locator("#assessments")).to_contain_text("Risk level")
    page.locator("#assessments").get_by_text("Raw", exact=True).click()
    page.locator("#assessments").get_by_role("button", name="Copy").click()

    expect(page.locator("#announcer")).to_contain_text("opied")
    assert '"riskLevel": "LOW"' in page.evaluate("navigator.clipboard.readText()")


def test_a_conversation_of_two_thousand_messages_opens_at_its_end(
    open_as: Open, more: MadeUp
) -> None:
    Utterance.objects.bulk_create(
        Utterance(
            event_id=uuid4(),
            stream_order=10**15 + number,
            conversation_id="conv-1",
            username=("customer", "assistant")[number % 2],
            utterance=f"Line {number} " + "and some words " * (number % 9),
        )
        for number in range(2000)
    )
    page = open_as(Role.READONLY)

    page.goto("/servicing/conversations/conv-1")

    expect(page.get_by_text("Line 1999")).to_be_in_viewport()
