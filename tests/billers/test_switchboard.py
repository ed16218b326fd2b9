"""Connectors are kept by each process, and yet every one of them notices an approved change."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.billers.operations.config_changes import MOVED, WATER, ask
from tests.billers.operations.conftest import desk
from tests.billers.operations.reversals import agree

__all__ = ["desk"]

ANOTHER_PROCESS = """
import os, sys
import django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billie.settings")
django.setup()
from billers import switchboard
from billers.queries.billers import get_biller
for line in sys.stdin:
    connector = switchboard.connect(get_biller(biller_type=line))
    print(connector.settings.base_url, id(connector), flush=True)
"""


@pytest.fixture
def elsewhere(desk, program_environment) -> Iterator[Callable[[], list[str]]]:
    """Return, when called, the address and the identity of another process's connector."""
    process = subprocess.Popen(
        [sys.executable, "-c", ANOTHER_PROCESS],
        env=program_environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    to, answer = process.stdin, process.stdout

    def connector() -> list[str]:
        to.write(f"{WATER}\n")
        to.flush()
        return answer.readline().split()

    yield connector
    to.close()
    process.wait(timeout=20)


def test_another_process_keeps_its_connector_until_a_change_is_approved(desk, elsewhere):
    kept = elsewhere()
    asked = ask(desk)
    waiting = elsewhere()

    agree(desk, asked)

    assert kept == waiting
    assert kept[0] == f"{desk.billers.url}/soap"
    assert elsewhere()[0] == MOVED
