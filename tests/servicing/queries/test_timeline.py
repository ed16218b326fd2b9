"""The timeline: everything that happened to a customer, in one stream."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billie.staff.roles import Role
from billie.web.keyset import CursorNotValid, LimitNotValid
from servicing.events import CATALOGUE
from servicing.models import ContactNote, StoredEvent
from servicing.operations.notes import amend_note, write_note
from servicing.queries.milestones import MILESTONES, Kind
from servicing.queries.timeline import get_timeline
from servicing.queries.timeline_entries import TimelineEntry
from tests.billie.staff.people import person
from tests.servicing.queries.arrivals import arrive

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    return person(Role.OPERATIONS)


def write(author: User, now: datetime, text: str = "Called.") -> ContactNote:
    return write_note(customer_id="CUS-1", text=text, channel="PHONE", by=author, now=now)


def open_account(**changed: Any) -> datetime:
    return arrive(
        "account.created.v1",
        **{
            "account_id": "LA-1",
            "customer_id": "CUS-1",
            "status": "ACTIVE",
            "loan_amount": "500.00",
            "current_balance": "600.00",
            **changed,
        },
    )


def pay(amount: str = "100.00", account: str = "LA-1") -> datetime:
    return arrive(
        "account.updated.v1",
        account_id=account,
        current_balance="500.00",
        last_payment_amount=amount,
        last_payment_date="2026-03-01",
        triggered_by_transaction_type="LoanTransactionType.REPAYMENT",
        timestamp="2026-03-01T05:00:00+00:00",
    )


def entries(**asked: Any) -> list[TimelineEntry]:
    return get_timeline(**{"customer_ids": ["CUS-1"], **asked}).rows


def types(**asked: Any) -> list[str]:
    return [entry.typ for entry in entries(**asked)]


def test_events_and_notes_come_in_one_stream_newest_first(author: User):
    arrive("customer.created.v1", customer_id="CUS-1", first_name="Mei", last_name="Chan")
    arrive("conversation_started", conv="chat-1", usr="CUS-1", application_number="APP-1")
    arrive("user_input", conv="chat-1", usr="CUS-1", utterance="Hello")
    opened = open_account()
    write(author, opened)
    pay()

    assert types() == [
        "account.updated.v1",
        "note",
        "account.created.v1",
        "conversation_started",
        "customer.created.v1",
    ]


def test_a_payment_is_told_with_amount_day_and_what_posted_it():
    open_account()
    known_at = pay("150.25")

    payment = entries(kinds=["payment"])[0]

    assert payment.kind is Kind.PAYMENT
    assert payment.amount == Decimal("150.25")
    assert (payment.loan_account_id, payment.customer_id) == ("LA-1", "")
    assert payment.at == datetime(2026, 3, 1, 5, 0, tzinfo=UTC)
    assert payment.known_at == known_at
    assert payment.facts["last_payment_date"] == date(2026, 3, 1)
    assert payment.facts["triggered_by_transaction_type"] == "REPAYMENT"


def test_words_of_the_wire_are_told_in_ours():
    open_account(status="AccountStatus.SUSPENDED")
    arrive("loan.aging.updated.v1", account_id="LA-1", dpd=9, bucket="EARLY_ARREARS")
    arrive("final_credit_decision", conv="chat-1", usr="CUS-1", decision="Decision.declined")

    decided, aged, opened = entries()

    assert opened.facts["status"] == "in_arrears"
    assert aged.facts == {"dpd": 9, "bucket": "early_arrears"}
    assert decided.facts == {"decision": "DECLINED"}
    assert (decided.kind, decided.conversation_id) == (Kind.DECISION, "chat-1")


def test_of_changed_details_only_the_names_are_told():
    arrive("customer.changed.v1", customer_id="CUS-1", email_address="mei@example.com")

    assert entries()[0].facts == {"told": ["email_address"]}


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["payment"], ["account.updated.v1"]),
        (["account"], ["account.updated.v1", "account.created.v1"]),
        (["account", "payment"], ["account.updated.v1"] * 2 + ["account.created.v1"]),
        (["conversation"], ["conversation_started"]),
        (["decision"], []),
        (["note"], ["note"]),
        (["note", "conversation"], ["note", "conversation_started"]),
    ],
)
def test_the_timeline_can_be_narrowed_to_kinds(
    author: User, kinds: list[str], expected: list[str]
):
    arrive("conversation_started", conv="chat-1", usr="CUS-1")
    open_account()
    arrive("account.updated.v1", account_id="LA-1", current_balance="610.00")
    write(author, pay())

    assert types(kinds=kinds) == expected


def test_a_kind_that_is_none_is_refused():
    with pytest.raises(ValueError, match="gossip"):
        get_timeline(customer_ids=["CUS-1"], kinds=["gossip"])


def test_others_are_not_in_the_timeline(author: User):
    open_account()
    open_account(account_id="LA-2", customer_id="CUS-2")
    arrive("customer.created.v1", customer_id="CUS-2")

    assert types() == ["account.created.v1"]


def test_what_belonged_to_a_merged_identity_is_in_the_timeline():
    arrive("customer.created.v1", customer_id="CUS-0", first_name="Mei")
    open_account(customer_id="CUS-0")
    arrive("customer.identity.merged.v1", canonical_id="CUS-1", merged_canonical_id="CUS-0")

    assert types(customer_ids=["CUS-1", "CUS-0"]) == [
        "customer.identity.merged.v1",
        "account.created.v1",
        "customer.created.v1",
    ]


def test_an_event_that_was_not_applied_is_not_told():
    open_account()
    StoredEvent.objects.update(outcome="FAILED")

    assert entries() == []


def test_only_the_newest_version_of_a_note_is_told(author: User):
    open_account()
    at = pay()
    first = write(author, at)
    amend_note(note_id=first.pk, text="Called twice.", channel="PHONE", by=author, now=at)

    told = [entry.note.text for entry in entries() if entry.note]

    assert told == ["Called twice."]


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_lead_forward_and_backward_over_everything_once(author: User, limit: int):
    open_account()
    for number in range(6):
        at = pay()
        if number % 2:
            write(author, at)
            write(author, at)
    everything = [entry.key for entry in entries(limit=200)]
    page = get_timeline(customer_ids=["CUS-1"], limit=limit)
    forward = [[entry.key for entry in page.rows]]

    while page.next_cursor:
        page = get_timeline(customer_ids=["CUS-1"], cursor=page.next_cursor, limit=limit)
        forward.append([entry.key for entry in page.rows])
    backward = [forward[-1]]
    while page.previous_cursor:
        page = get_timeline(customer_ids=["CUS-1"], cursor=page.previous_cursor, limit=limit)
        backward.insert(0, [entry.key for entry in page.rows])

    assert [key for keys in forward for key in keys] == everything
    assert backward == forward


def test_what_arrives_while_one_reads_is_neither_repeated_nor_left_out():
    open_account()
    pay("1.00")
    pay("2.00")
    first = get_timeline(customer_ids=["CUS-1"], limit=1)
    pay("3.00")

    second = get_timeline(customer_ids=["CUS-1"], limit=1, cursor=first.next_cursor)

    assert [entry.amount for entry in (*first.rows, *second.rows)] == [2, 1]


def test_the_timeline_costs_three_queries_however_long_it_is(author: User):
    open_account()
    with CaptureQueriesContext(
        connection,
    ) as few:
        entries()
    for number in range(20):
        open_account(account_id=f"LA-{number}")
        write(author, pay(account=f"LA-{number}"))

    with CaptureQueriesContext(connection) as many:
        found = entries(limit=200)

    assert len(found) == 61
    assert len(many) == len(few) == 3


@pytest.mark.parametrize("cursor", ["nonsense", "WzEsMl0:x:y"])
def test_a_cursor_that_is_none_of_ours_is_refused(cursor: str):
    with pytest.raises(CursorNotValid):
        get_timeline(customer_ids=["CUS-1"], cursor=cursor)


@pytest.mark.parametrize("limit", [0, 201])
def test_a_page_of_an_impossible_length_is_refused(limit: int):
    with pytest.raises(LimitNotValid):
        get_timeline(customer_ids=["CUS-1"], limit=limit)


@pytest.mark.parametrize(("cls", "milestone"), MILESTONES.items())
def test_every_fact_that_is_told_is_one_of_the_event(cls: Any, milestone: Any):
    names = {*milestone.facts, *filter(None, [milestone.amount])}

    assert names <= set(cls.__struct_fields__)
    assert cls in CATALOGUE.values()
