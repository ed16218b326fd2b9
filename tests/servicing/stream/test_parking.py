"""An event that fails holds back its own aggregate, nobody else, and nothing is forgotten."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from billie.staff.models import AuditEntry
from servicing.models import DeadLetter, LoanAccount, ParkedAggregate, StoredEvent
from servicing.operations.dead_letters import (
    DeadLetterIsSettled,
    ReasonIsMissing,
    discard_dead_letter,
    replay_dead_letter,
)
from servicing.stream import parking
from tests.servicing.stream.conftest import refusing

POISONED = ("servicing_loanaccount", "current_balance is distinct from 66.00")


@pytest.fixture
def parked(stream):
    """An account whose balance of 66 the database refuses, with a later event behind it."""
    stream.open_account(1)
    stream.publish("account.updated.v1", account_id="LA-1", current_balance="66.00")
    stream.publish("account.updated.v1", account_id="LA-1", last_payment_amount="5.00")
    stream.open_account(2)
    with refusing(*POISONED):
        stream.consume()
    return ParkedAggregate.objects.get()


@pytest.fixture
def boss(transactional_db):
    return User.objects.create_user("boss")


def test_an_event_that_fails_again_and_again_parks_its_aggregate(parked, balance_of):
    letter = DeadLetter.objects.get()

    assert (parked.aggregate, parked.state) == ("account:LA-1", "PARKED")
    assert (letter.kind, letter.attempts) == ("FAILED", 4)
    assert "poison" in letter.error
    assert balance_of("LA-1") == "100.00"


def test_later_events_of_a_parked_aggregate_wait_and_all_others_flow(parked, stream, balance_of):
    stream.publish("account.updated.v1", account_id="LA-2", current_balance="50.00")

    stream.consume()

    assert stream.outcomes() == ["APPLIED", "FAILED", "WAITING", "APPLIED", "APPLIED"]
    assert balance_of("LA-2") == "50.00"
    assert LoanAccount.objects.get(pk="LA-1").latest_payment_amount is None


def test_an_event_that_succeeds_when_retried_leaves_no_dead_letter(stream, balance_of):
    stream.open_account(1)
    stream.publish("account.updated.v1", account_id="LA-1", current_balance="66.00")
    with refusing(*POISONED):
        consumer = stream.consumer(retry_after=timedelta(hours=1))
        consumer._round(until_idle=True)
    assert ParkedAggregate.objects.get().state == "RETRYING"

    result = parking.catch_up(
        aggregate="account:LA-1", now=timezone.now(), retries=3, retry_after=timedelta(0)
    )

    assert result.applied == 1
    assert balance_of("LA-1") == "66.00"
    assert not ParkedAggregate.objects.exists()
    assert not DeadLetter.objects.exists()
    assert set(stream.outcomes()) == {"APPLIED"}


def test_the_gaps_between_retries_grow(stream):
    now = timezone.now()
    stream.open_account(1, current_balance="66.00")
    with refusing(*POISONED):
        stream.consumer(retry_after=timedelta(seconds=10))._round(until_idle=True)
        gaps = []
        for _ in range(3):
            parking.catch_up(
                aggregate="account:LA-1", now=now, retries=3, retry_after=timedelta(seconds=10)
            )
            due = ParkedAggregate.objects.get().next_attempt_at
            gaps.append(due and round((due - now).total_seconds()))

    assert gaps == [20, 40, None]


def test_a_dry_run_shows_what_would_change_and_changes_nothing(parked, boss, balance_of):
    letter = DeadLetter.objects.get()

    report = replay_dead_letter(
        dead_letter_id=letter.pk, by=boss, now=timezone.now(), dry_run=True
    )

    changes = {change.column: (str(change.before), str(change.after)) for change in report.changes}
    assert changes["current_balance"] == ("100.00", "66.00")
    assert changes["latest_payment_amount"] == ("None", "5.00")
    assert (report.applied, report.error) == (2, "")
    assert balance_of("LA-1") == "100.00"
    assert ParkedAggregate.objects.exists()
    assert not AuditEntry.objects.filter(action="DEAD_LETTER_REPLAYED").exists()


def test_a_repaired_aggregate_catches_up_in_order(parked, boss, stream, balance_of):
    letter = DeadLetter.objects.get()

    report = replay_dead_letter(
        dead_letter_id=letter.pk, by=boss, now=timezone.now(), dry_run=False
    )

    letter.refresh_from_db()
    assert (report.applied, report.still_parked) == (2, False)
    assert (letter.status, letter.resolved_by) == ("REPLAYED", "boss")
    assert balance_of("LA-1") == "66.00"
    assert str(LoanAccount.objects.get(pk="LA-1").latest_payment_amount) == "5.00"
    assert set(stream.outcomes()) == {"APPLIED"}
    assert AuditEntry.objects.get(action="DEAD_LETTER_REPLAYED").actor == boss


def test_a_replay_that_fails_again_says_so_and_stays_parked(parked, boss):
    letter = DeadLetter.objects.get()

    with refusing(*POISONED):
        report = replay_dead_letter(
            dead_letter_id=letter.pk, by=boss, now=timezone.now(), dry_run=False
        )

    letter.refresh_from_db()
    assert report.still_parked
    assert "poison" in report.error
    assert (letter.status, letter.attempts) == ("OPEN", 5)


def test_a_discarded_event_is_given_up_and_what_waited_is_applied(
    parked, boss, stream, balance_of
):
    letter = DeadLetter.objects.get()

    discard_dead_letter(
        dead_letter_id=letter.pk, reason="Sent by mistake", by=boss, now=timezone.now()
    )

    letter.refresh_from_db()
    assert (letter.status, letter.reason) == ("DISCARDED", "Sent by mistake")
    assert balance_of("LA-1") == "100.00"
    assert str(LoanAccount.objects.get(pk="LA-1").latest_payment_amount) == "5.00"
    assert stream.outcomes() == ["APPLIED", "DISCARDED", "APPLIED", "APPLIED"]
    assert not ParkedAggregate.objects.exists()
    entry = AuditEntry.objects.get(action="DEAD_LETTER_DISCARDED")
    assert (entry.after or {})["reason"] == "Sent by mistake"


def test_a_discard_wants_words(parked, boss):
    with pytest.raises(ReasonIsMissing):
        discard_dead_letter(
            dead_letter_id=DeadLetter.objects.get().pk, reason="  ", by=boss, now=timezone.now()
        )


def test_a_settled_dead_letter_is_settled(parked, boss):
    letter = DeadLetter.objects.get()
    discard_dead_letter(dead_letter_id=letter.pk, reason="wrong", by=boss, now=timezone.now())

    with pytest.raises(DeadLetterIsSettled, match="discarded before"):
        replay_dead_letter(dead_letter_id=letter.pk, by=boss, now=timezone.now(), dry_run=False)


def test_an_unreadable_event_stays_a_dead_letter_when_it_is_still_unreadable(stream, boss):
    stream.add({"typ": "account.created.v1", "payload": "{"})
    stream.consume()

    report = replay_dead_letter(
        dead_letter_id=DeadLetter.objects.get().pk, by=boss, now=timezone.now(), dry_run=False
    )

    assert report.error
    assert DeadLetter.objects.get().status == "OPEN"


def test_an_aggregate_with_thousands_of_waiting_events_catches_up_in_parts(stream, balance_of):
    stream.open_account(1, current_balance="66.00")
    with refusing(*POISONED):
        stream.consumer(retry_after=timedelta(hours=1))._round(until_idle=True)
    for balance in range(1300, 0, -1):
        stream.publish("account.updated.v1", account_id="LA-1", current_balance=str(balance))
    stream.consumer()._round(until_idle=True)
    stream.consumer()._round(until_idle=True)
    stream.consumer()._round(until_idle=True)

    result = parking.catch_up(
        aggregate="account:LA-1", now=timezone.now(), retries=3, retry_after=timedelta(0)
    )

    assert result.applied == 1301
    assert balance_of("LA-1") == "1.00"
    assert not StoredEvent.objects.exclude(outcome="APPLIED").exists()
    connection.close()
