"""Contact notes in JSON."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billie.web.api_fields import KnownText, instant
from billie.web.api_strictness import StrictSerializer, choice
from billie.web.camel_case import CamelSerializer
from servicing.models import ContactNote
from servicing.models.projected import KEY_LENGTH
from servicing.operations.notes import LONGEST
from servicing.queries.notes import Note

EXAMPLE: dict[str, Any] = {
    "id": 12,
    "customerId": "CUS-4417",
    "loanAccountId": "LOAN-90817",
    "conversationId": None,
    "channel": "PHONE",
    "text": "She will pay the instalment on Friday.",
    "author": {"username": "o.perations", "fullName": "Olive Perations"},
    "createdAt": "2026-10-10T11:20:03.551000+11:00",
    "amends": None,
    "versions": [],
}

TO_WRITE = {
    "text": "She will pay the instalment on Friday.",
    "channel": "PHONE",
    "loanAccountId": "LOAN-90817",
}
TO_AMEND = {"text": "She will pay on Monday.", "channel": "PHONE", "amends": 12}


class AuthorSerializer(CamelSerializer):
    """Who wrote it."""

    username = serializers.CharField(read_only=True)
    full_name = serializers.CharField(source="get_full_name", read_only=True)


class NoteVersionSerializer(CamelSerializer):
    """One version of a contact note; `amends` is the number of the version before it."""

    id = serializers.IntegerField(read_only=True)
    customer_id = serializers.CharField(read_only=True)
    loan_account_id = KnownText()
    conversation_id = KnownText()
    channel = serializers.ChoiceField(ContactNote.Channel.choices, read_only=True)
    text = serializers.CharField(read_only=True)
    author = AuthorSerializer(read_only=True)
    created_at = instant(allow_null=False)
    amends = serializers.IntegerField(source="amends_id", allow_null=True, read_only=True)


class NoteSerializer(NoteVersionSerializer):
    """A contact note in its newest version, with the earlier ones, newest first."""

    versions = serializers.SerializerMethodField()

    @extend_schema_field(NoteVersionSerializer(many=True))
    def get_versions(self, newest: ContactNote) -> Any:
        """Return the earlier versions."""
        return NoteVersionSerializer(self.context["versions"][newest.pk], many=True).data


def to_json(notes: Sequence[Note]) -> Any:
    """Return notes in JSON."""
    context = {"versions": {note.pk: note.versions for note in notes}}
    return NoteSerializer([note.newest for note in notes], many=True, context=context).data


class NewNoteSerializer(StrictSerializer):
    """A note to be kept, about the customer or about what is theirs.

    With `amends` it is a newer version of that note, and stays about the same.
    """

    text = serializers.CharField(max_length=LONGEST, trim_whitespace=True)
    channel = choice(ContactNote.Channel.choices)
    loan_account_id = serializers.CharField(required=False, max_length=KEY_LENGTH)
    conversation_id = serializers.CharField(required=False, max_length=KEY_LENGTH)
    amends = serializers.IntegerField(required=False, min_value=1)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Refuse to move an amended note to another subject."""
        moved = {"loan_account_id": "loanAccountId", "conversation_id": "conversationId"}
        if "amends" in given and moved.keys() & given.keys():
            sentence = "Leave this out: a newer version is about what the note was about."
            raise serializers.ValidationError(
                {words: [sentence] for name, words in moved.items() if name in given}
            )
        return given
