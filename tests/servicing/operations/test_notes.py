"""Contact notes: kept once, amended once, and only about what is the customer's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from redis import Redis

from billie.live import entries
from billie.staff.models import AuditEntry
from billie.staff.roles import Role
from servicing.models import ContactNote, Conversation, Customer, LoanAccount
from servicing.operations import notes
from servicing.operations.notes import amend_note, write_note
from servicing.queries.customers import CustomerNotKnown
from tests.billie.staff.people import person

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
WORDS = {"text": "She will pay on Friday.", "channel": "PHONE"}


@pytest.fixture
def author(db: None) -> User:
    Customer.objects.create(customer_id="CUS-1", full_name="Mei Chan")
    return person(Role.OPERATIONS)


def write(author: User, **changed: Any) -> ContactNote:
    return write_note(**{"customer_id": "CUS-1", **WORDS, "by": author, "now": NOW, **changed})


def test_a_note_is_kept_with_its_author_and_its_instant(author: User):
    LoanAccount.objects.create(loan_account_id="LA-1", customer_id="CUS-1")

    note = write(author, loan_account_id="LA-1", text="  She will pay.\r\nOn Friday. ")

    kept = ContactNote.objects.get()
    assert kept == note
    assert (kept.customer_id, kept.loan_account_id) == ("CUS-1", "LA-1")
    assert kept.text == "She will pay.\nOn Friday."
    assert (kept.author, kept.created_at) == (author, NOW)


def test_writing_a_note_leaves_a_trail_without_its_words(author: User):
    note = write(author)

    entry = AuditEntry.objects.get(action="NOTE_WRITTEN")
    assert entry.subject_id == str(note.pk)
    assert entry.actor == author
    assert WORDS["text"] not in str(entry.after)


def test_a_form_sent_twice_keeps_one_note(author: User):
    first = write(author, once="a-key")

    again = write(author, once="a-key")

    assert again == first
    assert ContactNote.objects.count() == 1
    assert AuditEntry.objects.filter(action="NOTE_WRITTEN").count() == 1


def test_other_words_under_the_same_key_are_refused_and_not_lost_in_silence(author: User):
    write(author, once="a-key")

    with pytest.raises(notes.KeyWasUsed):
        write(author, once="a-key", text="She will pay on Monday.")

    assert ContactNote.objects.count() == 1


def test_the_same_key_of_somebody_else_is_another_key(author: User):
    write(author, once="a-key")

    write(person(Role.SUPERVISOR), once="a-key")

    assert ContactNote.objects.count() == 2


def test_notes_without_a_key_are_all_kept(author: User):
    write(author)

    write(author)

    assert ContactNote.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"text": " \n\0 "}, notes.TextMissing),
        ({"text": "x" * 10_001}, notes.TextTooLong),
        ({"channel": "PIGEON"}, notes.ChannelNotKnown),
        ({"loan_account_id": "LA-2"}, notes.SubjectIsNotTheirs),
        ({"loan_account_id": "LA-404"}, notes.SubjectIsNotTheirs),
        ({"conversation_id": "chat-2"}, notes.SubjectIsNotTheirs),
        ({"customer_id": "CUS-404"}, CustomerNotKnown),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(
    author: User, changed: dict[str, str], refusal: type[Exception]
):
    LoanAccount.objects.create(loan_account_id="LA-2", customer_id="CUS-2")
    Conversation.objects.create(conversation_id="chat-2", customer_id="CUS-2")

    with pytest.raises(refusal):
        write(author, **changed)

    assert not ContactNote.objects.exists()


def test_a_note_can_be_about_a_customer_of_whom_only_an_account_is_known(author: User):
    LoanAccount.objects.create(loan_account_id="LA-9", customer_id="CUS-9")

    assert write(author, customer_id="CUS-9", loan_account_id="LA-9").customer_id == "CUS-9"


def test_a_note_about_a_merged_identity_is_kept_with_the_living_customer(author: User):
    Customer.objects.create(customer_id="CUS-0", merged_into_id="CUS-1")

    assert write(author, customer_id="CUS-0").customer_id == "CUS-1"


def test_an_amended_note_keeps_the_version_before(author: User):
    Conversation.objects.create(conversation_id="chat-1", customer_id="CUS-1")
    first = write(author, conversation_id="chat-1")

    second = amend_note(note_id=first.pk, text="On Monday.", channel="SMS", by=author, now=NOW)

    first.refresh_from_db()
    assert first.text == WORDS["text"]
    assert second.amends == first
    assert (second.text, second.channel, second.conversation_id) == ("On Monday.", "SMS", "chat-1")
    trail = AuditEntry.objects.get(action="NOTE_AMENDED")
    assert trail.after is not None
    assert trail.after["amends"] == first.pk


def test_a_note_can_be_amended_only_in_its_newest_version(author: User):
    first = write(author)
    amend_note(note_id=first.pk, text="On Monday.", channel="PHONE", by=author, now=NOW)

    with pytest.raises(notes.NoteIsAmended):
        amend_note(note_id=first.pk, text="On Tuesday.", channel="PHONE", by=author, now=NOW)


def test_an_amendment_sent_twice_is_kept_once(author: User):
    first = write(author)
    words: Any = {"text": "On Monday.", "channel": "PHONE", "by": author, "now": NOW, "once": "k"}
    second = amend_note(note_id=first.pk, **words)

    assert amend_note(note_id=first.pk, **words) == second
    assert ContactNote.objects.count() == 2


def test_a_note_that_is_not_there_cannot_be_amended(author: User):
    with pytest.raises(ContactNote.DoesNotExist):
        amend_note(note_id=404, **WORDS, by=author, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_with_one_key_keep_one_note(author: User, redis_client: Redis):
    count, start = 8, Barrier(8)

    def send(_: int) -> int:
        try:
            start.wait()
            return write(author, once="a-key").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        written = set(pool.map(send, range(count)))

    assert written == {ContactNote.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_of_many_who_amend_at_once_one_succeeds_and_the_others_are_told(
    author: User, redis_client: Redis
):
    count, start, first = 8, Barrier(8), write(author)

    def send(number: int) -> str:
        try:
            start.wait()
            amend_note(
                note_id=first.pk, text=f"Version {number}", channel="PHONE", by=author, now=NOW
            )
        except notes.NoteIsAmended:
            return "told"
        finally:
            connection.close()
        return "kept"

    with ThreadPoolExecutor(count) as pool:
        answers = sorted(pool.map(send, range(count)))

    assert answers == ["kept"] + ["told"] * (count - 1)


def test_open_pages_of_the_customer_hear_of_a_note_once_it_is_committed(
    author: User, redis_client: Redis, django_capture_on_commit_callbacks: Any
):
    with django_capture_on_commit_callbacks(execute=True):
        write(author, once="a-key")
        write(author, once="a-key")
        before = redis_client.xlen(entries.STREAM)

    found: Any = redis_client.xrange(entries.STREAM)
    announced = [fields for _, fields in found]
    assert before == 0
    assert announced == [{entries.FIELD: entries.encode(["customer:CUS-1"])}]
