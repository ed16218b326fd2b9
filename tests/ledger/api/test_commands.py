"""GET commands, GET commands/{id}, POST commands/{id}/resend and …/drop, POST preview."""

from collections.abc import Callable
from typing import Any

import pytest

from billie.staff.roles import Role
from ledger.models import CommandKind, MoneyCommand
from tests.ledger.api.posting import BODIES, K, post
from tests.ledger.operations.asking import APPROVED, KINDS, account_for
from tests.ledger.simulation import Simulation
from tests.servicing.api.conftest import Program, error_of
from tests.servicing.api.test_descriptions import check

COMMANDS = "/api/ledger/commands"


@pytest.fixture
def teller(db: None) -> Program:
    return Program(Role.OPERATIONS)


@pytest.fixture
def lost(teller: Program, ledger_simulator: Simulation) -> MoneyCommand:
    """A repayment whose answer was lost."""
    ledger_simulator.faults.add("lose", next=1)
    post(teller, K.REPAYMENT, account_for(K.REPAYMENT, ledger_simulator))
    return MoneyCommand.objects.get()


def as_draft(command: MoneyCommand) -> str:
    """Let a command be one that was certainly not sent; return its address."""
    MoneyCommand.objects.filter(pk=command.pk).update(
        state="DRAFT", next_attempt_at=None, claimed_until=None, sent_at=None
    )
    return f"{COMMANDS}/{command.pk}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_command_is_read_with_its_moves_and_is_as_described(
    kind: CommandKind, teller: Program, ledger_simulator: Simulation
):
    asked = post(teller, kind, account_for(kind, ledger_simulator)).json()
    document = teller.get("/api/schema")
    answer = document["paths"][f"{COMMANDS}/{{id}}"]["get"]["responses"]["200"]

    command = teller.get(f"{COMMANDS}/{asked['id']}")

    check(document, answer["content"]["application/json"]["schema"], command)
    moves = command.pop("moves")
    assert command == asked
    assert moves[0]["before"] is None
    assert moves[-1]["after"] == command["state"]


def test_a_repayment_says_how_it_was_spread(teller: Program, ledger_simulator: Simulation):
    account = account_for(K.REPAYMENT, ledger_simulator)

    command = post(teller, K.REPAYMENT, account, amount="145.00").json()

    assert command["allocation"] == {"fees": "100.00", "principal": "45.00", "overpayment": "0.00"}
    assert command["before"] == {"principal": "500.00", "fees": "100.00", "total": "600.00"}
    assert command["after"] == {"principal": "455.00", "fees": "0.00", "total": "455.00"}
    assert command["details"] == {"paymentMethod": "bank transfer"}
    assert command["outcome"] == {"code": None, "message": None}


def test_commands_are_listed_newest_first_and_narrowed(
    teller: Program, ledger_simulator: Simulation
):
    account = account_for(K.REPAYMENT, ledger_simulator)
    first = post(teller, K.REPAYMENT, account).json()["id"]
    second = post(teller, K.WRITE_OFF, account).json()["id"]
    post(teller, K.REPAYMENT, account_for(K.REPAYMENT, ledger_simulator))

    def ids(**parameters: Any) -> list[int]:
        return [row["id"] for row in teller.get(COMMANDS, **parameters)["results"]]

    assert ids(loanAccountId=account) == [second, first]
    assert ids(state="AWAITING_APPROVAL") == [second]
    assert ids(kind="REPAYMENT", loanAccountId=account) == [first]
    assert teller.ask(COMMANDS, state="DONE").status_code == 400
    assert teller.ask(COMMANDS, account="x").status_code == 400


def test_a_command_that_is_not_there_is_not_known(teller: Program):
    answer = teller.ask(f"{COMMANDS}/404")

    assert answer.status_code == 404
    assert error_of(answer)["code"] == "COMMAND_NOT_KNOWN"


