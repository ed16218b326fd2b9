"""The customer page over HTTP: what it shows, to whom, and of whom nothing is known."""

import re
from urllib.parse import quote, unquote

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from billie.live import publisher
from servicing.models import Customer, ParkedAggregate
from tests.servicing.queries.arrivals import arrive

PERSON = {
    "customer_id": "CUS-1",
    "first_name": "Maya",
    "last_name": "Okoro",
    "mobile_phone_number": "0491 570 006",
    "email_address": "maya@example.com",
    "date_of_birth": "1990-04-12",
}
LOAN = {
    "account_id": "LA-1",
    "account_number": "400000001",
    "customer_id": "CUS-1",
    "status": "ACTIVE",
    "loan_amount": "500.00",
    "loan_total_payable": "600.00",
    "current_balance": "300.00",
}
PAGE = "/servicing/customers/CUS-1"


def signed_in_with(*permissions):
    """Return a browser of somebody who has just these permissions."""
    person = User.objects.create_user("narrow")
    person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(person)
    return client


def words(answer):
    """Return what a page says, without its markup and without icons."""
    html = re.sub(r'<span class="b-icon[^>]*>[^<]*</span>', " ", answer.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def maya(db):
    """A customer with a loan, a schedule and a conversation."""
    arrive("customer.created.v1", usr="CUS-1", **PERSON)
    arrive("account.created.v1", usr="CUS-1", **LOAN)
    arrive(
        "account.schedule.created.v1",
        account_id="LA-1",
        schedule_id="S-1",
        n_payments=2,
        payment_frequency="weekly",
        payments=[
            {"payment_number": 1, "due_date": "2026-03-16", "amount": "300.00"},
            {"payment_number": 2, "due_date": "2026-03-23", "amount": "300.00"},
        ],
    )
    arrive(
        "account.schedule.updated.v1",
        account_id="LA-1",
        payments=[
            {
                "payment_number": 1,
                "status": "PAID",
                "paid_date": "2026-03-16",
                "amount_paid": "300.00",
                "linked_transaction_ids": ["TXN-77"],
            }
        ],
    )
    arrive("user_input", conv="CONV-1", usr="CUS-1", utterance="Hello")
    arrive("conversation_summary", conv="CONV-1", purpose="Asks for a car repair loan")


def test_the_page_shows_the_customer_the_loan_and_the_conversation(maya, readonly):
    said = words(readonly.get(PAGE))

    for expected in (
        "Maya Okoro",
        "+61 491 570 006",
        "maya@example.com",
        "Account 400000001",
        "300.00 AUD",
        "50 % repaid",
        "2 payments, weekly",
        "TXN-77",
        "Asks for a car repair loan",
        "Nothing needs action now",
    ):
        assert expected in said


def test_an_account_may_be_known_before_its_customer(db, readonly):
    arrive("account.created.v1", usr="CUS-1", **LOAN)

    said = words(readonly.get(PAGE))

    assert "Name and contact have not arrived yet" in said
    assert "300.00 AUD" in said


def test_a_customer_without_anything_says_what_would_be_here(db, readonly):
    arrive("customer.created.v1", usr="CUS-1", **PERSON)

    said = words(readonly.get(PAGE))

    assert "No loans yet" in said
    assert "No notes yet" in said
    assert "No conversations yet" in said


def test_a_customer_of_whom_nothing_is_known_is_answered_with_a_next_step(db, readonly):
    answer = readonly.get("/servicing/customers/CUS-404")

    assert answer.status_code == 404
    assert "Nothing is known of CUS-404" in words(answer)
    assert "/search?q=CUS-404" in answer.content.decode()


def test_a_merged_identity_leads_to_the_customer_it_became(maya, readonly):
    arrive("customer.created.v1", usr="CUS-2", customer_id="CUS-2", first_name="May")
    arrive("customer.identity.merged.v1", canonical_id="CUS-1", merged_canonical_id="CUS-2")

    tombstone = readonly.get("/servicing/customers/CUS-2").content.decode()

    assert "This identity was merged into another customer" in tombstone
    assert 'href="/servicing/customers/CUS-1"' in tombstone
    assert "CUS-2" in words(readonly.get(PAGE))


def test_what_hurts_leads_to_its_place(maya, supervisor):
    Customer.objects.update(vulnerable_flag=True)
    arrive(
        "loan.aging.updated.v1",
        account_id="LA-1",
        dpd=40,
        bucket="late_arrears",
        is_in_arrears=True,
    )
    ParkedAggregate.objects.create(
        aggregate="account:LA-1",
        event_id="0" * 32,
        state="PARKED",
        error="x",
        parked_at=timezone.now(),
    )

    page = supervisor.get(PAGE)

    assert "400000001: 40 days past due" in words(page)
    assert "Vulnerable customer" in words(page)
    assert "400000001 is behind: events wait" in words(page)
    assert 'href="?account=LA-1#account"' in page.content.decode()


def test_the_address_says_which_account_is_chosen(maya, readonly):
    arrive(
        "account.created.v1",
        usr="CUS-1",
        **{**LOAN, "account_id": "LA-2", "account_number": "400000002"},
    )

    said = words(readonly.get(f"{PAGE}?account=LA-2"))

    assert "Account 400000002" in said
    assert "Account 400000001" not in said


@pytest.mark.parametrize(
    ("permissions", "seen", "unseen"),
    [
        (["view_customer"], [], ["400000001", "car repair", "Write a note", "Notes"]),
        (["view_customer", "view_loanaccount"], ["400000001"], ["car repair", "Write a note"]),
        (["view_customer", "view_conversation"], ["car repair"], ["400000001"]),
        (["view_customer", "view_contactnote"], ["No notes yet"], ["Write a note", "400000001"]),
    ],
)
def test_nobody_sees_more_than_their_permissions_allow(maya, permissions, seen, unseen):
    browser = signed_in_with(*permissions)

    said = words(browser.get(PAGE))
    parts = words(
        browser.get(f"{PAGE}/parts?part=rail&part=account&part=conversations&part=notes")
    )

    assert all(one in said for one in seen)
    assert not any(one in said + parts for one in unseen)


def test_an_open_page_gets_only_the_parts_it_asks_for(maya, readonly):
    html = readonly.get(f"{PAGE}/parts?account=LA-1&part=rail&part=timeline-lines&part=nonsense")

    assert re.findall(
        r'id="(person|attention|rail|account|notes|timeline-lines)"', html.content.decode()
    ) == [
        "rail",
        "timeline-lines",
    ]


def test_the_page_says_up_to_which_announcement_it_was_read(maya, readonly, redis_client):
    publisher.publish(["customer:CUS-1"], redis_client)
    newest = redis_client.xrevrange("billie:live", count=1)[0][0].decode()

    assert f'data-live-after="{newest}"' in readonly.get(PAGE).content.decode()


def test_the_page_opens_while_redis_is_away(maya, readonly, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    answer = readonly.get(PAGE)

    assert answer.status_code == 200
    assert 'data-live-after=""' in answer.content.decode()


def test_odd_identifiers_have_addresses(db, readonly):
    odd = "CUS/1 ?&#<b>☃"
    arrive("account.created.v1", **{**LOAN, "customer_id": odd, "account_id": "LA/ ?&#"})

    page = readonly.get(f"/servicing/customers/{quote(odd)}")
    account = readonly.get(f"/servicing/accounts/{quote('LA/ ?&#')}")

    assert page.status_code == 200
    assert "<b>☃" not in page.content.decode()
    assert unquote(account["Location"].partition("?")[0]) == f"/servicing/customers/{odd}"


def test_the_number_of_queries_does_not_grow_with_what_there_is(maya, readonly):
    readonly.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        readonly.get(PAGE)
    for number in range(2, 12):
        loan = {"account_id": f"LA-{number}", "account_number": f"40000000{number}"}
        arrive("account.created.v1", **{**LOAN, **loan})
        arrive("user_input", conv=f"CONV-{number}", usr="CUS-1", utterance="Hello")

    with CaptureQueriesContext(connection) as many:
        readonly.get(PAGE)

    assert len(many) == len(few)


def test_a_stranger_is_asked_to_sign_in(maya):
    answer = Client().get(PAGE)

    assert answer.status_code == 302


def test_a_write_off_that_waits_is_on_top_and_in_the_timeline(maya, readonly):
    arrive(
        "writeoff.requested.v1",
        requestId="W-1",
        requestNumber="WO-1",
        loanAccountId="LA-1",
        customerId="CUS-1",
        amount="300.00",
        reason="hardship",
        requestedByName="Olivia Osei",
    )

    said = words(readonly.get(PAGE))

    assert "400000001: write-off waiting, 300.00 AUD" in said
    assert "Write-off requested" in said
    assert "Hardship. Asked for by Olivia Osei" in said


def test_a_write_off_that_is_decided_waits_no_longer(maya, readonly):
    arrive("writeoff.requested.v1", requestId="W-1", loanAccountId="LA-1", customerId="CUS-1")
    arrive("writeoff.rejected.v1", requestId="W-1", comment="Offer a plan first.")

    said = words(readonly.get(PAGE))

    assert "write-off waiting" not in said
    assert "Write-off rejected" in said
    assert "Offer a plan first" in said
