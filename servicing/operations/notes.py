"""What staff write down about contacts with customers, and how they amend it.

# Note [A form sent twice]
A form carries a key that was minted when it was opened, a program may send one of its own. A note
is kept with a digest of key and author, which no second note can have: whoever sends the same
again, however fast, gets the first note back. Other words under the same key are refused, as
giving back the first note would lose them in silence.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from billie.live import publisher, topics
from billie.staff import audit
from servicing.models import ContactNote, Conversation, LoanAccount
from servicing.models.casework.flags import FlagKind
from servicing.operations.living import get_living
from servicing.operations.once import digest
from servicing.queries.customers import list_merged_ids
from servicing.queries.flags import ALLOWED_CHANNELS, find_flag, until_words

LONGEST = 10_000
WHAT_IS_SAID = ("customer_id", "loan_account_id", "conversation_id", "channel", "text")


class NoteRefused(Exception):
    """A note was not kept; the message says why, in words for staff, `field` where."""

    field: str | None = None


class TextMissing(NoteRefused):
    """A note without words says nothing."""


class TextTooLong(NoteRefused):
    """A note has at most 10 000 characters."""


class ChannelNotKnown(NoteRefused):
    """The contact came about in a way that is not in the list."""


class ContactIsStopped(NoteRefused):
    """The customer must not be contacted, so nobody can have called, written or texted them."""

    field = "channel"


class SubjectIsNotTheirs(NoteRefused):
    """The account or conversation that the note is about is not this customer's."""


class NoteIsAmended(NoteRefused):
    """Somebody has written a newer version in the meantime."""


class KeyWasUsed(NoteRefused):
    """Another note was written with this key."""


def write_note(  # noqa: PLR0913 - each is one entry of the form
    *,
    customer_id: str,
    text: str,
    channel: str,
    by: User,
    now: datetime,
    loan_account_id: str = "",
    conversation_id: str = "",
    once: str = "",
) -> ContactNote:
    """Keep a note about a contact with a customer.

    A note about an identity that was merged is kept with the customer it was merged into. `once`
    is the key of the form: a second writing with it returns the first note (see the note above).

    :raises CustomerNotKnown: if no event has named the customer (`servicing.queries.customers`)
    :raises NoteRefused: one of its subclasses, if the note cannot be kept as it is; that contact
        is stopped is one of the reasons
    """
    customer_id = get_living(customer_id)
    check_contact(customer_id, channel, now=now)
    _check_subject(customer_id, loan_account_id, conversation_id)
    note = ContactNote(
        customer_id=customer_id,
        loan_account_id=loan_account_id,
        conversation_id=conversation_id,
        channel=_checked_channel(channel),
        text=_checked_text(text),
        author=by,
        created_at=now,
        once=digest(once, by),
    )
    return _keep(note, action="NOTE_WRITTEN", by=by)


def amend_note(
    *, note_id: int, text: str, channel: str, by: User, now: datetime, once: str = ""
) -> ContactNote:
    """Write a newer version of a note, about the same; the version before stays as it was.

    :raises ContactNote.DoesNotExist: if there is no note with this number
    :raises NoteIsAmended: if it has a newer version by now; that one can be amended instead
    :raises NoteRefused: another of its subclasses, if the words cannot be kept as they are
    """
    before = ContactNote.objects.get(pk=note_id)
    customer_id = get_living(before.customer_id)
    if channel != before.channel:
        check_contact(customer_id, channel, now=now)
    note = ContactNote(
        customer_id=customer_id,
        loan_account_id=before.loan_account_id,
        conversation_id=before.conversation_id,
        channel=_checked_channel(channel),
        text=_checked_text(text),
        author=by,
        created_at=now,
        amends=before,
        once=digest(once, by),
    )
    return _keep(note, action="NOTE_AMENDED", by=by)


def check_contact(customer_id: str, channel: str, *, now: datetime) -> None:
    """Let a contact pass that a customer has not ruled out.

    :raises ContactIsStopped: if they must not be contacted in this way
    """
    if channel in ALLOWED_CHANNELS:
        return
    everyone = [customer_id, *list_merged_ids(customer_id)]
    today = timezone.localdate(now)
    flag = find_flag(customer_ids=everyone, kind=FlagKind.STOP_CONTACT, day=today)
    if flag is not None:
        raise ContactIsStopped(
            f"Contact with this customer is stopped {until_words(flag)}. Write a letter, or an"
            " internal note if they came to you."
        )


def _keep(note: ContactNote, *, action: str, by: User) -> ContactNote:
    """Save a note with its trail, unless it was saved before, and tell open pages."""
    if (first := _find_first(note)) is not None:
        return first
    _check_is_newest(note.amends_id)
    try:
        with transaction.atomic():
            note.save(force_insert=True)
            audit.record(
                action=action,
                subject=("contact note", str(note.pk)),
                now=note.created_at,
                actor=by,
                after=_trail(note),
            )
    except IntegrityError:  # somebody was faster: with the same key, or with a newer version
        if (first := _find_first(note)) is not None:
            return first
        _check_is_newest(note.amends_id)
        raise
    transaction.on_commit(lambda: publisher.publish({topics.customer(note.customer_id)}))
    return note


def _find_first(note: ContactNote) -> ContactNote | None:
    """Return the note that was kept with the same key, if it says the same."""
    if note.once is None:
        return None
    first = ContactNote.objects.filter(once=note.once).first()
    if first is None:
        return None
    if first.amends_id != note.amends_id or any(
        getattr(first, name) != getattr(note, name) for name in WHAT_IS_SAID
    ):
        raise KeyWasUsed(
            "A note with other words was kept from this form before. Read it, then write the"
            " rest as a new note."
        )
    return first


def _trail(note: ContactNote) -> dict[str, Any]:
    """Return what the trail keeps of a note: all but its words, which cannot change anyway."""
    return {
        "customerId": note.customer_id,
        "loanAccountId": note.loan_account_id,
        "conversationId": note.conversation_id,
        "channel": note.channel,
        "amends": note.amends_id,
    }


def _check_subject(customer_id: str, loan_account_id: str, conversation_id: str) -> None:
    """Let a note be about what is the customer's, also under an identity of theirs."""
    theirs = [customer_id, *list_merged_ids(customer_id)]
    subjects = (
        ("loan account", LoanAccount, loan_account_id),
        ("conversation", Conversation, conversation_id),
    )
    for words, model, key in subjects:
        rows: Any = model._default_manager
        if key and not rows.filter(pk=key, customer_id__in=theirs).exists():
            raise SubjectIsNotTheirs(
                f"{key} is no {words} of this customer. Choose one of theirs."
            )


def _checked_channel(channel: str) -> str:
    if channel not in ContactNote.Channel.values:
        known = ", ".join(ContactNote.Channel.values)
        raise ChannelNotKnown(f"Say how the contact came about, as one of {known}.")
    return channel


def _checked_text(text: str) -> str:
    words = text.replace("\0", "").replace("\r\n", "\n").strip()
    if not words:
        raise TextMissing("Write the note: what was said, and what was agreed.")
    if len(words) > LONGEST:
        raise TextTooLong(
            f"The note has {len(words):,} characters; {LONGEST:,} are possible. Shorten it, or"
            " write two."
        )
    return words


def _check_is_newest(note_id: int | None) -> None:
    if note_id is not None and ContactNote.objects.filter(amends_id=note_id).exists():
        raise NoteIsAmended(
            "Somebody has written a newer version of this note in the meantime. Read it, then"
            " amend that one."
        )
