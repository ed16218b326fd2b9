"""One customer, account or conversation with all that is known of it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billie.staff.roles import Role
from servicing.models import (
    Conversation,
    Customer,
    LoanAccount,
    NoticeboardPost,
    ParkedAggregate,
    Utterance,
)
from servicing.models.conversations import ShownStatus
from servicing.operations.notes import amend_note, write_note
from servicing.queries.accounts import (
    AccountFilters,
    AccountNotKnown,
    get_account_view,
    list_accounts,
)
from servicing.queries.conversations import (
    ConversationNotKnown,
    get_conversation_view,
    list_conversations,
)
from servicing.queries.customers import CustomerNotKnown, get_customer_view
from servicing.queries.notes import list_notes, page_notes
from tests.billie.staff.people import person
from tests.servicing.queries.arrivals import arrive

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_customer_comes_with_what_waits_by_aggregate():
    arrive("account.created.v1", account_id="LA-1", customer_id="CUS-1")
    arrive("account.created.v1", account_id="LA-2", customer_id="CUS-1")
    ParkedAggregate.objects.create(
        aggregate="account:LA-2", event_id=UUID(int=1), state="PARKED", error="x", parked_at=NOW
    )

    view = get_customer_view(customer_id="CUS-1")

    assert {account.pk for account in view.accounts} == {"LA-1", "LA-2"}
    assert view.parked.keys() == {"account:LA-2"}


def test_the_newest_accounts_and_conversations_come_first_and_not_endlessly_many():
    Customer.objects.create(customer_id="CUS-1")
    LoanAccount.objects.bulk_create(
        LoanAccount(
            loan_account_id=f"LA-{number}",
            customer_id="CUS-1",
            first_event_at=NOW + timedelta(minutes=number),
        )
        for number in range(205)
    )
    Conversation.objects.bulk_create(
        Conversation(
            conversation_id=f"chat-{number}",
            customer_id="CUS-1",
            latest_utterance_at=NOW + timedelta(minutes=number),
        )
        for number in range(55)
    )

    view = get_customer_view(customer_id="CUS-1")

    assert (len(view.accounts), view.accounts[0].pk) == (200, "LA-204")
    assert (len(view.conversations), view.conversations[0].pk) == (50, "chat-54")


def test_notes_about_merged_identities_are_notes_about_the_customer():
    author = person(Role.OPERATIONS)
    for key in ("CUS-0", "CUS-1"):
        arrive("customer.created.v1", customer_id=key)
        write_note(customer_id=key, text=key, channel="PHONE", by=author, now=NOW)
    arrive("customer.identity.merged.v1", canonical_id="CUS-1", merged_canonical_id="CUS-0")

    view = get_customer_view(customer_id="CUS-1")

    assert view.merged_ids == ["CUS-0"]
    assert [note.text for note in view.notes] == ["CUS-1", "CUS-0"]
    assert get_customer_view(customer_id="CUS-0").accounts == []


@pytest.mark.parametrize(
    ("ask", "refusal"),
    [
        (lambda: get_customer_view(customer_id="x"), CustomerNotKnown),
        (lambda: get_account_view(loan_account_id="x"), AccountNotKnown),
        (lambda: get_conversation_view(conversation_id="x"), ConversationNotKnown),
    ],
)
def test_what_nobody_named_is_not_known(ask, refusal: type[Exception]):
    with pytest.raises(refusal):
        ask()


def test_an_account_may_come_before_its_customer():
    LoanAccount.objects.create(loan_account_id="LA-1", customer_id="CUS-404")
    Conversation.objects.create(conversation_id="chat-1", customer_id="CUS-404")

    (account,) = list_accounts(filters=AccountFilters(customer_id="CUS-404")).rows
    (conversation,) = list_conversations(now=NOW, customer_id="CUS-404").rows

    assert (account.customer, account.customer_name) == (None, "")
    assert (conversation.customer, conversation.customer_name) == (None, "")
    assert get_account_view(loan_account_id="LA-1").account.customer is None


def test_of_a_very_long_conversation_the_newest_lines_come_oldest_first():
    Conversation.objects.create(conversation_id="chat-1")
    for model in (Utterance, NoticeboardPost):
        model.objects.bulk_create(
            model(event_id=UUID(int=number), stream_order=number, conversation_id="chat-1")
            for number in range(2_001)
        )

    view = get_conversation_view(conversation_id="chat-1")

    assert view.is_cut
    assert [row.stream_order for row in view.utterances] == list(range(1, 2_001))
    assert [row.stream_order for row in view.noticeboard] == list(range(1_501, 2_001))


def test_a_conversation_of_2000_lines_is_not_cut():
    Conversation.objects.create(conversation_id="chat-1")
    Utterance.objects.bulk_create(
        Utterance(event_id=UUID(int=number), stream_order=7, conversation_id="chat-1")
        for number in range(2_000)
    )

    view = get_conversation_view(conversation_id="chat-1")

    assert (view.is_cut, len(view.utterances)) == (False, 2_000)


@pytest.mark.parametrize("status", ShownStatus)
def test_conversations_are_filtered_by_the_status_that_they_are_shown_with(status: ShownStatus):
    edges = [0, 2, 3, 4, 19, 20, 21, 60 * 23, 60 * 24, 60 * 25]
    Conversation.objects.bulk_create(
        Conversation(
            conversation_id=f"{minutes} {decision}",
            latest_utterance_at=NOW - timedelta(minutes=minutes),
            started_at=NOW - timedelta(days=9),
            decision=decision,
        )
        for minutes in edges
        for decision in ("", "APPROVED", "DECLINED", "REFERRED")
    )
    Conversation.objects.create(conversation_id="begun", started_at=NOW - timedelta(minutes=5))

    found = {row.pk for row in list_conversations(now=NOW, status=status, limit=200).rows}

    everything = Conversation.objects.all()
    assert found == {row.pk for row in everything if row.shown_status(NOW) == status}
    assert found


def test_versions_of_a_note_come_newest_first():
    author = person(Role.OPERATIONS)
    Customer.objects.create(customer_id="CUS-1")
    note = write_note(customer_id="CUS-1", text="1", channel="PHONE", by=author, now=NOW)
    for text in ("2", "3"):
        note = amend_note(note_id=note.pk, text=text, channel="SMS", by=author, now=NOW)
    other = write_note(customer_id="CUS-1", text="other", channel="PHONE", by=author, now=NOW)

    with CaptureQueriesContext(connection) as queries:
        newest, amended = list_notes(customer_ids=["CUS-1"])
        names = {version.author.username for version in amended.versions}

    assert (newest.newest, newest.versions) == (other, [])
    assert (amended.text, amended.channel) == ("3", "SMS")
    assert [version.text for version in amended.versions] == ["2", "1"]
    assert names == {"a.operations"}
    assert len(queries) == 3


def test_notes_come_in_pages_by_their_newest_versions():
    author = person(Role.OPERATIONS)
    Customer.objects.create(customer_id="CUS-1")
    first = write_note(customer_id="CUS-1", text="1", channel="PHONE", by=author, now=NOW)
    write_note(customer_id="CUS-1", text="2", channel="PHONE", by=author, now=NOW)
    amend_note(note_id=first.pk, text="1b", channel="PHONE", by=author, now=NOW)

    page = page_notes(customer_ids=["CUS-1"], limit=1)
    rest = page_notes(customer_ids=["CUS-1"], limit=1, cursor=page.next_cursor)

    assert [note.text for note in (*page.rows, *rest.rows)] == ["1b", "2"]
    assert rest.next_cursor is None
