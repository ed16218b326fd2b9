"""What was projected can be projected again, from the event store and nothing else."""

from datetime import UTC, datetime
from io import StringIO
from itertools import islice

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from servicing.demo import faults, stories
from servicing.models import (
    Conversation,
    Customer,
    LoanAccount,
    StoredEvent,
    WriteOffRequest,
)
from servicing.stream.rebuild import SCHEMA, rebuild

START = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def lived(stream):
    """A few customers' lives, faults included, applied."""
    told = faults.with_faults(stories.messages(seed=3, customers=30, start=START), 3)
    for message in islice(told, 1500):
        stream.add(message)
    stream.consume(batch_size=100)
    return stream


def run(command: str, *words: str) -> str:
    out = StringIO()
    call_command(command, *words, stdout=out, stderr=out)
    return out.getvalue()


def test_a_rebuild_of_an_untouched_site_finds_no_difference(lived):
    rebuilt = rebuild(switch=False, progress=lambda done, total: None)

    assert rebuilt.is_same, [(t.table, t.differing, t.samples[:3]) for t in rebuilt.tables]
    assert rebuilt.events > 1000
    assert {table.table: table.live for table in rebuilt.tables}["servicing_customer"] > 0


def test_a_rebuild_names_every_field_that_differs_and_switches_only_when_told(lived):
    account = LoanAccount.objects.exclude(current_balance=None).earliest("pk")
    balance = account.current_balance
    LoanAccount.objects.filter(pk=account.pk).update(current_balance="0.07")
    Customer.objects.create(customer_id="NOBODY")
    missing = Conversation.objects.filter(utterances__isnull=False).earliest("pk")
    Conversation.objects.filter(pk=missing.pk).delete()

    compared = rebuild(switch=False, progress=lambda done, total: None)

    tables = {table.table: table for table in compared.tables}
    assert tables["servicing_loanaccount"].differing == {"current_balance": 1}
    assert tables["servicing_loanaccount"].samples[0].before == "0.07"
    assert tables["servicing_customer"].only_live == 1
    assert tables["servicing_conversation"].only_rebuilt == 1
    assert Customer.objects.filter(pk="NOBODY").exists()

    rebuild(switch=True, progress=lambda done, total: None)

    assert LoanAccount.objects.get(pk=account.pk).current_balance == balance
    assert not Customer.objects.filter(pk="NOBODY").exists()
    assert Conversation.objects.filter(pk=missing.pk).exists()
    assert rebuild(switch=False, progress=lambda done, total: None).is_same


def test_a_rebuild_leaves_no_tables_behind(lived):
    rebuild(switch=False, progress=lambda done, total: None)

    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_namespace where nspname = %s", [SCHEMA])
        assert cursor.fetchone() == (0,)


def test_the_rebuild_command_says_by_its_exit_code_whether_something_differs(lived):
    assert "the same, field by field" in run("rebuild_projections", "--compare-only")
    LoanAccount.objects.update(account_number="tampered")

    with pytest.raises(SystemExit) as found:
        run("rebuild_projections", "--compare-only")

    assert found.value.code == 1
    assert "equal to the rebuilt ones now" in run("rebuild_projections", "--switch")


def test_replaying_everything_changes_nothing(lived):
    said = run("replay_events", "--all", "--dry-run")

    assert " 0 fields would change, 0 failures" in said.replace("\n", " "), said


def test_replaying_one_aggregate_repairs_it_and_a_dry_run_only_says_so(stream, balance_of):
    stream.open_account(1)
    stream.publish("account.updated.v1", account_id="LA-1", current_balance="80.00")
    stream.open_account(2)
    stream.consume()
    LoanAccount.objects.update(current_balance="1.00")

    said = run("replay_events", "--aggregate", "account:LA-1", "--dry-run")

    assert "loan account LA-1, current_balance: Decimal('1.00') would become" in said
    assert balance_of("LA-1") == "1.00"

    run("replay_events", "--aggregate", "account:LA-1")

    assert balance_of("LA-1") == "80.00"
    assert balance_of("LA-2") == "1.00"


def test_an_old_event_replayed_by_type_does_not_turn_the_clock_back(stream, balance_of):
    stream.open_account(1, current_balance="100.00")
    stream.publish("account.updated.v1", account_id="LA-1", current_balance="80.00")
    stream.consume()

    run("replay_events", "--type", "account.created.v1")

    assert balance_of("LA-1") == "80.00"


def test_a_type_that_was_unknown_when_it_came_is_taken_in_by_a_replay(stream, balance_of):
    stream.publish("account.updated.v1", account_id="LA-1", current_balance="80.00")
    stream.consume()
    StoredEvent.objects.update(outcome="UNHANDLED", aggregate="")
    LoanAccount.objects.all().delete()

    said = run("replay_events", "--type", "account.updated.v1")

    assert "1 events newly understood" in said.replace("\n", " ")
    assert balance_of("LA-1") == "80.00"
    assert stream.outcomes() == ["APPLIED"]


def test_a_merged_customer_stays_merged_when_replayed(stream):
    stream.open_account(1, customer_id="CUS-2")
    stream.publish(
        "customer.identity.merged.v1", canonical_id="CUS-1", merged_canonical_id="CUS-2"
    )
    stream.consume()

    said = run("replay_events", "--all", "--dry-run")

    assert " 0 fields would change" in said.replace("\n", " "), said
    assert LoanAccount.objects.get().customer_id == "CUS-1"


def test_a_replay_of_nothing_in_particular_is_refused():
    with pytest.raises(CommandError, match="Say which events"):
        call_command("replay_events")


def test_a_write_off_request_is_repaired_by_a_replay_and_by_a_rebuild(stream):
    stream.publish("writeoff.requested.v1", requestId="W-1", customerId="CUS-2", amount="80.00")
    stream.publish(
        "customer.identity.merged.v1", canonical_id="CUS-1", merged_canonical_id="CUS-2"
    )
    stream.publish("writeoff.approved.v1", requestId="W-1", transactionId="TXN-9")
    stream.consume()
    WriteOffRequest.objects.update(amount="1.00")

    run("replay_events", "--aggregate", "writeoff:W-1")
    repaired = WriteOffRequest.objects.get()

    assert (str(repaired.amount), repaired.customer_id) == ("80.00", "CUS-1")
    assert (repaired.status, repaired.transaction_id) == ("APPROVED", "TXN-9")
    assert rebuild(switch=False, progress=lambda done, total: None).is_same
