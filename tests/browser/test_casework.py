"""Casework at a real browser: a call is written down, a customer is left in peace."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from billie.staff.roles import Role
from servicing.models import CollectionContact, CustomerFlag, LoanAccount, PromiseToPay
from tests.billie.staff.people import person
from tests.browser.conftest import NARROW, WIDE, MadeUp, serious

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
CUSTOMER = "/servicing/customers/CUS-1"
PAGES = [
    "/servicing/collections/",
    "/servicing/collections/?assigned=mine&promise=broken",
    "/servicing/collections/LA-1",
    CUSTOMER,
    f"{CUSTOMER}/promises",
    f"{CUSTOMER}/flags",
]


@pytest.fixture
def owing(made_up: MadeUp) -> MadeUp:
    """The customer owes something."""
    LoanAccount.objects.update(current_balance="435.00")
    return made_up


def test_a_call_is_written_down_by_keyboard_and_its_promise_taken(
    open_as: Open, owing: MadeUp
) -> None:
    page = open_as(Role.OPERATIONS)
    page.goto("/servicing/collections/")
    page.get_by_role("link", name="400000001").click()
    amount = page.get_by_label("Amount promised")
    expect(amount).to_be_hidden()

    page.get_by_label("What came of it").select_option("PROMISE")
    expect(amount).to_be_visible()
    page.get_by_role("button", name="Write down outcome").click()
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="Amount promised: Give the amount").click()
    page.keyboard.type("66")
    friday = timezone.localdate() + timedelta(days=3)
    page.get_by_label("Paid by").fill(friday.isoformat())
    page.get_by_role("button", name="Write down outcome").click()

    expect(page.get_by_text("Outcome written down.")).to_be_visible()
    expect(page.get_by_role("heading", name="Latest promise")).to_be_visible()
    assert PromiseToPay.objects.get().due_date == friday
    assert CollectionContact.objects.count() == 1


def test_stop_contact_reaches_an_open_page_without_reload(open_as: Open, owing: MadeUp) -> None:
    watching = open_as(Role.READONLY)
    watching.goto(CUSTOMER)
    expect(watching.get_by_text("Live", exact=True)).to_be_visible()

    page = open_as(Role.OPERATIONS)
    page.goto(f"{CUSTOMER}/flags")
    page.get_by_label("Stop contact").check()
    page.get_by_label("Why").fill("Asked for it in writing.")
    page.get_by_role("button", name="Set flag").click()

    expect(page.get_by_text("Stop contact set.")).to_be_visible()
    expect(watching.get_by_text("Do not call, mail or text this customer")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_page_of_casework_has_a_serious_barrier_or_scrolls_sideways(
    theme: str, size: dict[str, int], open_as: Open, owing: MadeUp
) -> None:
    page = open_as(Role.SUPERVISOR, theme=theme, size=size)
    author, now = person(Role.OPERATIONS), timezone.now()
    today = timezone.localdate(now)
    flag = {"customer_id": "CUS-1", "from_date": today, "set_by": author, "set_at": now}
    stop = CustomerFlag.objects.create(kind="STOP_CONTACT", reason="Asked for it.", **flag)
    CustomerFlag.objects.create(kind="HARDSHIP", reason="Lost her job.", **flag)
    promise = PromiseToPay.objects.create(
        customer_id="CUS-1",
        loan_account_id="LA-1",
        amount="66.00",
        currency="AUD",
        due_date=today,
        last_date=today,
        made_at=now,
        made_date=today,
        taken_by=author,
    )
    ends = [f"{CUSTOMER}/flags/{stop.pk}/release", f"{CUSTOMER}/promises/{promise.pk}/cancel"]
    problems = {}

    for address in [*PAGES, *ends]:
        page.goto(address)
        found = serious(page)
        if page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        ):
            found.append("scrolls sideways")
        if found:
            problems[address] = found

    assert problems == {}
