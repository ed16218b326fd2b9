"""GET customers and customer/{customerId}."""

import pytest

from servicing.models import Customer, LoanAccount, ParkedAggregate
from tests.servicing.api.conftest import Program, error_of
from tests.servicing.queries.arrivals import arrive


def test_a_customer_comes_with_accounts_and_conversations(program: Program, mei: str):
    answer = program.get(f"/api/customer/{mei}")

    assert answer.keys() == {"customer", "accounts", "conversations"}
    assert [row["loanAccountId"] for row in answer["accounts"]] == ["LA-1"]
    assert len(answer["accounts"][0]["repaymentSchedule"]["payments"]) == 2
    assert [row["conversationId"] for row in answer["conversations"]] == ["chat-1"]
    assert answer["conversations"][0]["status"] == "approved"


def test_a_customer_has_exactly_the_fields_of_the_contract(program: Program, mei: str):
    customer = program.get(f"/api/customer/{mei}")["customer"]

    as_of = customer.pop("asOf")
    assert as_of.startswith("2026-03-02T")
    assert as_of.endswith("+11:00")
    assert customer == {
        "customerId": "CUS-1",
        "firstName": "Mei",
        "lastName": "Chan",
        "fullName": "Mei Chan",
        "preferredName": None,
        "emailAddress": "Mei.Chan@example.com",
        "mobilePhoneNumber": "0491 570 006",
        "dateOfBirth": "1990-04-12",
        "ekycStatus": "successful",
        "identityVerified": False,
        "residentialAddress": {
            "unitNumber": None,
            "streetNumber": "14",
            "streetName": "Wattle",
            "streetType": "Street",
            "suburb": "Newtown",
            "state": "NSW",
            "postcode": "2042",
            "country": "Australia",
            "fullAddress": None,
        },
        "staffFlag": False,
        "investorFlag": False,
        "founderFlag": False,
        "vulnerableFlag": True,
        "mergedInto": None,
        "parked": False,
    }


def test_what_is_not_known_of_a_customer_is_null(program: Program):
    arrive("customer.changed.v1", customer_id="CUS-9")

    customer = program.get("/api/customer/CUS-9")["customer"]

    unknown = ("firstName", "fullName", "emailAddress", "ekycStatus", "residentialAddress")
    assert [customer[name] for name in unknown] == [None] * len(unknown)


def test_a_customer_of_whom_only_an_account_is_known_is_null(program: Program):
    arrive("account.created.v1", account_id="LA-9", customer_id="CUS-9")
    Customer.objects.filter(pk="CUS-9").delete()

    answer = program.get("/api/customer/CUS-9")

    assert answer["customer"] is None
    assert [row["loanAccountId"] for row in answer["accounts"]] == ["LA-9"]


def test_a_merged_identity_answers_as_its_tombstone(program: Program, mei: str):
    arrive("customer.created.v1", customer_id="CUS-0", first_name="May", last_name="Chan")
    arrive("account.created.v1", account_id="LA-0", customer_id="CUS-0")
    arrive("customer.identity.merged.v1", canonical_id="CUS-1", merged_canonical_id="CUS-0")

    tombstone = program.get("/api/customer/CUS-0")
    living = program.get("/api/customer/CUS-1")

    assert tombstone["customer"]["mergedInto"] == "CUS-1"
    assert (tombstone["accounts"], tombstone["conversations"]) == ([], [])
    assert {row["loanAccountId"] for row in living["accounts"]} == {"LA-0", "LA-1"}


def test_a_customer_whose_events_wait_is_marked(program: Program, mei: str):
    for aggregate in ("customer:CUS-1", "account:LA-1"):
        ParkedAggregate.objects.create(
            aggregate=aggregate,
            event_id="00000000-0000-0000-0000-000000000001",
            state="PARKED",
            error="refused",
            parked_at="2026-03-02T09:00:00Z",
        )

    answer = program.get("/api/customer/CUS-1")

    assert answer["customer"]["parked"] is True
    assert answer["accounts"][0]["parked"] is True
    assert answer["conversations"][0]["parked"] is False
    assert program.get("/api/customers")["results"][0]["parked"] is True
    assert program.get("/api/accounts/LA-1")["parked"] is True


@pytest.mark.parametrize("customer_id", ["CUS-404", "a/b", "…", "' or 1=1 --", "x" * 200])
def test_a_customer_whom_nobody_named_is_not_there(program: Program, customer_id: str):
    answer = program.ask(f"/api/customer/{customer_id}")

    assert answer.status_code == 404
    assert error_of(answer)["code"] == "CUSTOMER_NOT_KNOWN"
    assert "/api/search" in error_of(answer)["nextStep"]


def test_what_is_too_long_for_an_identifier_leads_nowhere(program: Program):
    answer = program.ask(f"/api/customer/{'x' * 201}")

    assert answer.status_code == 404
    assert error_of(answer)["code"] == "NOT_FOUND"


def test_an_identifier_may_hold_a_slash(program: Program):
    arrive("customer.changed.v1", customer_id="CUS/1 ö")

    assert program.get("/api/customer/CUS%2F1%20%C3%B6")["customer"]["customerId"] == "CUS/1 ö"


def test_customers_are_listed_by_name_without_tombstones(program: Program):
    for number, name in enumerate(["Zoe", "Adam", "Mei"]):
        arrive("customer.changed.v1", customer_id=f"CUS-{number}", first_name=name)
    arrive("customer.identity.merged.v1", canonical_id="CUS-0", merged_canonical_id="CUS-2")

    listed = program.get("/api/customers")["results"]

    assert [row["fullName"] for row in listed] == ["Adam", "Zoe"]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"vulnerable": "true"}, ["CUS-1"]),
        ({"vulnerable": "false"}, ["CUS-2"]),
        ({"ekycStatus": "failed"}, ["CUS-2"]),
        ({"ekycStatus": "failed", "vulnerable": "true"}, []),
        ({"ekycStatus": ""}, ["CUS-1", "CUS-2"]),
    ],
)
def test_the_list_of_customers_can_be_narrowed(
    program: Program, mei: str, parameters: dict[str, str], expected: list[str]
):
    arrive("customer.changed.v1", customer_id="CUS-2", first_name="Zoe", ekyc_status="FAIL")

    listed = program.get("/api/customers", **parameters)["results"]

    assert [row["customerId"] for row in listed] == expected


def test_an_account_can_come_before_its_customer(program: Program):
    LoanAccount.objects.create(loan_account_id="LA-7")

    assert program.get("/api/accounts/LA-7")["customerId"] is None
