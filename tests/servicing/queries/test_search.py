"""Whatever somebody says on the phone leads to the right customer, account or conversation."""

import pytest

from servicing.models import Conversation, Customer, LoanAccount
from servicing.queries.search import search

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def portfolio() -> None:
    """Two customers, the first with a loan and an application."""
    Customer.objects.create(
        customer_id="CUS-4417",
        first_name="Maya",
        last_name="Okoro",
        full_name="Maya Okoro",
        email_address="Maya.Okoro@example.com",
        mobile_phone_number="0491 570 156",
        phone_digits="61491570156",
    )
    Customer.objects.create(
        customer_id="CUS-44170", full_name="Felix Brandt", phone_digits="61491570737"
    )
    LoanAccount.objects.create(
        loan_account_id="LOAN-90817", account_number="4057857805", customer_id="CUS-4417"
    )
    LoanAccount.objects.create(loan_account_id="LOAN-9", account_number="99")
    Conversation.objects.create(
        conversation_id="conv-7f1c", application_number="APP-55276666", customer_id="CUS-4417"
    )


def found(text: str) -> dict[str, list[str]]:
    """Return the keys that a text finds, by group."""
    groups = search(text=text)
    return {
        "customers": [row.pk for row in groups.customers],
        "accounts": [row.pk for row in groups.accounts],
        "conversations": [row.pk for row in groups.conversations],
    }


@pytest.mark.parametrize(
    "number",
    [
        "0491 570 156",
        "+61 491 570 156",
        "61491570156",
        "(04) 9157-0156",
        "0061 491 570 156",
        "491570156",
        "0491 5701",
        "570 156",
    ],
)
def test_a_phone_number_is_found_however_it_is_written(number):
    assert found(number)["customers"] == ["CUS-4417"]


def test_a_few_digits_are_no_phone_number():
    assert found("70156")["customers"] == []


@pytest.mark.parametrize(
    "address", ["maya.okoro@example.com", "MAYA.OKORO@EXAMPLE.COM", "maya.okoro@"]
)
def test_an_e_mail_address_is_found_in_any_case_and_by_its_beginning(address):
    assert found(address) == {"customers": ["CUS-4417"], "accounts": [], "conversations": []}


@pytest.mark.parametrize("text", ["CUS-4417", "cus-4417"])
def test_a_customer_comes_first_with_what_is_theirs_then_who_is_numbered_alike(text):
    assert found(text) == {
        "customers": ["CUS-4417", "CUS-44170"],
        "accounts": ["LOAN-90817"],
        "conversations": ["conv-7f1c"],
    }


@pytest.mark.parametrize("text", ["4057857805", "40578", "LOAN-90817", "loan-908"])
def test_an_account_is_found_by_its_number_or_its_id_and_by_their_beginnings(text):
    assert found(text)["accounts"] == ["LOAN-90817"]


def test_the_account_that_is_named_comes_before_those_that_begin_so():
    assert found("LOAN-9")["accounts"] == ["LOAN-9", "LOAN-90817"]


@pytest.mark.parametrize("text", ["APP-55276666", "app-552", "conv-7f1c", "conv-7"])
def test_a_conversation_is_found_by_its_application_or_its_id(text):
    assert found(text)["conversations"] == ["conv-7f1c"]


def test_half_a_name_finds_no_identifiers_that_happen_to_begin_so():
    Customer.objects.create(customer_id="CUS-3", first_name="Connor", full_name="Connor")

    assert found("Con") == {"customers": ["CUS-3"], "accounts": [], "conversations": []}


def test_a_misspelt_name_finds_the_customer():
    assert found("Mya Okorro")["customers"] == ["CUS-4417"]


def test_a_group_that_is_cut_says_so():
    LoanAccount.objects.bulk_create(
        LoanAccount(loan_account_id=f"LA-1{number}") for number in range(12)
    )

    groups = search(text="LA-1")

    assert len(groups.accounts) == 8
    assert groups.has_more == {"accounts"}


@pytest.mark.parametrize(
    "text",
    ["", " ", "a", "\x00", "\x00\x00\x00", "@", "@@", "++--..", "()" * 100, "é" * 500, "\ud7ff"],
)
def test_no_text_makes_it_fail(text):
    assert found(text)["accounts"] == []
