"""POST repayment, late-fee, dishonour-fee, waive-fee, adjustment, write-off, disburse."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.models.signals import post_save

from billie.staff.roles import Role
from ledger.models import CommandKind, MoneyCommand
from tests.ledger.api.posting import ADDRESSES, BODIES, K, fresh_key, post
from tests.ledger.operations.asking import APPROVED, KINDS, account_for, bring_back, settle
from tests.ledger.simulation import Simulation
from tests.servicing.api.conftest import Program, error_of

EACH = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def teller(db: None) -> Program:
    return Program(Role.OPERATIONS)


@EACH
def test_an_act_is_answered_with_its_command(
    kind: CommandKind, teller: Program, ledger_simulator: Simulation
):
    account = account_for(kind, ledger_simulator)

    answer = post(teller, kind, account)

    command = answer.json()
    assert answer.status_code == (202 if kind in APPROVED else 201)
    assert command["state"] == ("AWAITING_APPROVAL" if kind in APPROVED else "POSTED")
    assert answer.headers["Location"] == f"/api/ledger/commands/{command['id']}"
    assert command["kind"] == kind
    assert command["loanAccountId"] == account
    assert command["nextStep"].endswith(".")


@EACH
def test_the_same_key_gets_the_same_command_again(
    kind: CommandKind, teller: Program, ledger_simulator: Simulation
):
    account, key = account_for(kind, ledger_simulator), fresh_key()
    first = post(teller, kind, account, key=key)
    before = len(ledger_simulator.books(account).postings)

    again = post(teller, kind, account, key=key)

    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert len(ledger_simulator.books(account).postings) == before


@EACH
def test_the_same_key_with_other_content_is_refused_and_names_the_command(
    kind: CommandKind, teller: Program, ledger_simulator: Simulation
):
    account, key = account_for(kind, ledger_simulator), fresh_key()
    first = post(teller, kind, account, key=key)
    other = {"reason": "other"} if kind == K.WRITE_OFF else {"notes": "Other."}
    changed = {"reason": "Other."} if "reason" in BODIES[kind] and kind != K.WRITE_OFF else other
    if kind in {K.LATE_FEE, K.DISHONOUR_FEE}:
        changed = {"amount": "11.00"}

    answer = post(teller, kind, account, key=key, **changed)

    assert answer.status_code == 422
    assert error_of(answer)["code"] == "IDEMPOTENCY_KEY_WAS_USED"
    assert error_of(answer)["commandId"] == first.json()["id"]


@EACH
@pytest.mark.parametrize("key", ["", "1234567", "x" * 129])
def test_a_key_is_needed_and_named(
    kind: CommandKind, key: str, teller: Program, ledger_simulator: Simulation
):
    account = account_for(kind, ledger_simulator)

    answer: Any = teller.send(ADDRESSES[kind], {"loanAccountId": account, **BODIES[kind]}, key=key)

    assert answer.status_code == 400
    assert error_of(answer)["fields"].keys() == {"idempotencyKey"}
    assert not MoneyCommand.objects.exists()


def test_a_key_can_stand_in_the_body(teller: Program, ledger_simulator: Simulation):
    account = account_for(K.REPAYMENT, ledger_simulator)
    body = {"loanAccountId": account, **BODIES[K.REPAYMENT], "idempotencyKey": fresh_key()}

    first, again = (teller.send(ADDRESSES[K.REPAYMENT], body) for _ in range(2))
    other = teller.send(ADDRESSES[K.REPAYMENT], body, key=fresh_key())

    assert first.status_code == again.status_code == 201
    assert error_of(other)["fields"].keys() == {"idempotencyKey"}
    assert ledger_simulator.books(account).kinds().count("REPAYMENT") == 1


@pytest.mark.parametrize(
    ("kind", "changed", "field"),
    [
        (K.REPAYMENT, {"amount": 10.0}, "amount"),
        (K.REPAYMENT, {"amount": "10.001"}, "amount"),
        (K.REPAYMENT, {"amount": "0"}, "amount"),
        (K.REPAYMENT, {"amount": "0.00"}, "amount"),
        (K.REPAYMENT, {"amount": "-10.00"}, "amount"),
        (K.REPAYMENT, {"amount": "ten"}, "amount"),
        (K.REPAYMENT, {"amount": None}, "amount"),
        (K.REPAYMENT, {"amount": True}, "amount"),
        (K.REPAYMENT, {"amount": ["10.00"]}, "amount"),
        (K.REPAYMENT, {"amount": "9999999999999.00"}, "amount"),
        (K.REPAYMENT, {"amount": ...}, "amount"),
        (K.REPAYMENT, {"loanAccountId": ...}, "loanAccountId"),
        (K.REPAYMENT, {"loanAccountId": ""}, "loanAccountId"),
        (K.REPAYMENT, {"currency": "MWK"}, "currency"),
        (K.REPAYMENT, {"currency": "aud"}, "currency"),
        (K.REPAYMENT, {"ammount": "10.00"}, "ammount"),
        (K.REPAYMENT, {"targetPaymentNumber": 0}, "targetPaymentNumber"),
        (K.REPAYMENT, {"notes": "a\0b"}, "notes"),
        (K.LATE_FEE, {"daysPastDue": ...}, "daysPastDue"),
        (K.LATE_FEE, {"daysPastDue": -1}, "daysPastDue"),
        (K.FEE_WAIVER, {"reason": ...}, "reason"),
        (K.FEE_WAIVER, {"reason": " "}, "reason"),
        (K.ADJUSTMENT, {"principalDelta": ...}, "principalDelta"),
        (K.ADJUSTMENT, {"principalDelta": -10.0}, "principalDelta"),
        (K.ADJUSTMENT, {"principalDelta": "0.00"}, "principalDelta"),
        (K.WRITE_OFF, {"reason": "just so"}, "reason"),
        (K.DISBURSEMENT, {"bankReference": ...}, "bankReference"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(
    kind: CommandKind, changed: dict[str, Any], field: str,
    teller: Program, ledger_simulator: Simulation,
):  # fmt: skip
    answer = post(teller, kind, account_for(kind, ledger_simulator), **changed)

    assert answer.status_code == 400
    assert error_of(answer)["code"] == "NOT_VALID"
    assert error_of(answer)["fields"].keys() == {field}
    assert not MoneyCommand.objects.exists()


def test_a_waiver_above_the_fees_owed_is_not_possible(
    teller: Program, ledger_simulator: Simulation
):
    account = account_for(K.FEE_WAIVER, ledger_simulator)

    answer = post(teller, K.FEE_WAIVER, account, amount="100.01")

    assert answer.status_code == 422
    assert error_of(answer)["code"] == "NOT_POSSIBLE"
    assert "100.00 AUD" in error_of(answer)["fields"]["amount"][0]


@EACH
def test_an_unknown_account_is_not_found(
    kind: CommandKind, teller: Program, ledger_simulator: Simulation
):
    answer = post(teller, kind, "LA-404")

    assert answer.status_code == 404
    assert error_of(answer)["code"] == "ACCOUNT_NOT_FOUND"


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("refuse", 422, "LEDGER_REJECTED"),
        ("abort", 409, "LEDGER_BUSY"),
        ("lose", 503, "LEDGER_OUTCOME_UNKNOWN"),
        ("stall", 503, "LEDGER_OUTCOME_UNKNOWN"),
        ("slow", 503, "LEDGER_OUTCOME_UNKNOWN"),
    ],
)
def test_what_the_ledger_does_is_answered_by_the_table_with_the_command(
    fault: str, status: int, code: str,
    teller: Program, ledger_simulator: Simulation, settings: Any,
):  # fmt: skip
    settings.LEDGER_WRITE_SECONDS = 0.5
    account = account_for(K.REPAYMENT, ledger_simulator)
    ledger_simulator.faults.add(fault, next=1)

    answer = post(teller, K.REPAYMENT, account)

    command = MoneyCommand.objects.get()
    assert (answer.status_code, error_of(answer)["code"]) == (status, code)
    assert error_of(answer)["commandId"] == command.pk
    assert answer.headers["Location"] == f"/api/ledger/commands/{command.pk}"
    assert error_of(answer)["nextStep"]


@EACH
def test_after_a_lost_answer_the_same_key_gets_the_posting(
    kind: CommandKind, teller: Program, ledger_simulator: Simulation
):
    account, key = account_for(kind, ledger_simulator), fresh_key()
    ledger_simulator.faults.add("lose", next=1)
    first = post(teller, kind, account, key=key)

    again = post(teller, kind, account, key=key)

    if kind in APPROVED:  # nothing was sent yet, so nothing was lost
        assert first.status_code == again.status_code == 202
        return
    assert (first.status_code, again.status_code) == (503, 201)
    assert ledger_simulator.books(account).kinds().count(kind.value) == 1


@EACH
def test_money_is_read_only_on_the_server_while_the_ledger_is_offline(
    kind: CommandKind, teller: Program, ledger_simulator: Simulation
):
    account = account_for(kind, ledger_simulator)
    ledger_simulator.stop()

    answer = post(teller, kind, account)

    assert answer.status_code == 503
    assert error_of(answer)["code"] == "LEDGER_UNAVAILABLE"
    assert error_of(answer)["nextStep"]
    assert not MoneyCommand.objects.exists()


def test_a_ledger_that_dies_between_the_look_and_the_order_leaves_a_draft_for_the_same_key(
    teller: Program, ledger_simulator: Simulation
):
    account, key = account_for(K.REPAYMENT, ledger_simulator), fresh_key()

    with dies_once_the_row_is_there(ledger_simulator):
        lost = post(teller, K.REPAYMENT, account, key=key)
    bring_back(ledger_simulator)
    again = post(teller, K.REPAYMENT, account, key=key)

    assert (lost.status_code, error_of(lost)["code"]) == (503, "LEDGER_UNAVAILABLE")
    assert error_of(lost)["commandId"] == again.json()["id"]
    assert again.status_code == 201
    assert ledger_simulator.books(account).kinds().count("REPAYMENT") == 1


@contextmanager
def dies_once_the_row_is_there(ledger: Simulation) -> Iterator[None]:
    """Let the ledger die between the look at the account and the order."""

    def die(created: bool, **_signal: Any) -> None:
        if created:
            ledger.stop()

    post_save.connect(die, sender=MoneyCommand)
    try:
        yield
    finally:
        post_save.disconnect(die, sender=MoneyCommand)


@pytest.mark.parametrize("role", [Role.READONLY])
@EACH
def test_who_may_only_read_moves_nothing(
    kind: CommandKind, role: Role, program_as: Callable[[Role], Program],
    ledger_simulator: Simulation,
):  # fmt: skip
    answer = post(program_as(role), kind, account_for(kind, ledger_simulator))

    assert answer.status_code == 403
    assert error_of(answer)["code"] == "PERMISSION_MISSING"


def test_a_reversal_is_the_opposite_of_its_transaction_and_asked_for_once(
    teller: Program, ledger_simulator: Simulation
):
    account, key = account_for(K.REPAYMENT, ledger_simulator), fresh_key()
    transaction_id = post(teller, K.REPAYMENT, account).json()["transactionId"]
    reversal = {
        "reversesTransactionId": transaction_id,
        "principalDelta": ...,
        "feeDelta": ...,
    }

    first = post(teller, K.ADJUSTMENT, account, key=key, **reversal)
    again = post(teller, K.ADJUSTMENT, account, key=key, **reversal)
    other = post(teller, K.ADJUSTMENT, account, **reversal)

    assert first.status_code == again.status_code == 202
    assert (first.json()["principalDelta"], first.json()["feeDelta"]) == ("0.00", "10.00")
    assert (other.status_code, error_of(other)["code"]) == (409, "ALREADY_REVERSED")


def test_a_settled_command_answers_its_key_for_ever(teller: Program, ledger_simulator: Simulation):
    account, key = account_for(K.REPAYMENT, ledger_simulator), fresh_key()
    ledger_simulator.faults.add("lose", next=1)
    post(teller, K.REPAYMENT, account, key=key)
    settle(MoneyCommand.objects.get())
    ledger_simulator.stop()

    answer = post(teller, K.REPAYMENT, account, key=key)

    assert answer.status_code == 201
