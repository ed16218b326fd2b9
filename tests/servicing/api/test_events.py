"""GET events/status, and dead letters: read, replayed, discarded."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from redis import Redis

from billie.staff.models import AuditEntry
from billie.staff.roles import Role
from servicing.models import DeadLetter, LoanAccount, ParkedAggregate
from tests.servicing.api.conftest import Program, error_of
from tests.servicing.queries.arrivals import arrive
from tests.servicing.stream.conftest import Stream, refusing

LETTERS = "/api/events/dead-letters"
POISONED = ("servicing_loanaccount", "current_balance is distinct from 66.00")


def test_the_status_tells_of_every_stream(program: Program, redis_client: Redis):
    redis_client.xadd(settings.EVENT_STREAMS[0], {"typ": "account.created.v1"})

    status = program.get("/api/events/status")

    assert [row["stream"] for row in status["streams"]] == settings.EVENT_STREAMS
    first, second = status["streams"]
    assert (first["length"], first["lagEvents"], first["isHeld"]) == (1, 1, False)
    assert first["oldestUnappliedSeconds"] >= 0
    assert first.keys() == {
        "stream",
        "length",
        "lagEvents",
        "lagSeconds",
        "oldestUnappliedSeconds",
        "pending",
        "latestEntryId",
        "publishedAt",
        "appliedAt",
        "holder",
        "isHeld",
        "events",
        "duplicates",
    }
    assert (second["length"], second["oldestUnappliedSeconds"]) == (0, 0)
    troubles = ("parkedAggregates", "retryingAggregates", "openDeadLetters")
    assert [status[name] for name in troubles] == [0, 0, 0]


@pytest.fixture
def unreadable(db: None) -> int:
    """The number of a dead letter of a message that nobody can read."""
    arrive("account.created.v1", account_id=["not", "a", "text"])
    return DeadLetter.objects.get().pk


def test_a_dead_letter_says_what_is_wrong_and_not_what_was_in_the_message(
    program: Program, unreadable: int
):
    letter = program.get(f"{LETTERS}/{unreadable}")

    assert (letter["kind"], letter["status"], letter["typ"]) == (
        "MALFORMED",
        "OPEN",
        "account.created.v1",
    )
    assert letter["error"]
    assert letter["event"]["outcome"] == "MALFORMED"
    assert {row["name"] for row in letter["event"]["fieldsReceived"]} >= {"typ", "payload"}
    assert '"not"' not in str(letter).replace(letter["error"], "")


def test_dead_letters_are_listed_and_can_be_narrowed(program: Program, unreadable: int):
    asked: list[dict[str, str]] = [
        {},
        {"status": "OPEN"},
        {"typ": "account.created.v1"},
        {"status": "REPLAYED"},
        {"typ": "customer.changed.v1"},
        {"aggregate": "account:LA-404"},
    ]

    found = [len(program.get(LETTERS, **parameters)["results"]) for parameters in asked]

    assert found == [1, 1, 1, 0, 0, 0]
    assert program.get("/api/events/status")["openDeadLetters"] == 1


@pytest.mark.parametrize("path", [f"{LETTERS}/404", f"{LETTERS}/{10**30}"])
def test_a_dead_letter_that_is_not_there_is_not_found(program: Program, path: str):
    answer = program.ask(path)

    assert answer.status_code == 404
    assert error_of(answer)["code"] == "DEAD_LETTER_NOT_KNOWN"


@pytest.fixture
def supervisor(transactional_db: None) -> Program:
    return Program(Role.SUPERVISOR)


@pytest.fixture
def parked(transactional_db: None, redis_client: Redis) -> str:
    """The path of a dead letter with a later event behind it; the fault is gone by now."""
    stream = Stream(redis_client)
    stream.open_account(1)
    stream.publish("account.updated.v1", account_id="LA-1", current_balance="66.00")
    stream.publish("account.updated.v1", account_id="LA-1", last_payment_amount="5.00")
    with refusing(*POISONED):
        stream.consume()
    return f"{LETTERS}/{DeadLetter.objects.get().pk}"


def test_a_dry_run_shows_what_would_change_and_changes_nothing(supervisor: Program, parked: str):
    answer: Any = supervisor.send(f"{parked}/replay", {"dryRun": True})

    report = answer.json()
    assert answer.status_code == 200
    assert (report["dryRun"], report["applied"], report["error"]) == (True, 2, None)
    assert {
        "table": "loan account",
        "key": "LA-1",
        "column": "current_balance",
        "before": "100.00",
        "after": "66.00",
    } in report["changes"]
    assert str(LoanAccount.objects.get().current_balance) == "100.00"
    assert ParkedAggregate.objects.exists()


def test_a_replay_applies_the_event_and_what_waited_behind_it(supervisor: Program, parked: str):
    answer: Any = supervisor.send(f"{parked}/replay", {"dryRun": False})

    assert (answer.json()["applied"], answer.json()["stillParked"]) == (2, False)
    account = LoanAccount.objects.get()
    assert str(account.current_balance) == "66.00"
    assert str(account.latest_payment_amount) == "5.00"
    letter = supervisor.get(parked)
    assert (letter["status"], letter["resolvedBy"]) == ("REPLAYED", "a.supervisor")
    entry = AuditEntry.objects.get(action="DEAD_LETTER_REPLAYED")
    assert entry.actor_name == "a.supervisor"


def test_a_discard_keeps_the_reason_and_lets_the_rest_go_on(supervisor: Program, parked: str):
    answer: Any = supervisor.send(f"{parked}/discard", {"reason": "Sent by mistake."})

    letter = answer.json()
    assert (letter["status"], letter["reason"]) == ("DISCARDED", "Sent by mistake.")
    assert letter["event"]["outcome"] == "DISCARDED"
    assert str(LoanAccount.objects.get().latest_payment_amount) == "5.00"
    assert str(LoanAccount.objects.get().current_balance) == "100.00"
    assert AuditEntry.objects.filter(action="DEAD_LETTER_DISCARDED").exists()


@pytest.mark.parametrize(
    ("act", "body"), [("replay", {"dryRun": False}), ("discard", {"reason": "Again."})]
)
def test_what_is_settled_cannot_be_settled_again(
    supervisor: Program, parked: str, act: str, body: dict[str, Any]
):
    supervisor.send(f"{parked}/discard", {"reason": "Sent by mistake."})

    answer = supervisor.send(f"{parked}/{act}", body)

    assert answer.status_code == 409
    assert error_of(answer)["code"] == "DEAD_LETTER_IS_SETTLED"


@pytest.mark.parametrize(
    ("act", "body", "field"),
    [
        ("replay", {}, "dryRun"),
        ("replay", {"dryRun": "perhaps"}, "dryRun"),
        ("replay", {"dryRun": True, "force": True}, "force"),
        ("discard", {}, "reason"),
        ("discard", {"reason": " "}, "reason"),
        ("discard", {"reason": "x" * 2001}, "reason"),
    ],
)
def test_an_act_has_to_be_said_in_full(
    program_as: Callable[[Role], Program],
    unreadable: int,
    act: str,
    body: dict[str, Any],
    field: str,
):
    answer = program_as(Role.SUPERVISOR).send(f"{LETTERS}/{unreadable}/{act}", body)

    assert answer.status_code == 400
    assert error_of(answer)["fields"].keys() == {field}
    assert DeadLetter.objects.get().status == "OPEN"


@pytest.mark.parametrize(
    ("act", "body"), [("replay", {"dryRun": True}), ("discard", {"reason": "x"})]
)
def test_operations_may_look_at_dead_letters_and_not_act_on_them(
    program: Program, unreadable: int, act: str, body: dict[str, Any]
):
    answer = program.send(f"{LETTERS}/{unreadable}/{act}", body)

    assert answer.status_code == 403
    assert "supervisor" in error_of(answer)["nextStep"]
