"""The connection: encryption both ways, the token, files that are missing, and forks."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
import trustme
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from ledger.client import HealthState, LedgerClient, forget_clients, get_client
from ledger.stubs import accounting_ledger_pb2 as pb
from tests.ledger.client.ledgers import ScriptedLedger, running_ledger
from tests.ledger.client.test_reads import balance_of

PROGRAM = """
import os, sys
from ledger.client import get_client
def ask():
    return str(get_client().get_balance(loan_account_id="LA-1").total)
import django
django.setup()
ours = ask()
child = os.fork()
if not child:
    os._exit(0 if ask() == ours else 1)
_, ended = os.waitpid(child, 0)
print(ours, ask(), os.waitstatus_to_exitcode(ended))
"""


class Papers:
    """Certificates of an authority of our own, as files."""

    def __init__(self, folder: Path) -> None:
        self.authority = trustme.CA()
        self.server = self.authority.issue_cert("127.0.0.1")
        self.client = self.authority.issue_cert("billie@example.com")
        self.ca_file = folder / "ca.pem"
        self.cert_file = folder / "billie.pem"
        self.key_file = folder / "billie.key"
        self.authority.cert_pem.write_to_path(self.ca_file)
        self.client.cert_chain_pems[0].write_to_path(self.cert_file)
        self.client.private_key_pem.write_to_path(self.key_file)

    def credentials(self, *, both_ways: bool) -> grpc.ServerCredentials:
        """Return what a server shows, and whether it wants to be shown something too."""
        shown = (
            self.server.private_key_pem.bytes(),
            self.server.cert_chain_pems[0].bytes(),
        )
        roots = self.authority.cert_pem.bytes() if both_ways else None
        return grpc.ssl_server_credentials([shown], roots, require_client_auth=both_ways)


@pytest.fixture
def papers(tmp_path: Path) -> Papers:
    """An authority with a certificate for the ledger and one for us."""
    return Papers(tmp_path)


@pytest.fixture(autouse=True)
def _no_client_is_kept() -> Iterator[None]:
    yield
    forget_clients()


def test_a_client_that_was_forgotten_leaves_nothing_to_the_next_one(settings: Any):
    """If it went on connecting, it would share its failures with the next one at that address."""
    for _ in range(5):
        with running_ledger() as ledger:
            settings.LEDGER_ADDRESS = ledger.address
            get_client().check_health()
            ledger.stop()
            assert get_client().check_health().is_offline
            forget_clients()
            ledger.start(port=int(ledger.address.rpartition(":")[2]))

            assert get_client().check_health().state is HealthState.CONNECTED
            forget_clients()


def test_an_encrypted_ledger_is_asked_after_it_was_checked(papers: Papers, settings: Any):
    with running_ledger(credentials=papers.credentials(both_ways=False)) as ledger:
        ledger.on("GetBalance", balance_of())
        settings.LEDGER_ADDRESS, settings.LEDGER_TLS = ledger.address, "tls"
        settings.LEDGER_CA_FILE = str(papers.ca_file)

        balance = get_client().get_balance(loan_account_id="LA-1")

    assert balance.loan_account_id == "LA-1"


def test_a_ledger_with_strange_papers_is_not_told_anything(papers: Papers, settings: Any):
    with running_ledger(credentials=papers.credentials(both_ways=False)) as ledger:
        settings.LEDGER_ADDRESS, settings.LEDGER_TLS = ledger.address, "tls"

        health = get_client().check_health()

    assert health.state is HealthState.OFFLINE


def test_a_ledger_that_wants_to_know_us_is_shown_our_papers(papers: Papers, settings: Any):
    with running_ledger(credentials=papers.credentials(both_ways=True)) as ledger:
        settings.LEDGER_ADDRESS, settings.LEDGER_TLS = ledger.address, "tls"
        settings.LEDGER_CA_FILE = str(papers.ca_file)
        settings.LEDGER_CERT_FILE = str(papers.cert_file)
        settings.LEDGER_KEY_FILE = str(papers.key_file)

        without = get_client().check_health()
        settings.LEDGER_TLS = "mtls"
        with_papers = get_client().check_health()

    assert without.state is HealthState.OFFLINE
    assert with_papers.state is HealthState.CONNECTED


def test_files_that_are_missing_are_named_before_anything_runs(settings: Any):
    settings.LEDGER_TLS, settings.LEDGER_CA_FILE = "mtls", "/nowhere/ca.pem"
    settings.LEDGER_CERT_FILE = settings.LEDGER_KEY_FILE = ""

    found = [message.msg for message in run_checks() if message.id == "ledger.E001"]

    assert len(found) == 3
    assert all(
        name in " ".join(found)
        for name in ("LEDGER_CA_FILE", "LEDGER_CERT_FILE", "LEDGER_KEY_FILE")
    )
    with pytest.raises(ImproperlyConfigured, match="LEDGER_KEY_FILE is not set"):
        get_client()


def test_a_token_that_anybody_could_read_is_warned_of(settings: Any):
    settings.LEDGER_TOKEN = "open-sesame"

    assert [message.id for message in run_checks()] == ["ledger.W001"]


def test_production_without_encryption_is_warned_of(settings: Any):
    settings.IS_PRODUCTION = True

    assert [message.id for message in run_checks()] == ["ledger.W002"]


def test_the_token_goes_with_every_call(ledger: ScriptedLedger, settings: Any):
    settings.LEDGER_ADDRESS, settings.LEDGER_TOKEN = ledger.address, "open-sesame"
    ledger.on("GetBalance", balance_of())

    get_client().get_balance(loan_account_id="LA-1")

    assert ledger.metadata[0]["authorization"] == "Bearer open-sesame"


def test_one_client_serves_all_threads_of_a_process(client: LedgerClient):
    assert get_client() is client


def test_a_forked_worker_makes_a_connection_of_its_own(ledger: ScriptedLedger):
    ledger.on("GetBalance", balance_of())

    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "billie.settings",
            "LEDGER_ADDRESS": ledger.address,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert run.stdout.split() == ["580.50", "580.50", "0"], run.stderr


def test_orders_are_in_no_retry_policy():
    from ledger.client.connecting import retried_methods
    from ledger.client.wire_orders import WRITINGS

    (service,) = pb.DESCRIPTOR.services_by_name.values()
    orders = {writing.rpc for writing in WRITINGS.values()}

    assert retried_methods() == {m.name for m in service.methods} - orders - {"WatchTransactions"}
