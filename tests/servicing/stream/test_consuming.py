"""From the stream into the rows: batches, duplicates, what nobody can read, what Redis loses."""

import json
import threading

import pytest

from billie.live import entries
from servicing.models import (
    Customer,
    DeadLetter,
    EventTally,
    LoanAccount,
    StoredEvent,
    StreamBookmark,
)
from tests.conftest import START_SECONDS, wait_until
from tests.servicing.stream.conftest import DEAD, GROUP, STREAM

INTERNAL = "inbox:billie-servicing:internal"


def test_events_become_rows_and_are_acknowledged(stream, balance_of):
    stream.publish("customer.changed.v1", customer_id="CUS-1", first_name="Ada", last_name="Moss")
    stream.open_account(1, current_balance="250.50")

    stream.consume()

    assert Customer.objects.get().full_name == "Ada Moss"
    assert balance_of("LA-1") == "250.50"
    assert stream.outcomes() == ["APPLIED", "APPLIED"]
    assert stream.pending() == 0


def test_events_of_many_batches_are_applied_in_the_order_of_the_stream(stream, balance_of):
    stream.open_account(1)
    for balance in range(30, 0, -1):
        stream.publish("account.updated.v1", account_id="LA-1", current_balance=str(balance))

    stream.consume(batch_size=7)

    assert balance_of("LA-1") == "1.00"


@pytest.mark.parametrize("batch_size", [1, 500])
def test_the_same_event_under_two_entries_counts_once(stream, words_of, batch_size):
    said = {"typ": "user_input", "conv": "C-1", "id": "EV-1", "payload": '{"utterance": "Hello"}'}
    for _ in range(3):
        stream.add(said)

    consumer = stream.consume(batch_size=batch_size)

    assert words_of("C-1") == ["Hello"]
    assert (consumer.total.stored, consumer.total.duplicates) == (1, 2)
    assert StreamBookmark.objects.get().duplicates == 2


def test_what_was_delivered_and_never_acknowledged_comes_first(stream, balance_of):
    stream.client.xgroup_create(STREAM, GROUP, id="0", mkstream=True)
    stream.open_account(1)
    stream.publish("account.updated.v1", account_id="LA-1", current_balance="90.00")
    stream.client.xreadgroup(GROUP, "somebody who died", {STREAM: ">"})
    stream.publish("account.updated.v1", account_id="LA-1", current_balance="80.00")

    stream.consume(batch_size=1)

    assert balance_of("LA-1") == "80.00"
    assert stream.pending() == 0


def test_a_batch_that_was_committed_but_not_acknowledged_has_no_second_effect(stream, words_of):
    stream.say("Once only")
    stream.consume()
    stream.client.xgroup_setid(STREAM, GROUP, id="0")  # Redis forgets that it was delivered

    consumer = stream.consume()

    assert words_of("C-1") == ["Once only"]
    assert consumer.total.duplicates == 1


def test_an_unknown_type_is_kept_and_counted_and_no_dead_letter(stream):
    stream.publish("marketing.campaign.v9", anything=[1, 2])

    stream.consume()

    assert stream.outcomes() == ["UNHANDLED"]
    assert EventTally.objects.get().typ == "marketing.campaign.v9"
    assert not DeadLetter.objects.exists()


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"typ": "account.created.v1", "payload": "{broken"}, "MALFORMED"),
        ({"typ": "account.created.v1", "payload": "[]"}, "MALFORMED"),
        ({"typ": "account.created.v1", "payload": '{"status": "ACTIVE"}'}, "MALFORMED"),
        ({"typ": "account.created.v1", "payload": b'{"account_id": "\xff\xfe"}'}, "MALFORMED"),
        ({"payload": "{}"}, "MALFORMED"),
        ({b"\xff": b"\xfe"}, "MALFORMED"),
        ({"typ": "user_input", "conv": "C-9", "payload": "x" * 300_000}, "OVERSIZED"),
    ],
    ids=["broken", "no object", "no id", "no text", "no type", "bytes only", "300 KB"],
)
def test_what_cannot_be_read_is_a_dead_letter_and_the_stream_goes_on(
    stream, balance_of, fields, kind
):
    entry = stream.add(fields)
    stream.open_account(1)

    stream.consume()

    letter = DeadLetter.objects.get()
    assert (letter.kind, letter.attempts, letter.event.entry_id) == (kind, 1, entry)
    assert letter.error
    assert balance_of("LA-1") == "100.00"
    assert stream.pending() == 0


