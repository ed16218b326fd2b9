"""GET collections, POST collections/{loanAccountId}/assign and …/outcome."""

from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from django.contrib.auth.models import User

from billie.staff.roles import Role
from servicing.models import CollectionCase, ContactNote, LoanAccount, PromiseToPay
from tests.servicing.api.casework import FLAGS, ME, PROMISES, day, flag, outcome, promise
from tests.servicing.api.conftest import Program, error_of
from tests.servicing.api.test_descriptions import check


def test_the_queue_lists_what_is_in_arrears_and_who_has_it(program: Program, mei: str):
    (untouched,) = program.get("/api/collections")["results"]
    taken: Any = program.send("/api/collections/LA-1/assign", {"assignedTo": ME})

    assert (untouched["loanAccountId"], untouched["bucket"]) == ("LA-1", "early_arrears")
    assert (untouched["daysPastDue"], untouched["totalOverdue"]) == (3, "290.00")
    assert (untouched["customerName"], untouched["case"]) == ("Mei Chan", None)
    assert taken.json()["case"]["assignedTo"]["username"] == ME
    assert len(program.get("/api/collections", assigned="mine", due="true")["results"]) == 1
    assert program.get("/api/collections", assigned="unassigned")["results"] == []
    assert program.get("/api/collections", bucket="default")["results"] == []
    assert program.get("/api/collections", promise="broken")["results"] == []


def test_an_account_goes_to_others_by_a_supervisor_only(
    program: Program, program_as: Callable[[Role], Program], mei: str
):
    supervisor = program_as(Role.SUPERVISOR)
    program_as(Role.READONLY)
    assign = "/api/collections/LA-1/assign"

    refused = program.send(assign, {"assignedTo": "a.supervisor"})
    given: Any = supervisor.send(assign, {"assignedTo": ME})
    reader = supervisor.send(assign, {"assignedTo": "a.readonly"})
    nobody = supervisor.send(assign, {"assignedTo": "nobody"})
    released: Any = program.send(assign, {"assignedTo": None})

    assert (refused.status_code, error_of(refused)["code"]) == (403, "ONLY_SUPERVISORS_ASSIGN")
    assert given.json()["case"]["assignedTo"]["username"] == ME
    for answer in (reader, nobody):
        assert answer.status_code == 400
        assert list(error_of(answer)["fields"]) == ["assignedTo"]
    assert released.json()["case"]["assignedTo"] is None


def test_what_a_colleague_has_is_not_taken(
    program: Program, program_as: Callable[[Role], Program], mei: str
):
    program_as(Role.SUPERVISOR).send(
        "/api/collections/LA-1/assign", {"assignedTo": "a.supervisor"}
    )

    answer = program.send("/api/collections/LA-1/assign", {"assignedTo": ME})

    assert (answer.status_code, error_of(answer)["code"]) == (409, "CASE_IS_TAKEN")
    assert CollectionCase.objects.get().assigned_to == User.objects.get(username="a.supervisor")


def test_an_outcome_with_a_promise_is_kept_once_with_note_and_promise(program: Program, mei: str):
    body = outcome(
        outcome="PROMISE", note="By card.", promise={"amount": "145.00", "dueDate": day(4)}
    )

    first: Any = program.send("/api/collections/LA-1/outcome", body, key="once-only")
    again: Any = program.send("/api/collections/LA-1/outcome", body, key="once-only")

    assert (first.status_code, first.json()) == (201, again.json())
    contact = first.json()
    assert contact["text"] == "Promised to pay. By card."
    assert contact["promiseId"] == PromiseToPay.objects.get().pk
    assert contact["noteId"] == ContactNote.objects.get().pk
    (row,) = program.get("/api/collections", promise="open")["results"]
    assert row["case"]["latestOutcome"] == "PROMISE"
    assert row["case"]["nextContactDate"] == contact["nextContactDate"] == day(7)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"outcome": "SHRUGGED"}, "outcome"),
        ({"outcome": "PROMISE"}, "outcome"),
        ({"channel": "LETTER"}, "channel"),
        ({"nextContactDate": "2020-01-01"}, "nextContactDate"),
        (
            {"outcome": "PROMISE", "promise": {"amount": "9999.00", "dueDate": day(4)}},
            "promise.amount",
        ),
        ({"outcome": "PROMISE", "promise": {"amount": "1.00"}}, "promise.dueDate"),
        ({"promises": {}}, "promises"),
    ],
)
def test_an_outcome_that_is_wrong_is_refused_at_its_field(
    program: Program, mei: str, changed: dict[str, Any], field: str
):
    answer = program.send("/api/collections/LA-1/outcome", outcome(**changed))

    assert answer.status_code == 400
    assert list(error_of(answer)["fields"]) == [field]


def test_nothing_is_collected_on_an_account_that_is_not_in_arrears(program: Program, mei: str):
    LoanAccount.objects.update(is_in_arrears=False)

    for path, body in (("assign", {"assignedTo": ME}), ("outcome", outcome())):
        answer = program.send(f"/api/collections/LA-1/{path}", body)
        assert (answer.status_code, error_of(answer)["code"]) == (409, "NOT_IN_ARREARS")


def test_every_answer_is_as_described(program: Program, mei: str):
    document = program.get("/api/schema")
    answers = {
        ("/api/customer/{customerId}/promises", "post", "201"): program.send(PROMISES, promise()),
        ("/api/customer/{customerId}/flags", "post", "201"): program.send(FLAGS, flag()),
        ("/api/collections/{loanAccountId}/assign", "post", "200"): program.send(
            "/api/collections/LA-1/assign", {"assignedTo": ME}
        ),
        ("/api/collections/{loanAccountId}/outcome", "post", "201"): program.send(
            "/api/collections/LA-1/outcome", outcome()
        ),
        ("/api/customer/{customerId}/promises", "get", "200"): program.ask(PROMISES),
        ("/api/customer/{customerId}/flags", "get", "200"): program.ask(FLAGS),
        ("/api/collections", "get", "200"): program.ask("/api/collections"),
    }

    for (path, method, status), answer in answers.items():
        described = document["paths"][path][method]["responses"][status]
        found: Any = answer
        try:
            check(document, described["content"]["application/json"]["schema"], found.json())
        except jsonschema.ValidationError as error:
            pytest.fail(f"{method} {path}: {error.message}")
