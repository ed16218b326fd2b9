"""Faults on demand: each does what its name says, to the calls that it is about."""

import grpc
import pytest

from ledger.simulator.fault_text import NotAFault, describe, set_faults
from ledger.simulator.faults import Faults
from ledger.stubs import accounting_ledger_pb2 as pb
from tests.conftest import wait_until
from tests.ledger.simulation import Simulation
from tests.ledger.simulator.asking import Teller, refusal

KEY = "key-of-an-intent"


def repaid(ledger_simulator: Simulation, account: str) -> int:
    return ledger_simulator.books(account).kinds().count("REPAYMENT")


@pytest.mark.parametrize(
    ("kind", "code"),
    [("refuse", "FAILED_PRECONDITION"), ("unavailable", "UNAVAILABLE"), ("abort", "ABORTED")],
)
def test_a_call_that_goes_no_further_posts_nothing(
    ledger_simulator: Simulation, teller: Teller, kind: str, code: str
):
    account = ledger_simulator.open_account().loan_account_id
    ledger_simulator.faults.add(kind, next=1)

    refused = refusal(teller.repay, account, "10.00", key=KEY)

    assert refused[0] == code
    assert repaid(ledger_simulator, account) == 0
    assert not teller.repay(account, "10.00", key=KEY).idempotent_replay


def test_a_lost_answer_was_posted_all_the_same(ledger_simulator: Simulation, teller: Teller):
    account = ledger_simulator.open_account().loan_account_id
    ledger_simulator.faults.add("lose", next=1)

    lost = refusal(teller.repay, account, "10.00", key=KEY)

    assert lost == ("UNAVAILABLE", "Socket closed")
    assert repaid(ledger_simulator, account) == 1
    assert teller.repay(account, "10.00", key=KEY).idempotent_replay


def test_a_stalled_call_commits_and_runs_into_the_deadline(
    ledger_simulator: Simulation, teller: Teller
):
    account = ledger_simulator.open_account().loan_account_id
    ledger_simulator.faults.add("stall", next=1)
    request = pb.RecordRepaymentRequest(loan_account_id=account, amount="10.00")
    teller.balance(account)  # connected by now

    code, _ = refusal(teller.stub.RecordRepayment, request, timeout=2.0)

    assert code == "DEADLINE_EXCEEDED"
    assert repaid(ledger_simulator, account) == 1


def test_a_slow_call_posts_even_when_the_caller_has_gone(
    ledger_simulator: Simulation, teller: Teller
):
    account = ledger_simulator.open_account().loan_account_id
    ledger_simulator.faults.add("slow", seconds=3.0, next=1)
    request = pb.RecordRepaymentRequest(loan_account_id=account, amount="10.00")
    teller.balance(account)  # connected by now

    code, _ = refusal(teller.stub.RecordRepayment, request, timeout=1.0)
    before = repaid(ledger_simulator, account)

    assert (code, before) == ("DEADLINE_EXCEEDED", 0)
    wait_until(lambda: repaid(ledger_simulator, account) == 1)


def test_what_was_done_under_a_key_is_not_refused_later(
    ledger_simulator: Simulation, teller: Teller
):
    account = ledger_simulator.open_account().loan_account_id
    teller.repay(account, "10.00", key=KEY)
    ledger_simulator.faults.add("refuse")

    assert teller.repay(account, "10.00", key=KEY).idempotent_replay


def test_a_fault_can_be_about_one_account_or_one_note(
    ledger_simulator: Simulation, teller: Teller
):
    first, second = (ledger_simulator.open_account() for _ in range(2))
    ledger_simulator.faults.add("refuse", account=first.account_number)
    ledger_simulator.faults.add("abort", marker="[abort]")

    assert refusal(teller.repay, first.loan_account_id, "1.00")[0] == "FAILED_PRECONDITION"
    assert teller.repay(second.loan_account_id, "1.00")
    noted = refusal(teller.repay, second.loan_account_id, "1.00", notes="now [abort]")
    assert noted[0] == "ABORTED"


def test_reads_are_spared_unless_they_are_meant(ledger_simulator: Simulation, teller: Teller):
    account = ledger_simulator.open_account().loan_account_id
    ledger_simulator.faults.add("unavailable")
    spared = teller.balance(account)
    ledger_simulator.faults.add("unavailable", calls="reads")

    assert spared == "600.00"
    assert refusal(teller.balance, account)[0] == "UNAVAILABLE"


def test_a_rate_strikes_the_same_calls_for_the_same_seed(
    ledger_simulator: Simulation, teller: Teller
):
    account = ledger_simulator.open_account().loan_account_id

    def outcomes() -> list[bool]:
        ledger_simulator.simulator.faults._chance.seed(7)
        return [is_refused(teller, account) for _ in range(20)]

    ledger_simulator.faults.add("refuse", rate=0.4)
    first, second = outcomes(), outcomes()

    assert first == second
    assert 0 < sum(first) < 20


def is_refused(teller: Teller, account: str) -> bool:
    try:
        teller.charge(account, "1.00")
    except grpc.RpcError:
        return True
    return False


def test_a_stopped_ledger_refuses_the_connection_and_comes_back(
    ledger_simulator: Simulation, teller: Teller
):
    account = ledger_simulator.open_account().loan_account_id

    ledger_simulator.stop()
    code, _ = refusal(teller.balance, account)
    ledger_simulator.start()

    assert code == "UNAVAILABLE"
    assert Teller(ledger_simulator.address).balance(account) == "600.00"


def test_faults_are_written_as_they_are_read():
    faults = Faults()
    texts = ["slow:next=3:seconds=0.5", "lose:rate=0.1", "refuse:account=LA-1:message=No."]

    set_faults(faults, [*texts, "keys-off"])

    assert [describe(fault) for fault in faults.list_in_force()] == texts
    assert not faults.honours_keys


@pytest.mark.parametrize("text", ["", "fast", "slow:next=0", "lose:rate=2", "slow:sometimes"])
def test_a_text_that_is_no_fault_changes_nothing(text: str):
    faults = Faults()
    faults.add("lose")

    with pytest.raises(NotAFault):
        set_faults(faults, ["slow", text])

    assert [describe(fault) for fault in faults.list_in_force()] == ["lose"]