def test_sending_an_unknown_one_again_tells_what_became_of_it(
    lost: MoneyCommand, teller: Program, ledger_simulator: Simulation
):
    answer: Any = teller.send(f"{COMMANDS}/{lost.pk}/resend", {})

    assert (answer.status_code, answer.json()["state"]) == (201, "POSTED")
    assert ledger_simulator.books(lost.loan_account_id).kinds().count("REPAYMENT") == 1


def test_a_draft_is_dropped_with_words(lost: MoneyCommand, teller: Program):
    answer: Any = teller.send(f"{as_draft(lost)}/drop", {"reason": "Paid in cash."})

    assert answer.status_code == 200
    assert answer.json()["outcome"] == {"code": "DROPPED", "message": "Paid in cash."}
    again: Any = teller.send(f"{COMMANDS}/{lost.pk}/drop", {"reason": "Paid in cash."})
    assert (again.status_code, error_of(again)["code"]) == (409, "NOT_A_DRAFT")


@pytest.mark.parametrize(
    ("body", "field"), [({}, "reason"), ({"reason": " "}, "reason"), ({"why": "x"}, "why")]
)
def test_dropping_without_words_is_refused(
    body: dict[str, str], field: str, lost: MoneyCommand, teller: Program
):
    answer = teller.send(f"{as_draft(lost)}/drop", body)

    assert answer.status_code == 400
    assert field in error_of(answer)["fields"]


def test_what_may_have_been_posted_is_not_dropped(lost: MoneyCommand, teller: Program):
    answer = teller.send(f"{COMMANDS}/{lost.pk}/drop", {"reason": "Paid in cash."})

    assert (answer.status_code, error_of(answer)["code"]) == (409, "NOT_A_DRAFT")


@pytest.mark.parametrize("act", ["resend", "drop"])
def test_who_may_only_read_acts_on_no_command(
    act: str, lost: MoneyCommand, program_as: Callable[[Role], Program]
):
    answer = program_as(Role.READONLY).send(f"{COMMANDS}/{lost.pk}/{act}", {"reason": "x"})

    assert answer.status_code == 403


@pytest.mark.parametrize("kind", KINDS)
def test_a_preview_is_what_the_command_then_shows(
    kind: CommandKind, teller: Program, ledger_simulator: Simulation
):
    account = account_for(kind, ledger_simulator)
    body = {"kind": kind.value, "loanAccountId": account, **BODIES[kind]}

    previewed: Any = teller.send("/api/ledger/preview", body)

    preview, command = previewed.json(), post(teller, kind, account).json()
    assert previewed.status_code == 200
    assert (preview["before"], preview["after"]) == (command["before"], command["after"])
    assert preview["needsApproval"] == (kind in APPROVED)
    assert preview["basis"] == "live"


def test_a_preview_warns_of_what_is_more_than_owed(teller: Program, ledger_simulator: Simulation):
    account = account_for(K.REPAYMENT, ledger_simulator)
    body = {"kind": "REPAYMENT", "loanAccountId": account, "amount": "601.00"}

    answer: Any = teller.send("/api/ledger/preview", body)

    assert [warning.split(" ")[0] for warning in answer.json()["warnings"]] == ["1.00", "Nothing"]
    assert answer.json()["allocation"]["overpayment"] == "1.00"


@pytest.mark.parametrize("body", [{}, {"kind": "GIFT"}, [], "x", None])
def test_a_preview_of_no_known_kind_is_refused(body: Any, teller: Program):
    assert teller.send("/api/ledger/preview", body).status_code == 400


def test_a_preview_names_what_its_kind_does_not_have(
    teller: Program, ledger_simulator: Simulation
):
    account = account_for(K.REPAYMENT, ledger_simulator)
    body = {"kind": "REPAYMENT", "loanAccountId": account, "amount": "1.00", "daysPastDue": 3}

    answer = teller.send("/api/ledger/preview", body)

    assert answer.status_code == 400
    assert error_of(answer)["fields"].keys() == {"daysPastDue"}
