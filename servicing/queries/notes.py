"""Contact notes as staff read them: the newest version first, the earlier ones behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import QuerySet

from billie.web.keyset import DEFAULT_LIMIT, Page, paginate
from servicing.models import ContactNote

MOST_NOTES = 50


@dataclass(slots=True, kw_only=True)
class Note:
    """The newest version of a note; `versions` are the earlier ones, newest first."""

    newest: ContactNote
    versions: list[ContactNote] = field(default_factory=list)

    @property
    def pk(self) -> int:
        """The number of the newest version."""
        return self.newest.pk

    @property
    def text(self) -> str:
        """What the newest version says."""
        return str(self.newest.text)

    @property
    def author(self) -> User:
        """Who wrote the newest version."""
        return self.newest.author

    @property
    def created_at(self) -> datetime:
        """When the newest version was written."""
        return self.newest.created_at

    @property
    def channel(self) -> str:
        """How the contact came about, as a code."""
        return str(self.newest.channel)

    @property
    def get_channel_display(self) -> str:
        """How the contact came about, in words."""
        return self.newest.get_channel_display()

    @property
    def loan_account_id(self) -> str:
        """The account that the note is about, or nothing."""
        return str(self.newest.loan_account_id)

    @property
    def conversation_id(self) -> str:
        """The conversation that the note is about, or nothing."""
        return str(self.newest.conversation_id)


def list_notes(*, customer_ids: Iterable[str], limit: int = MOST_NOTES) -> list[Note]:
    """Return the newest notes about a customer's identities, each with its earlier versions."""
    latest = _latest(customer_ids).order_by("-id")[:limit]
    return with_versions(list(latest))


def page_notes(
    *, customer_ids: Iterable[str], cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[Note]:
    """Return a page of notes about a customer's identities, newest first.

    :raises billie.web.keyset.CursorNotValid: if the cursor was changed
    """
    page = paginate(_latest(customer_ids), order=["-id"], cursor=cursor, limit=limit)
    return Page(
        rows=with_versions(page.rows),
        next_cursor=page.next_cursor,
        previous_cursor=page.previous_cursor,
    )


def get_note(*, note_id: int, customer_ids: Iterable[str]) -> ContactNote:
    """Return a note, in whatever version, about one of a customer's identities.

    :raises ContactNote.DoesNotExist: if there is none with this number about them
    """
    return ContactNote.objects.get(pk=note_id, customer_id__in=list(customer_ids))


def with_versions(latest: Sequence[ContactNote]) -> list[Note]:
    """Return newest versions with all that they amend, in one query."""
    notes = [Note(newest=row) for row in latest]
    earlier = {row.pk: row for row in _earlier_versions([row.pk for row in latest])}
    for note in notes:
        amended = note.newest.amends_id
        while amended is not None:
            note.versions.append(earlier[amended])
            amended = earlier[amended].amends_id
    return notes


def _latest(customer_ids: Iterable[str]) -> QuerySet[ContactNote]:
    notes = ContactNote.objects.filter(customer_id__in=list(customer_ids), amended_by=None)
    return notes.select_related("author")


def _earlier_versions(ids: Sequence[int]) -> list[ContactNote]:
    if not ids:
        return []
    return list(
        ContactNote.objects.raw(
            "with recursive chain (id, amends_id) as ("
            "  select id, amends_id from servicing_contactnote where id = any(%s)"
            "  union select note.id, note.amends_id from servicing_contactnote note"
            "  join chain on note.id = chain.amends_id)"
            " select note.* from servicing_contactnote note join chain using (id)",
            [list(ids)],
        ).prefetch_related("author")
    )
