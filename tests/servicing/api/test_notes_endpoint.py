"""GET and POST customer/{customerId}/notes."""

from collections.abc import Callable
from typing import Any

import pytest

from billie.staff.roles import Role
from servicing.models import ContactNote
from tests.servicing.api.conftest import Program, error_of
from tests.servicing.queries.arrivals import arrive

NOTES = "/api/customer/CUS-1/notes"
WORDS = {"text": "She will pay on Friday.", "channel": "PHONE"}

pytestmark = pytest.mark.usefixtures("mei")


def written(program: Program, body: dict[str, Any], *, key: str = "") -> Any:
    answer: Any = program.send(NOTES, body, key=key)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_note_is_kept_and_read_again(program: Program):
    note = written(program, {**WORDS, "loanAccountId": "LA-1"})

    assert note.pop("createdAt")
    assert note == {
        "id": note["id"],
        "customerId": "CUS-1",
        "loanAccountId": "LA-1",
        "conversationId": None,
        "channel": "PHONE",
        "text": "She will pay on Friday.",
        "author": {"username": "a.operations", "fullName": "Olive Perations"},
        "amends": None,
        "versions": [],
    }
    assert [row["id"] for row in program.get(NOTES)["results"]] == [note["id"]]


def test_a_newer_version_carries_the_earlier_ones(program: Program):
    first = written(program, {**WORDS, "conversationId": "chat-1"})
    second = written(program, {"text": "On Monday.", "channel": "SMS", "amends": first["id"]})

    third = written(program, {"text": "On Tuesday.", "channel": "SMS", "amends": second["id"]})

    assert third["conversationId"] == "chat-1"
    assert [version["text"] for version in third["versions"]] == ["On Monday.", WORDS["text"]]
    assert program.get(NOTES)["results"] == [third]


def test_the_same_key_keeps_one_note(program: Program):
    first = written(program, WORDS, key="6f8a")

    again = written(program, WORDS, key="6f8a")

    assert again == first
    assert ContactNote.objects.count() == 1


def test_the_same_key_with_other_words_is_refused(program: Program):
    written(program, WORDS, key="6f8a")

    answer = program.send(NOTES, {**WORDS, "text": "Something else."}, key="6f8a")

    assert answer.status_code == 422
    assert error_of(answer)["code"] == "IDEMPOTENCY_KEY_WAS_USED"


def test_amending_what_was_amended_meanwhile_is_refused(program: Program):
    first = written(program, WORDS)
    written(program, {**WORDS, "text": "On Monday.", "amends": first["id"]})

    answer = program.send(NOTES, {**WORDS, "text": "On Tuesday.", "amends": first["id"]})

    assert answer.status_code == 409
    assert error_of(answer)["code"] == "NOTE_IS_AMENDED"
    assert "newest" in error_of(answer)["nextStep"]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"text", "channel"}),
        ({**WORDS, "text": "  "}, {"text"}),
        ({**WORDS, "text": None}, {"text"}),
        ({**WORDS, "text": "x" * 10_001}, {"text"}),
        ({**WORDS, "text": "a\0b"}, {"text"}),
        ({**WORDS, "text": {"a": 1}}, {"text"}),
        ({**WORDS, "channel": "PIGEON"}, {"channel"}),
        ({**WORDS, "loanAccountId": ""}, {"loanAccountId"}),
        ({**WORDS, "amends": "x"}, {"amends"}),
        ({**WORDS, "amends": 404}, {"amends"}),
        ({**WORDS, "amends": 1, "loanAccountId": "LA-1"}, {"loanAccountId"}),
        ({**WORDS, "txet": "x"}, {"txet"}),
        ({**WORDS, "author": "somebody"}, {"author"}),
    ],
)
def test_what_is_wrong_in_a_note_is_named(
    program: Program, body: dict[str, Any], fields: set[str]
):
    answer = program.send(NOTES, body)

    assert answer.status_code == 400
    assert error_of(answer)["fields"].keys() == fields
    assert not ContactNote.objects.exists()


@pytest.mark.parametrize("body", [[], "words", 3, None])
def test_a_body_that_is_no_object_is_refused(program: Program, body: Any):
    answer = program.send(NOTES, body)

    assert answer.status_code == 400


def test_a_body_that_is_no_json_is_refused(program: Program):
    answer: Any = program.client.post(NOTES, "{", content_type="application/json")

    assert answer.status_code == 400
    assert error_of(answer)["code"] == "NOT_READABLE"


def test_a_note_about_the_loan_of_somebody_else_is_refused(program: Program):
    arrive("account.created.v1", account_id="LA-2", customer_id="CUS-2")

    answer = program.send(NOTES, {**WORDS, "loanAccountId": "LA-2"})

    assert answer.status_code == 400
    assert error_of(answer)["code"] == "SUBJECT_IS_NOT_THEIRS"
    assert "LA-2" in error_of(answer)["message"]


def test_a_note_of_another_customer_cannot_be_amended_from_here(program: Program):
    arrive("customer.created.v1", customer_id="CUS-2")
    theirs: Any = program.send("/api/customer/CUS-2/notes", WORDS)

    answer = program.send(NOTES, {**WORDS, "amends": theirs.json()["id"]})

    assert answer.status_code == 400
    assert error_of(answer)["fields"].keys() == {"amends"}


def test_a_key_that_is_too_long_is_refused(program: Program):
    answer = program.send(NOTES, WORDS, key="x" * 256)

    assert answer.status_code == 400
    assert "255" in str(error_of(answer)["fields"])


def test_notes_of_a_merged_identity_are_read_with_the_living_customer(program: Program):
    arrive("customer.created.v1", customer_id="OLD-1")
    program.send("/api/customer/OLD-1/notes", WORDS)
    arrive("customer.identity.merged.v1", canonical_id="CUS-1", merged_canonical_id="OLD-1")

    assert [row["customerId"] for row in program.get(NOTES)["results"]] == ["OLD-1"]


@pytest.mark.parametrize("method", ["ask", "send"])
def test_notes_of_a_customer_whom_nobody_named_are_not_there(program: Program, method: str):
    path = "/api/customer/CUS-404/notes"

    answer = program.ask(path) if method == "ask" else program.send(path, WORDS)

    assert answer.status_code == 404
    assert error_of(answer)["code"] == "CUSTOMER_NOT_KNOWN"


def test_who_may_only_read_writes_nothing(program_as: Callable[[Role], Program]):
    program = program_as(Role.READONLY)

    answer = program.send(NOTES, WORDS)

    assert answer.status_code == 403
    assert error_of(answer)["code"] == "PERMISSION_MISSING"
    assert program.get(NOTES)["results"] == []
    assert not ContactNote.objects.exists()
