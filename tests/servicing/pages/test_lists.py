"""The lists: what they show, how they are narrowed, and that one keeps one's place."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from servicing.models import Conversation, Customer, LoanAccount, ParkedAggregate

LISTS = ["/servicing/customers/", "/servicing/accounts/", "/servicing/conversations/"]
Add = Callable[..., Any]


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def link(page: str, rel: str) -> str | None:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    return found.group(1).replace("&amp;", "&") if found else None


@pytest.mark.parametrize("address", LISTS)
def test_a_stranger_is_asked_to_sign_in_and_comes_back(address: str, db: None) -> None:
    answer = Client().get(address)

    assert answer.status_code == 302
    assert answer["Location"] == f"/admin/login/?next={address}"


@pytest.mark.parametrize("address", LISTS)
def test_who_has_no_role_is_told_which_permission_is_missing(address: str, db: None) -> None:
    client = Client()
    client.force_login(
        User.objects.create_user("new", is_staff=True),
        backend="django.contrib.auth.backends.ModelBackend",
    )

    answer = client.get(address)

    assert answer.status_code == 403
    assert "servicing.view_" in answer.content.decode()


@pytest.mark.parametrize("address", LISTS)
def test_an_empty_list_says_what_would_be_here(address: str, readonly: Client) -> None:
    page = read(readonly, address)

    assert "yet" in page
    assert "event" in page or "message" in page


def test_customers_come_by_name_and_lead_to_their_page(
    readonly: Client, add_customer: Add
) -> None:
    add_customer(1, full_name="Zora Last")
    add_customer(2, full_name="Abel First")

    page = read(readonly, "/servicing/customers/")

    assert page.index("Abel First") < page.index("Zora Last")
    assert 'href="/servicing/customers/CUS-2"' in page


def test_a_list_masks_how_a_customer_can_be_reached(readonly: Client, add_customer: Add) -> None:
    add_customer(1, mobile_phone_number="0491570006", email_address="maya@example.com")

    page = read(readonly, "/servicing/customers/")

    assert "••• 006" in page
    assert "m•••@example.com" in page
    assert "0491570006" not in page
    assert "maya@" not in page


def test_names_cannot_smuggle_markup_into_a_page(readonly: Client, add_customer: Add) -> None:
    add_customer(1, full_name="<script>alert(1)</script>")

    assert "<script>alert" not in read(readonly, "/servicing/customers/")


def test_pages_lead_forward_and_back_and_keep_the_filters(
    readonly: Client, add_customer: Add
) -> None:
    for number in range(60):
        add_customer(number, vulnerable_flag=True)
    add_customer(99, full_name="Not Vulnerable")

    first = read(readonly, "/servicing/customers/?vulnerable=yes")
    second = read(readonly, "/servicing/customers/" + str(link(first, "next")))
    back = read(readonly, "/servicing/customers/" + str(link(second, "prev")))

    assert "Person 049" in first
    assert "Person 050" not in first
    assert "Person 050" in second
    assert "Not Vulnerable" not in first + second
    assert "vulnerable=yes" in str(link(second, "prev"))
    assert link(second, "next") is None
    assert "Person 000" in back


@pytest.mark.parametrize("address", LISTS)
def test_a_place_that_is_not_known_leads_to_the_first_page_with_words(
    address: str, readonly: Client
) -> None:
    answer = readonly.get(f"{address}?cursor=made-up", follow=True)

    assert answer.redirect_chain == [(address, 302)]
    assert "no longer known" in answer.content.decode()


def test_accounts_are_narrowed_by_status_bucket_and_days(
    readonly: Client, add_account: Add
) -> None:
    late = {"account_status": "in_arrears", "is_in_arrears": True}
    add_account(1)
    add_account(2, days_past_due=10, arrears_bucket="early_arrears", **late)
    add_account(3, days_past_due=70, arrears_bucket="default", **late)

    def shown(query: str) -> list[str]:
        page = read(readonly, f"/servicing/accounts/?{query}")
        return re.findall(r"/servicing/accounts/(LA-\d+)", page)

    assert shown("") == ["LA-001", "LA-002", "LA-003"]
    assert shown("status=active") == ["LA-001"]
    assert shown("bucket=early_arrears") == ["LA-002"]
    assert shown("arrears=yes") == ["LA-003", "LA-002"]
    assert shown("arrears=no") == ["LA-001"]
    assert shown("days_from=5&days_to=20") == ["LA-002"]


def test_a_filter_that_makes_no_sense_is_left_out_and_said(
    readonly: Client, add_account: Add
) -> None:
    add_account(1)

    page = read(readonly, "/servicing/accounts/?days_from=30&days_to=3&status=active")

    assert "This is before the beginning. Give 30 or more." in page
    assert 'href="#filter-days_to"' in page
    assert "/servicing/accounts/LA-001" not in page  # 30 days and more still counts


def test_filters_that_nothing_fits_offer_the_way_out(readonly: Client, add_account: Add) -> None:
    add_account(1)

    page = read(readonly, "/servicing/accounts/?status=written_off")

    assert "No account fits these filters" in page
    assert "Show all accounts" in page


def test_a_negative_balance_cannot_be_overlooked(readonly: Client, add_account: Add) -> None:
    add_account(1, current_balance=Decimal("-1234.50"), currency="AUD")

    page = read(readonly, "/servicing/accounts/")

    assert 'is-negative">\N{MINUS SIGN}1,234.50' in page


def test_an_account_whose_events_wait_is_marked(readonly: Client, add_account: Add) -> None:
    add_account(1)
    ParkedAggregate.objects.create(
        aggregate="account:LA-001",
        event_id="0b5c6b6e-8f0e-4f3a-9b1e-0d6a4e3a1c11",
        state="PARKED",
        error="x",
        parked_at=timezone.now(),
    )

    assert "Behind" in read(readonly, "/servicing/accounts/")


def test_conversations_come_latest_first_and_are_narrowed(readonly: Client) -> None:
    now = timezone.now()
    for number, decision in enumerate(["APPROVED", "", "DECLINED"]):
        Conversation.objects.create(
            conversation_id=f"conv-{number}",
            application_number=f"APP-{number}",
            decision=decision,
            latest_utterance_at=now - timedelta(minutes=number),
        )

    def shown(query: str) -> list[str]:
        page = read(readonly, f"/servicing/conversations/?{query}")
        return re.findall(r"/servicing/conversations/(conv-\d)", page)

    assert shown("") == ["conv-0", "conv-1", "conv-2"]
    assert shown("decision=none") == ["conv-1"]
    assert shown("status=active") == ["conv-1"]
    assert shown("status=declined") == ["conv-2"]


@pytest.mark.parametrize("address", LISTS)
def test_a_longer_list_asks_no_more_queries(
    address: str, readonly: Client, add_customer: Add, add_account: Add
) -> None:
    def queries() -> int:
        readonly.get(address)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            readonly.get(address)
        return len(captured)

    add_customer(0)
    add_account(0, customer_id="CUS-0")
    _converse(0)
    few = queries()
    for number in range(1, 40):
        add_customer(number)
        add_account(number, customer_id=f"CUS-{number}")
        _converse(number)

    assert queries() == few
    assert Customer.objects.count() == LoanAccount.objects.count() == 40


def _converse(number: int) -> None:
    Conversation.objects.create(
        conversation_id=f"conv-{number}",
        customer_id=f"CUS-{number}",
        latest_utterance_at=timezone.now(),
    )