def test_a_dead_letter_stands_on_its_own_stream_with_its_original_fields(stream):
    entry = stream.add({"typ": "account.created.v1", "payload": b"\xff{", "agt": "core"})

    stream.consume()

    [(_, fields)] = stream.client.xrange(DEAD)
    assert fields[b"payload"] == b"\xff{"
    assert fields[b"agt"] == b"core"
    assert fields[b"original_message_id"].decode() == entry
    assert fields[b"error"]
    assert fields[b"moved_at"]


def test_every_message_is_in_the_store_as_it_came(stream):
    raw = {"typ": "who.knows", "payload": '{"a": "é\\u0000"}', "seq": "", "rec": "everybody"}
    stream.add(raw)

    stream.consume()

    assert json.loads(StoredEvent.objects.get().fields) == raw


def test_a_lost_group_goes_on_at_the_bookmark(stream, words_of):
    stream.say("one")
    stream.consume()
    stream.client.xgroup_destroy(STREAM, GROUP)
    stream.say("two")

    consumer = stream.consume()

    assert words_of("C-1") == ["one", "two"]
    assert consumer.total.duplicates == 0


def test_a_lost_redis_loses_nothing_that_is_sent_again(stream, balance_of):
    stream.open_account(1)
    stream.consume()
    stream.client.flushdb()
    again = {"account_id": "LA-1", "current_balance": "70.00"}
    stream.publish("account.updated.v1", entry="5-1", **again)

    stream.consume()

    assert balance_of("LA-1") == "70.00"
    assert StreamBookmark.objects.get().incarnation == 1


def test_events_under_entries_below_the_bookmark_are_applied_when_a_stream_begins_anew(
    stream, balance_of
):
    stream.publish("account.updated.v1", entry="9-1", account_id="LA-1", current_balance="1.00")
    stream.consume()
    stream.client.flushdb()
    stream.publish("account.updated.v1", entry="5-1", account_id="LA-1", current_balance="2.00")

    stream.consume()

    assert balance_of("LA-1") == "2.00"


def test_another_event_under_an_entry_used_before_is_still_applied(stream, balance_of):
    stream.publish("account.updated.v1", entry="5-1", account_id="LA-1", current_balance="1.00")
    stream.publish("account.updated.v1", entry="9-1", account_id="LA-1", current_balance="1.00")
    stream.consume()
    stream.client.delete(STREAM)
    stream.publish("account.updated.v1", entry="5-1", account_id="LA-1", current_balance="2.00")
    stream.client.xgroup_create(STREAM, GROUP, id="0")  # somebody else has made the group again

    stream.consume()

    assert balance_of("LA-1") == "2.00"
    assert StoredEvent.objects.count() == 3


def test_a_consumer_that_runs_notices_that_redis_was_emptied(stream, balance_of):
    consumer = stream.consumer()
    thread = threading.Thread(target=consumer.run)
    thread.start()
    try:
        stream.open_account(1)
        wait_until(lambda: LoanAccount.objects.filter(pk="LA-1").exists())
        stream.client.flushdb()
        stream.open_account(2)
        wait_until(lambda: LoanAccount.objects.filter(pk="LA-2").exists())
    finally:
        consumer.stopping.set()
        thread.join(START_SECONDS)

    assert not thread.is_alive()


def test_two_streams_are_applied_each_with_its_own_bookmark(stream):
    stream.open_account(1)
    stream.publish("customer.verified.v1", stream=INTERNAL, customer_id="CUS-1")

    stream.consume(streams=[STREAM, INTERNAL])

    assert Customer.objects.get(pk="CUS-1").identity_verified
    assert set(StreamBookmark.objects.values_list("stream", "events")) == {
        (STREAM, 1),
        (INTERNAL, 1),
    }


def test_open_pages_are_told_whom_a_batch_concerns(stream):
    stream.open_account(1)

    stream.consume()

    [(_, fields)] = stream.client.xrange(entries.STREAM)
    topics = set(json.loads(fields[entries.FIELD]))
    assert {"account:LA-1", "customer:CUS-1"} <= topics


def test_a_large_message_does_not_share_its_transaction_with_a_hundred_others(stream):
    for number in range(80):
        stream.add({"typ": "who.knows", "payload": str(number) + "x" * 200_000})

    stream.consume()

    assert StoredEvent.objects.count() == 80
    assert StreamBookmark.objects.get().events == 80


def test_the_tallies_say_what_became_of_how_many(stream):
    for number in range(3):
        stream.open_account(number)
    stream.publish("who.knows")
    stream.add({"typ": "account.created.v1", "payload": "{"})

    stream.consume()

    counted = set(EventTally.objects.values_list("typ", "outcome", "events"))
    assert counted == {
        ("account.created.v1", "APPLIED", 3),
        ("account.created.v1", "MALFORMED", 1),
        ("who.knows", "UNHANDLED", 1),
    }
