"""`manage.py run_biller_simulator`: a program that is killed, started again, and stopped."""

import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command

import billers.simulator
from billers.management.commands.run_biller_simulator import Command
from billers.simulator.faults import FAULTS, table
from billers.simulator.journal import Journal
from tests.billers.simulated_billers import ROOT
from tests.billers.simulator.asking import pay, transfer
from tests.billers.simulator.outcomes import outcome_of
from tests.conftest import wait_until

COMMAND = "run_biller_simulator"
PRODUCTION = {
    "BILLIE_ENV": "production",
    "SECRET_KEY": "made-up-and-long-enough-for-the-test-of-production-settings",
    "ENCRYPTION_KEYS": "test:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "DATABASE_URL": "postgresql://desk:long-and-made-up@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": "billie.example.com",
}


def run_command(*words, **variables):
    """Run a command that ends by itself."""
    return subprocess.run(
        [sys.executable, "manage.py", COMMAND, *words],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_books_outlive_a_kill_on_the_same_port(billers_process):
    url = billers_process.url
    for number in range(20):
        pay(billers_process, "lwb_postpaid", reference=f"R{number}")
    transfer(billers_process, reference="HOLD1")
    before = billers_process.control("/_books")

    billers_process.kill()
    refused = outcome_of_refusal(billers_process)
    billers_process.start()

    assert refused
    assert billers_process.url == url
    assert billers_process.control("/_books") == before
    assert pay(billers_process, "lwb_postpaid", reference="R7").text("failure_code") == "11"
    assert billers_process.book("core_banking")["is_balanced"] is True


def outcome_of_refusal(billers):
    """Tell whether nobody listens at the address."""
    try:
        billers.control("/_health")
    except ConnectionRefusedError:
        return True
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_in_peace_when_it_is_told(billers_process, number):
    billers_process.order("silent")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(outcome_of, lambda: pay(billers_process, "masm", type="M"))
        wait_until(lambda: billers_process.payments("masm"))

        code, said = billers_process.end(number)

    assert (code, said) == (0, "The simulated billers have stopped.\n")
    assert waiting.result() in {"closed", "reset"}


def test_a_port_in_use_is_named_with_a_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CommandError) as refused:
            call_command(COMMAND, "--port", str(port))

    assert str(refused.value).startswith(f"Port {port} is in use by another program.")
    assert "--port" in str(refused.value)
    assert refused.value.returncode == 1


def test_it_refuses_to_run_in_production():
    done = run_command(**PRODUCTION)

    assert done.returncode == 1
    assert "not in production" in done.stderr
    assert "Traceback" not in done.stderr


def test_books_of_another_simulator_are_left_alone(tmp_path):
    books = Journal(tmp_path / "books.jsonl")

    with pytest.raises(CommandError, match="Another simulator has the books"):
        call_command(COMMAND, "--port", "0", "--books", str(tmp_path / "books.jsonl"))

    books.close()


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("--port", "99999", "'99999' is no port"),
        ("--fault-rate", "1.5", "'1.5' is no share"),
        ("--faults", "meteor", "There is no fault 'meteor'"),
        ("--latency-ms", "nan", "'nan' is no number from 0"),
    ],
)
def test_a_wrong_option_is_named(option, text, said):
    with pytest.raises(CommandError, match=said):
        call_command(COMMAND, option, text)


def test_its_help_has_every_fault():
    said = Command().create_parser("manage.py", COMMAND).format_help()

    assert table() in said


def test_the_rooms_own_words_have_every_fault():
    said = billers.simulator.__doc__

    assert table() in said
    assert all(name in said for name in FAULTS)
