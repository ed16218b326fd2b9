"""GET, POST customer/{customerId}/flags and POST flags/{id}/release."""

from collections.abc import Callable
from typing import Any

import pytest

from billie.staff.roles import Role
from tests.servicing.api.casework import FLAGS, ME, day, flag, outcome
from tests.servicing.api.conftest import Program, error_of


def test_a_flag_is_set_once_and_listed_with_how_it_stands(program: Program, mei: str):
    first: Any = program.send(FLAGS, flag(untilDate=day(30)), key="once-only")
    again: Any = program.send(FLAGS, flag(untilDate=day(30)), key="once-only")
    overlapping = program.send(FLAGS, flag(fromDate=day(10)))

    assert first.status_code == 201
    assert (first.json()["kind"], first.json()["state"]) == ("HARDSHIP", "ACTIVE")
    assert first.json()["setBy"]["username"] == ME
    assert again.json() == first.json()
    assert (overlapping.status_code, error_of(overlapping)["code"]) == (409, "FLAG_IS_SET")
    (listed,) = program.get(FLAGS)["results"]
    assert listed == first.json()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "TIRED"}, "kind"),
        ({"reason": ""}, "reason"),
        ({"fromDate": "2020-01-01"}, "fromDate"),
        ({"untilDate": "2020-01-01"}, "untilDate"),
    ],
)
def test_a_flag_that_is_wrong_is_refused_at_its_field(
    program: Program, mei: str, changed: dict[str, Any], field: str
):
    answer = program.send(FLAGS, flag(**changed))

    assert answer.status_code == 400
    assert field in error_of(answer)["fields"]


def test_only_supervisors_release_a_flag(
    program: Program, program_as: Callable[[Role], Program], mei: str
):
    flagged: Any = program.send(FLAGS, flag())
    release = f"/api/flags/{flagged.json()['id']}/release"
    supervisor = program_as(Role.SUPERVISOR)

    refused = program.send(release, {"reason": "Works again."})
    released: Any = supervisor.send(release, {"reason": "Works again."})
    again = supervisor.send(release, {"reason": "Works again."})
    nobody = supervisor.send("/api/flags/0/release", {"reason": "x"})

    assert (refused.status_code, error_of(refused)["code"]) == (403, "PERMISSION_MISSING")
    assert (released.status_code, released.json()["state"]) == (200, "RELEASED")
    assert released.json()["releaseReason"] == "Works again."
    assert (again.status_code, error_of(again)["code"]) == (409, "FLAG_IS_OVER")
    assert (nobody.status_code, error_of(nobody)["code"]) == (404, "FLAG_NOT_KNOWN")


def test_a_contact_that_was_ruled_out_is_refused_as_note_and_as_outcome(
    program: Program, mei: str
):
    program.send(FLAGS, flag(kind="STOP_CONTACT"))

    note = program.send("/api/customer/CUS-1/notes", {"text": "Called.", "channel": "PHONE"})
    call = program.send("/api/collections/LA-1/outcome", outcome())
    letter = program.send(
        "/api/collections/LA-1/outcome", outcome(outcome="OTHER", channel="LETTER")
    )

    for answer in (note, call):
        assert (answer.status_code, error_of(answer)["code"]) == (409, "CONTACT_IS_STOPPED")
        assert list(error_of(answer)["fields"]) == ["channel"]
    assert letter.status_code == 201
    assert program.get("/api/collections")["results"][0]["contactStopped"] is True
