"""POST repayment, late-fee, dishonour-fee, waive-fee, adjustment, write-off, disburse."""

from collections.abc import Callable
from typing import Any

import pytest

from billie.staff.roles import Role
from ledger.models import CommandKind, MoneyCommand
from tests.ledger.api.posting import ADDRESSES, BODIES, K, fresh_key, post
from tests.ledger.operations.asking import APPROVED, KINDS, account_for
from tests.ledger.simulation import Simulation
from tests.servicing.api.conftest import Program, error_of

NOT_FORBIDDEN = {K.ADJUSTMENT, K.DISBURSEMENT}
"""What a closed account alone does not forbid: its correction; a loan is paid out once anyway."""

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
    assert error_of(answer)["code"] == "LEDGER_REJECTED"
    assert "100.00 AUD" in error_of(answer)["fields"]["amount"][0]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in NOT_FORBIDDEN])
def test_a_closed_account_is_refused_with_the_ledgers_figures(
    kind: CommandKind, teller: Program, ledger_simulator: Simulation
):
    account = account_for(K.REPAYMENT, ledger_simulator)
    last = post(teller, K.REPAYMENT, account, amount="600.00").json()["transactionId"]

    answer = post(teller, kind, account)

    assert (answer.status_code, error_of(answer)["code"]) == (422, "LEDGER_REJECTED")
    assert last in error_of(answer)["message"]


@EACH
def test_an_unknown_account_is_not_found(
    kind: CommandKind, teller: Program, ledger_simulator: Simulation
):
    answer = post(teller, kind, "LA-404")

    assert answer.status_code == 404
    assert error_of(answer)["code"] == "ACCOUNT_NOT_FOUND"


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
