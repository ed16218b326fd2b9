"""What all lists have in common: places, lengths, ties, cost, and what they refuse."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billie.staff.roles import Role
from servicing.models import (
    ContactNote,
    Conversation,
    Customer,
    DeadLetter,
    Instalment,
    LoanAccount,
    NoticeboardPost,
    StoredEvent,
    Utterance,
)
from servicing.models.event_store import Outcome
from tests.billie.staff.people import person
from tests.servicing.api.conftest import Program, error_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def add_customers(count: int) -> None:
    """All of them have the same name."""
    Customer.objects.bulk_create(
        Customer(customer_id=f"CUS-{number:03}", full_name="Mei Chan", as_of=NOW)
        for number in range(count)
    )


def add_accounts(count: int) -> None:
    """All of them are equally late, and belong to one customer."""
    LoanAccount.objects.bulk_create(
        LoanAccount(
            loan_account_id=f"LA-{number:03}",
            customer_id="CUS-000",
            days_past_due=9,
            is_in_arrears=True,
        )
        for number in range(count)
    )
    Instalment.objects.bulk_create(
        Instalment(loan_account_id=f"LA-{number:03}", payment_number=payment)
        for number in range(count)
        for payment in range(4)
    )


def add_conversations(count: int) -> None:
    """All of them began at the same instant."""
    Conversation.objects.bulk_create(
        Conversation(conversation_id=f"chat-{number:03}", customer_id="CUS-000", started_at=NOW)
        for number in range(count)
    )


def add_dead_letters(count: int) -> None:
    """All of them came at the same instant."""
    for number in range(count):
        event = StoredEvent.objects.create(
            identity=f"00000000-0000-0000-0000-{number:012}",
            stream="inbox",
            entry_id=f"{number}-0",
            typ="account.updated.v1",
            published_at=NOW,
            received_at=NOW,
            fields="{}",
            outcome=Outcome.MALFORMED,
        )
        DeadLetter.objects.create(event=event, kind="MALFORMED", error="broken", created_at=NOW)


def add_notes(count: int) -> None:
    """All of them were written at the same instant."""
    Customer.objects.get_or_create(customer_id="CUS-000")
    author = person(Role.ADMIN, username=f"author.{ContactNote.objects.count()}")
    ContactNote.objects.bulk_create(
        ContactNote(customer_id="CUS-000", text=f"{n}", author=author, created_at=NOW)
        for n in range(count)
    )


LISTS: dict[str, tuple[Callable[[int], None], str]] = {
    "/api/customers": (add_customers, "customerId"),
    "/api/accounts": (add_accounts, "loanAccountId"),
    "/api/accounts?inArrears=true": (add_accounts, "loanAccountId"),
    "/api/conversations": (add_conversations, "conversationId"),
    "/api/events/dead-letters": (add_dead_letters, "id"),
    "/api/customer/CUS-000/notes": (add_notes, "id"),
}
EACH = pytest.mark.parametrize("path", LISTS)


def keys_of(page: Any, key: str) -> list[Any]:
    return [row[key] for row in page["results"]]


def with_limit(path: str, limit: int) -> str:
    return f"{path}{'&' if '?' in path else '?'}limit={limit}"


@EACH
def test_pages_lead_over_ties_forward_and_back(program: Program, path: str):
    add, key = LISTS[path]
    add(10)
    everything = keys_of(program.get(path), key)
    page = program.get(with_limit(path, 3))
    forward = [keys_of(page, key)]

    while page["next"]:
        page = program.get(page["next"])
        forward.append(keys_of(page, key))
    backward = [forward[-1]]
    while page["previous"]:
        page = program.get(page["previous"])
        backward.insert(0, keys_of(page, key))

    assert [len(keys) for keys in forward] == [3, 3, 3, 1]
    assert [key for keys in forward for key in keys] == everything
    assert backward == forward


@EACH
def test_a_list_costs_the_same_number_of_queries_however_long_it_is(program: Program, path: str):
    add, _ = LISTS[path]
    add(1)
    program.get(path)
    with CaptureQueriesContext(connection) as few:
        program.get(path)
    for model in (DeadLetter, StoredEvent, Customer, Instalment, LoanAccount, Conversation):
        model.objects.all().delete()
    add(50)

    with CaptureQueriesContext(connection) as many:
        found = program.get(path)["results"]

    assert len(found) >= 50 or path == "/api/customer/CUS-000/notes"
    assert len(many) == len(few)


@EACH
def test_an_empty_list_is_no_error(program: Program, path: str):
    Customer.objects.create(customer_id="CUS-000", merged_into_id="CUS-1")

    assert program.get(path) == {"results": [], "next": None, "previous": None}


@EACH
@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"limit": "-1"}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"limit": "٣"}, "limit"),
        ({"cursor": "nonsense"}, "cursor"),
        ({"curser": "x"}, "curser"),
        ({"limit": ["1", "2"]}, "limit"),
    ],
)
def test_a_place_that_is_none_is_refused_by_name(
    program: Program, path: str, parameters: dict[str, str], field: str
):
    Customer.objects.create(customer_id="CUS-000")

    answer = program.ask(path.partition("?")[0], **parameters)

    assert answer.status_code == 400
    assert list(error_of(answer)["fields"]) == [field]


@pytest.mark.parametrize(
    ("path", "parameters", "field", "hint"),
    [
        ("/api/customers", {"ekycstatus": "failed"}, "ekycstatus", "ekycStatus"),
        ("/api/customers", {"vulnerable": "maybe"}, "vulnerable", "boolean"),
        ("/api/customers", {"ekycStatus": "x"}, "ekycStatus", "successful"),
        ("/api/accounts", {"bucket": "x"}, "bucket", "late_arrears"),
        ("/api/accounts", {"status": "x"}, "status", "in_arrears"),
        ("/api/accounts", {"daysFrom": "-1"}, "daysFrom", "0"),
        ("/api/accounts", {"daysTo": "x"}, "daysTo", "integer"),
        ("/api/accounts", {"customerId": "a\0b"}, "customerId", "Null"),
        ("/api/accounts", {"days_from": "1"}, "daysFrom", "Did you mean daysFrom"),
        ("/api/conversations", {"status": "x"}, "status", "soft_end"),
        ("/api/conversations", {"decision": "APPROVED"}, "decision", "approved"),
        ("/api/events/dead-letters", {"status": "open"}, "status", "OPEN"),
        ("/api/search", {}, "q", "required"),
        ("/api/search", {"q": " "}, "q", "blank"),
        ("/api/search", {"q": "x" * 201}, "q", "200"),
        ("/api/search", {"q": "a\0b"}, "q", "Null"),
        ("/api/search", {"q": "x", "limit": "3"}, "limit", "q"),
        ("/api/accounts/LA-1", {"expand": "x"}, "expand", "nothing"),
        ("/api/events/status", {"stream": "x"}, "stream", "nothing"),
    ],
)
def test_a_parameter_that_is_wrong_is_refused_by_name_with_a_hint(
    program: Program, path: str, parameters: dict[str, str], field: str, hint: str
):
    answer = program.ask(path, **parameters)

    assert answer.status_code == 400
    assert error_of(answer)["nextStep"]
    ((name, (sentence,)),) = error_of(answer)["fields"].items()
    assert name == field
    assert hint in sentence


def add_chat(lines: int) -> None:
    Utterance.objects.all().delete()
    NoticeboardPost.objects.all().delete()
    Conversation.objects.get_or_create(conversation_id="chat-0", customer_id="CUS-000")
    for number in range(lines):
        shared = {"stream_order": number, "conversation_id": "chat-0"}
        key = f"00000000-0000-0000-0000-{number:012}"
        Utterance.objects.create(event_id=key, utterance="x", username="customer", **shared)
        NoticeboardPost.objects.create(event_id=key, post="x", **shared)


@pytest.mark.parametrize(
    ("path", "add"),
    [
        ("/api/customer/CUS-000", add_accounts),
        ("/api/customer/CUS-000", add_conversations),
        ("/api/customer/CUS-000", add_notes),
        ("/api/conversations/chat-0", add_chat),
        ("/api/search?q=Chan", add_customers),
        ("/api/search?q=LA-0", add_accounts),
        ("/api/search?q=chat-0", add_conversations),
        ("/api/events/status", add_dead_letters),
    ],
)
def test_one_thing_costs_the_same_number_of_queries_however_much_there_is_of_it(
    program: Program, path: str, add: Callable[[int], None]
):
    add(1)
    program.get(path)
    with CaptureQueriesContext(connection) as few:
        program.get(path)
    for model in (DeadLetter, StoredEvent, Customer, Instalment, LoanAccount, Conversation):
        model.objects.all().delete()
    add(50)

    with CaptureQueriesContext(connection) as many:
        program.get(path)

    assert len(many) == len(few)
