"""GET search: whatever somebody says on the telephone leads to the right rows."""

from collections.abc import Callable
from typing import Any

import pytest

from billie.staff.roles import Role
from servicing.models import Conversation, Customer, LoanAccount
from tests.servicing.api.conftest import Program
from tests.servicing.queries.arrivals import arrive

SOMEBODY_ELSE = {"first_name": "Oscar", "last_name": "Papadakis", "email_address": "o@example.com"}


@pytest.fixture
def people(mei: str) -> None:
    arrive("customer.created.v1", customer_id="CUS-2", **SOMEBODY_ELSE)
    arrive("account.created.v1", account_id="LA-2", account_number="5000001", customer_id="CUS-2")
    arrive("conversation_started", conv="talk-2", usr="CUS-2", application_number="BPP-2")


def ids_of(found: dict[str, Any]) -> dict[str, list[str]]:
    keys = {
        "customers": "customerId",
        "accounts": "loanAccountId",
        "conversations": "conversationId",
    }
    return {group: [row[key] for row in found[group]] for group, key in keys.items()}


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    "text",
    [
        "mei chan", "MEI CHAN", "Mei", "chan", "Mei Chann", "Mai Chan", "chan mei", "mei cha",
        "mei.chan@example.com", "MEI.CHAN@EXAMPLE.COM", " Mei.Chan@example.com ",
        "0491 570 006", "0491570006", "+61 491 570 006", "+61491570006", "61491570006",
        "(0491) 570-006",
        "CUS-1", "cus-1",
    ],
)  # fmt: skip
def test_a_customer_is_found_by_whatever_names_them(program: Program, text: str):
    found = program.get("/api/search", q=text)

    assert ids_of(found)["customers"] == ["CUS-1"]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("text", ["4000001", "40000", "LA-1", "la-1", "CUS-1"])
def test_an_account_is_found_by_number_id_or_customer(program: Program, text: str):
    found = program.get("/api/search", q=text)

    assert ids_of(found)["accounts"] == ["LA-1"]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("text", ["APP-1", "app-1", "chat-1", "CUS-1"])
def test_a_conversation_is_found_by_number_id_or_customer(program: Program, text: str):
    found = program.get("/api/search", q=text)

    assert ids_of(found)["conversations"] == ["chat-1"]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    "text", ["Quentin", "0491 999 999", "nobody@example.com", "CUS-404", "%", "_", "'", "\\", "-"]
)
def test_what_names_nothing_finds_nothing(program: Program, text: str):
    found = program.get("/api/search", q=text)

    assert ids_of(found) == {"customers": [], "accounts": [], "conversations": []}
    assert found["hasMore"] == []


def test_an_exact_name_comes_before_similar_ones_however_many_there_are(program: Program):
    Customer.objects.bulk_create(
        Customer(customer_id=f"CUS-{number:03}", full_name=f"Jon Smithson {number}")
        for number in range(300)
    )
    Customer.objects.create(customer_id="CUS-x", full_name="Jon Smith")

    found = program.get("/api/search", q="jon smith")

    assert ids_of(found)["customers"][0] == "CUS-x"
    assert found["hasMore"] == ["customers"]


def test_at_most_eight_of_a_kind_come_and_the_rest_is_announced(program: Program):
    LoanAccount.objects.bulk_create(
        LoanAccount(loan_account_id=f"LA-{number}", account_number=f"4000{number}")
        for number in range(9)
    )
    Conversation.objects.bulk_create(
        Conversation(conversation_id=f"chat-{number}", application_number=f"4000{number}")
        for number in range(8)
    )

    found = program.get("/api/search", q="4000")

    assert {group: len(ids) for group, ids in ids_of(found).items()} == {
        "customers": 0,
        "accounts": 8,
        "conversations": 8,
    }
    assert found["hasMore"] == ["accounts"]


def test_one_letter_is_not_enough_to_search_for(program: Program, mei: str):
    found = program.get("/api/search", q="M")

    assert ids_of(found) == {"customers": [], "accounts": [], "conversations": []}


def test_a_merged_identity_leads_to_its_tombstone_by_id_and_to_the_living_by_name(
    program: Program, mei: str
):
    arrive("customer.created.v1", customer_id="OLD-1", first_name="Mei", last_name="Chan")
    arrive("customer.identity.merged.v1", canonical_id="CUS-1", merged_canonical_id="OLD-1")

    assert ids_of(program.get("/api/search", q="Mei Chan"))["customers"] == ["CUS-1"]
    (tombstone,) = program.get("/api/search", q="OLD-1")["customers"]
    assert tombstone["mergedInto"] == "CUS-1"


def test_who_may_not_see_loans_is_told_so_instead_of_shown_half(
    program_as: Callable[[Role], Program],
):
    from django.contrib.auth.models import Group, Permission

    program = program_as(Role.READONLY)
    Group.objects.get(name="readonly").permissions.remove(
        Permission.objects.get(codename="view_loanaccount")
    )

    for path in ("/api/search?q=Mei", "/api/customer/CUS-1"):
        answer: Any = program.ask(path)
        assert answer.status_code == 403
        assert "view_loanaccount" in answer.json()["error"]["message"]
