"""The figures of money on loans, as Prometheus reads them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis

from billie.staff.roles import Role
from billie.watch import metrics, tallies
from ledger.client import LedgerClient, LedgerUnavailable
from ledger.models import MoneyCommand
from tests.billie.staff.people import person
from tests.ledger.client.ledgers import ScriptedLedger
from tests.ledger.client.test_reads import balance_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis_client")]

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def scraped() -> dict[tuple[str, ...], float]:
    """Return the figures by name and labels, in the order of the labels' names."""
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(metrics.render(NOW).decode())
        for sample in family.samples
    }


def command(state: str, minutes_ago: int, **fields: Any) -> None:
    at = NOW - timedelta(minutes=minutes_ago)
    MoneyCommand.objects.create(
        **{
            "kind": "REPAYMENT",
            "state": state,
            "loan_account_id": "LA-1",
            "amount": Decimal("145.00"),
            "currency": "AUD",
            "idempotency_key": str(uuid4()),
            "requested_at": at,
            "requested_by": person(Role.OPERATIONS, username=str(uuid4())),
            "next_attempt_at": at,
            "transaction_id": "T-1",
            **fields,
        }
    )


def test_what_is_not_settled_has_a_count_a_value_and_an_age():
    command("UNKNOWN", 10)
    command("UNKNOWN", 30, sent_at=NOW - timedelta(minutes=20))
    command(
        "AWAITING_APPROVAL",
        5,
        kind="ADJUSTMENT",
        amount=None,
        principal_delta=Decimal("-10.00"),
        fee_delta=Decimal("2.50"),
    )
    command("POSTED", 99)

    found = scraped()

    assert found["billie_money_commands", "UNKNOWN"] == 2
    assert found["billie_money_commands_value", "AUD", "UNKNOWN"] == 290
    assert found["billie_money_commands_oldest_seconds", "UNKNOWN"] == 20 * 60
    assert found["billie_money_commands_value", "AUD", "AWAITING_APPROVAL"] == 12.5
    assert found["billie_money_commands", "SENDING"] == 0
    assert ("billie_money_commands", "POSTED") not in found


def test_calls_of_all_processes_are_counted_by_how_they_ended(
    ledger: ScriptedLedger, client: LedgerClient
):
    ledger.on("GetBalance", balance_of())
    client.get_balance(loan_account_id="LA-1")
    client.get_balances(loan_account_ids=["LA-1", "LA-2"], within_seconds=30)
    ledger.stop()
    with pytest.raises(LedgerUnavailable):
        client.get_balance(loan_account_id="LA-1")

    found = scraped()

    assert found["billie_ledger_call_seconds_count", "GetBalance", "OK"] == 3
    assert found["billie_ledger_call_seconds_bucket", "+Inf", "GetBalance", "OK"] == 3
    assert found["billie_ledger_call_seconds_sum", "GetBalance", "OK"] > 0
    assert found["billie_ledger_call_seconds_count", "GetBalance", "UNAVAILABLE"] == 1


def test_the_state_of_the_ledger_is_told(ledger: ScriptedLedger, client: LedgerClient):
    before = scraped()
    ledger.stop()
    with pytest.raises(LedgerUnavailable):
        client.get_balance(loan_account_id="LA-1")
    after = scraped()

    assert before["billie_ledger_state", "connected"] == 1
    assert before["billie_ledger_answer_seconds",] < 1
    assert (
        after["billie_ledger_state", "connected"],
        after["billie_ledger_state", "offline"],
    ) == (
        0,
        1,
    )


def test_calls_go_on_while_redis_is_gone(
    ledger: ScriptedLedger, client: LedgerClient, monkeypatch: pytest.MonkeyPatch
):
    gone = Redis(port=1, socket_connect_timeout=1)
    monkeypatch.setattr(tallies, "connection", lambda: gone)
    monkeypatch.setattr(tallies, "_not_before", {})
    ledger.on("GetBalance", balance_of())

    balance = client.get_balance(loan_account_id="LA-1")

    assert balance.total == Decimal("580.50")
