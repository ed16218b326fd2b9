"""Pages that are open while events arrive: through the streams, the consumer and the browser."""

import pytest
from playwright.sync_api import expect

from billie.staff.roles import Role
from servicing.models import LoanAccount, Utterance
from tests.browser.arrivals import consuming, publish, serving
from tests.conftest import wait_until
from tests.ports import free_port

pytestmark = pytest.mark.browser

CUSTOMER = {"customer_id": "CUS-1", "first_name": "Ada", "last_name": "Lovelace"}
ACCOUNT = {
    "account_id": "LA-1",
    "account_number": "4000000001",
    "customer_id": "CUS-1",
    "status": "ACTIVE",
    "loan_amount": "1000.00",
    "loan_fee": "200.00",
    "loan_total_payable": "1200.00",
    "current_balance": "1200.00",
    "opened_date": "2026-10-01",
}


@pytest.fixture
def desk(open_as, redis_client, program_environment):
    """A browser that is signed in, a running consumer, and a customer with a loan."""
    page = open_as(Role.OPERATIONS)
    with consuming(program_environment):
        publish(redis_client, "customer.created.v1", CUSTOMER, usr="CUS-1")
        publish(redis_client, "account.created.v1", ACCOUNT, usr="CUS-1")
        wait_until(lambda: LoanAccount.objects.exists())
        yield page


def say(redis_client, number, who="user_input"):
    """Publish one message of a conversation."""
    told = {"utterance": f"Message {number}", "created_at": f"2026-11-20T01:{number % 60:02}:00Z"}
    publish(redis_client, who, told, conv="CONV-1", usr="CUS-1")


def open_chat(page, redis_client, messages):
    """Open a conversation that has so many messages, and wait until it is live."""
    for number in range(messages):
        say(redis_client, number)
    wait_until(lambda: Utterance.objects.count() == messages)
    page.goto("/servicing/conversations/CONV-1")
    expect(page.locator("#live-state")).to_have_attribute("data-state", "live")


def open_customer(page):
    """Open the customer page and wait until it is live; mark it, so that a reload would show."""
    page.goto("/servicing/customers/CUS-1")
    expect(page.locator("#live-state")).to_have_attribute("data-state", "live")
    page.evaluate("window.notReloaded = true")


def test_the_open_customer_page_shows_the_new_balance_without_reload(desk, redis_client):
    open_customer(desk)
    expect(desk.locator("#balance")).to_contain_text("1,200.00 AUD")

    publish(
        redis_client, "account.updated.v1", {"account_id": "LA-1", "current_balance": "1055.5"}
    )

    expect(desk.locator("#balance")).to_contain_text("1,055.50 AUD")
    expect(desk.locator("#rail")).to_contain_text("1,055.50 AUD")
    expect(desk.locator("#announcer")).to_contain_text("Balance: 1,055.50 AUD")
    assert desk.evaluate("window.notReloaded")


def test_a_loan_that_opens_meanwhile_appears_in_the_rail(desk, redis_client):
    open_customer(desk)

    second = {**ACCOUNT, "account_id": "LA-2", "account_number": "4000000002"}
    publish(redis_client, "account.created.v1", second, usr="CUS-1")

    expect(desk.locator("#rail")).to_contain_text("4000000002")
    expect(desk.locator(".c-account-title")).to_contain_text("4000000001")


def test_what_one_types_and_where_one_is_survives_an_update(desk, redis_client):
    open_customer(desk)
    desk.get_by_text("Write a note").click()
    desk.locator("#note-text").fill("She promised to pay on")
    desk.get_by_text("Address and identity").click()

    publish(redis_client, "customer.updated.v1", {**CUSTOMER, "last_name": "Byron"})

    expect(desk.locator("#person")).to_contain_text("Ada Byron")
    expect(desk.locator("#person details")).to_have_attribute("open", "")
    expect(desk.locator("#note-text")).to_have_value("She promised to pay on")


def test_an_open_chat_grows_at_its_end(desk, redis_client):
    open_chat(desk, redis_client, messages=30)

    say(redis_client, 30, "assistant_response")

    expect(desk.get_by_text("Message 30", exact=True)).to_be_in_viewport()
    expect(desk.locator(".c-msg")).to_have_count(31)
    expect(desk.locator(".c-day")).to_have_count(1)


def test_somebody_who_reads_further_up_is_not_moved(desk, redis_client):
    open_chat(desk, redis_client, messages=30)
    desk.locator("#chat").evaluate("chat => { chat.scrollTop = 0 }")

    say(redis_client, 30)

    expect(desk.get_by_role("button", name="New messages")).to_be_visible()
    assert desk.locator("#chat").evaluate("chat => chat.scrollTop") == 0
    desk.get_by_role("button", name="New messages").click()
    expect(desk.get_by_text("Message 30", exact=True)).to_be_in_viewport()


def test_a_page_that_was_hidden_catches_up(desk, redis_client):
    open_customer(desk)
    desk.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")

    publish(redis_client, "account.updated.v1", {"account_id": "LA-1", "current_balance": "7"})
    wait_until(lambda: LoanAccount.objects.get().current_balance == 7)
    expect(desk.locator("#balance")).to_contain_text("1,200.00 AUD")
    desk.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")

    expect(desk.locator("#balance")).to_contain_text("7.00 AUD")


def test_whoever_is_signed_out_is_told(desk, redis_client):
    open_customer(desk)
    desk.context.clear_cookies()

    publish(redis_client, "account.updated.v1", {"account_id": "LA-1", "current_balance": "7"})

    expect(desk.locator("#live-state")).to_contain_text("Signed out")
    expect(desk.locator("#balance")).to_contain_text("1,200.00 AUD")


def test_a_page_finds_its_way_back_when_the_server_restarts(
    open_as, redis_client, program_environment
):
    port = free_port()
    publish(redis_client, "account.created.v1", ACCOUNT, usr="CUS-1")
    page = open_as(Role.OPERATIONS)
    with consuming(program_environment):
        wait_until(LoanAccount.objects.exists)
        with serving(program_environment, port):
            page.goto(f"http://127.0.0.1:{port}/servicing/customers/CUS-1")
            expect(page.locator("#live-state")).to_have_attribute("data-state", "live")
        expect(page.locator("#live-state")).to_have_attribute("data-state", "lost")
        publish(redis_client, "account.updated.v1", {"account_id": "LA-1", "current_balance": "7"})
        wait_until(lambda: LoanAccount.objects.get().current_balance == 7)

        with serving(program_environment, port):
            expect(page.locator("#balance")).to_contain_text("7.00 AUD", timeout=20_000)
            expect(page.locator("#live-state")).to_have_attribute("data-state", "live")
            page.goto("about:blank")
