"""The simulator as a program: killed and started again, stopped, and told of faults."""

import subprocess
import sys

import grpc
import pytest
from django.core.management import CommandError, call_command
from grpc_health.v1 import health_pb2, health_pb2_grpc

from ledger.simulator.service import SERVICE
from tests.ledger.simulation import ROOT, LedgerProcess
from tests.ledger.simulator.asking import Teller, refusal
from tests.ports import free_port


def test_what_was_posted_is_there_after_a_kill(ledger_process: LedgerProcess):
    account = ledger_process.open_account().loan_account_id
    teller = Teller(ledger_process.address)
    first = teller.repay(account, "10.00", key="key-of-a-payment")

    ledger_process.kill()
    ledger_process.start()
    again = Teller(ledger_process.address).repay(account, "10.00", key="key-of-a-payment")

    assert again.idempotent_replay
    assert again.transaction == first.transaction
    assert ledger_process.of(account).kinds().count("REPAYMENT") == 1


def test_a_running_simulator_is_told_of_faults_and_stops_cleanly(ledger_process: LedgerProcess):
    account = ledger_process.open_account().loan_account_id
    teller = Teller(ledger_process.address)

    ledger_process.tell("refuse:next=1:message=Not today.")
    refused = refusal(teller.repay, account, "10.00")

    assert refused == ("FAILED_PRECONDITION", "Not today.")
    assert teller.repay(account, "10.00").transaction.total_after == "590.00"
    assert ledger_process.stop() == 0


def test_the_health_service_answers_for_the_ledger(ledger_process: LedgerProcess):
    with grpc.insecure_channel(ledger_process.address) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        answers = [
            stub.Check(health_pb2.HealthCheckRequest(service=name))
            for name in ("", SERVICE.full_name)
        ]

    assert [each.status for each in answers] == [health_pb2.HealthCheckResponse.SERVING] * 2


def test_a_port_in_use_is_said_in_a_sentence(ledger_process: LedgerProcess, settings):
    settings.DATABASE_URL = ledger_process.url
    port = ledger_process.address.split(":")[1]

    with pytest.raises(CommandError, match=f"Port {port} is in use by another program"):
        call_command("run_ledger_simulator", port=int(port))


def test_the_simulator_is_never_in_production(settings):
    settings.IS_PRODUCTION = True

    with pytest.raises(CommandError, match="never runs in production"):
        call_command("run_ledger_simulator")


def test_nobody_to_tell_is_said_in_a_sentence():
    with pytest.raises(CommandError, match="No ledger simulator answers"):
        call_command("run_ledger_simulator", port=free_port(), tell=["none"])


def test_a_wrong_fault_is_explained_with_what_is_known():
    words = [sys.executable, "manage.py", "run_ledger_simulator", "--fault", "slow:seconds=long"]

    run = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 2
    assert "seconds=long in 'slow:seconds=long' is not possible" in run.stderr
