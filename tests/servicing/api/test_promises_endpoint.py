"""GET, POST customer/{customerId}/promises and POST promises/{id}/cancel."""

from collections.abc import Callable
from typing import Any

import pytest

from billie.staff.roles import Role
from servicing.models import CustomerFlag, LoanAccount, PromiseToPay
from tests.servicing.api.casework import FLAGS, ME, PROMISES, day, flag, outcome, promise
from tests.servicing.api.conftest import Program, error_of


def test_a_promise_is_taken_and_listed_as_it_stands(program: Program, mei: str):
    answer: Any = program.send(PROMISES, promise(graceDays=3, note="By card."))

    assert answer.status_code == 201
    taken = answer.json()
    assert taken.pop("madeAt")
    assert taken == {
        "id": PromiseToPay.objects.get().pk,
        "customerId": "CUS-1",
        "loanAccountId": "LA-1",
        "amount": "145.00",
        "currency": "AUD",
        "dueDate": day(4),
        "graceDays": 3,
        "lastDate": day(7),
        "note": "By card.",
        "state": "OPEN",
        "paidAmount": "0.00",
        "missingAmount": "145.00",
        "takenBy": {"username": ME, "fullName": "Olive Perations"},
        "settledAt": None,
        "cancelledBy": None,
        "cancelReason": None,
    }
    (listed,) = program.get(PROMISES)["results"]
    assert listed["id"] == taken["id"]


def test_a_promise_sent_twice_with_its_key_is_taken_once(program: Program, mei: str):
    first: Any = program.send(PROMISES, promise(), key="once-only")
    again: Any = program.send(PROMISES, promise(), key="once-only")
    other = program.send(PROMISES, promise(amount="10.00"), key="once-only")

    assert first.json()["id"] == again.json()["id"]
    assert (other.status_code, error_of(other)["code"]) == (422, "IDEMPOTENCY_KEY_WAS_USED")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"amount": "0.00"}, "amount"),
        ({"amount": 145.5}, "amount"),
        ({"amount": "1.005"}, "amount"),
        ({"amount": "9999.00"}, "amount"),
        ({"dueDate": "2020-01-01"}, "dueDate"),
        ({"dueDate": "soon"}, "dueDate"),
        ({"dueDate": "9999-12-31"}, "dueDate"),
        ({"graceDays": 15}, "graceDays"),
        ({"loanAccountId": "LA-2"}, "loanAccountId"),
        ({"graceDay": 2}, "graceDay"),
    ],
)
def test_a_promise_that_is_wrong_is_refused_at_its_field(
    program: Program, mei: str, changed: dict[str, Any], field: str
):
    LoanAccount.objects.create(loan_account_id="LA-2", customer_id="CUS-2")

    answer = program.send(PROMISES, promise(**changed))

    assert answer.status_code == 400
    assert list(error_of(answer)["fields"]) == [field]


def test_a_second_promise_is_refused_while_one_is_open_and_taken_after_it_is_cancelled(
    program: Program, mei: str
):
    first: Any = program.send(PROMISES, promise())
    second = program.send(PROMISES, promise(amount="10.00"))
    cancel = f"/api/promises/{first.json()['id']}/cancel"
    silent = program.send(cancel, {"reason": " "})
    cancelled: Any = program.send(cancel, {"reason": "Wrong amount."})
    again = program.send(cancel, {"reason": "Wrong amount."})

    assert (second.status_code, error_of(second)["code"]) == (409, "PROMISE_IS_OPEN")
    assert silent.status_code == 400
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "CANCELLED")
    assert cancelled.json()["cancelledBy"]["username"] == ME
    assert (again.status_code, error_of(again)["code"]) == (409, "PROMISE_IS_SETTLED")
    assert program.send(PROMISES, promise(amount="10.00")).status_code == 201


def test_what_is_not_there_is_answered_with_a_next_step(program: Program, mei: str):
    answers = {
        program.send("/api/promises/9/cancel", {"reason": "x"}): "PROMISE_NOT_KNOWN",
        program.ask("/api/customer/CUS-9/promises"): "CUSTOMER_NOT_KNOWN",
        program.send("/api/customer/CUS-9/promises", promise()): "CUSTOMER_NOT_KNOWN",
        program.send("/api/customer/CUS-9/flags", flag()): "CUSTOMER_NOT_KNOWN",
        program.send(PROMISES, promise(loanAccountId="LA-9")): "ACCOUNT_NOT_KNOWN",
        program.send("/api/collections/LA-9/assign", {"assignedTo": ME}): "ACCOUNT_NOT_KNOWN",
        program.send("/api/collections/LA-9/outcome", outcome()): "ACCOUNT_NOT_KNOWN",
    }

    for answer, code in answers.items():
        assert (answer.status_code, error_of(answer)["code"]) == (404, code)
        assert error_of(answer)["nextStep"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (PROMISES, promise()),
        (FLAGS, flag()),
        ("/api/promises/1/cancel", {"reason": "x"}),
        ("/api/flags/1/release", {"reason": "x"}),
        ("/api/collections/LA-1/assign", {"assignedTo": None}),
        ("/api/collections/LA-1/outcome", outcome()),
    ],
)
def test_who_only_reads_writes_nothing(
    program_as: Callable[[Role], Program], mei: str, path: str, body: dict[str, Any]
):
    reader = program_as(Role.READONLY)

    assert reader.send(path, body).status_code == 403
    assert not PromiseToPay.objects.exists()
    assert not CustomerFlag.objects.exists()
