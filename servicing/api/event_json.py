"""Streams and dead letters in JSON.

# Note [Why a dead letter's message is described and not shown]
Full payloads never reach an API answer (DESIGN 6): a message that cannot be read may hold
anything. Staff can look at it on the operations page; programs get the names and sizes of its
fields, and the error.
"""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billie.web.api_fields import KnownText, flag, instant, number
from billie.web.api_strictness import StrictSerializer
from billie.web.camel_case import CamelSerializer
from servicing.models import DeadLetter, StoredEvent
from servicing.models.event_store import Outcome
from servicing.stream.messages import unpack_fields

LONGEST_REASON = 2_000

LETTER: dict[str, Any] = {
    "id": 7,
    "kind": "FAILED",
    "typ": "account.updated.v1",
    "aggregate": "account:LOAN-90817",
    "error": "current_balance: numeric field overflow",
    "attempts": 4,
    "status": "OPEN",
    "createdAt": "2026-10-10T11:20:03.551000+11:00",
    "announcedAt": "2026-10-10T11:20:03.590000+11:00",
    "resolvedAt": None,
    "resolvedBy": None,
    "reason": None,
}

MESSAGE: dict[str, Any] = {
    "identity": "7f3f6c4e-9a55-4bd5-9a4f-1c1f0a6a0d11",
    "stream": "inbox:billie-servicing",
    "entryId": "1791591603551-0",
    "publishedAt": "2026-10-10T11:20:03.551000+11:00",
    "receivedAt": "2026-10-10T11:20:03.553000+11:00",
    "outcome": "FAILED",
    "warnings": [],
    "fieldsReceived": [{"name": "typ", "bytes": 18}, {"name": "payload", "bytes": 74}],
}

REPORT: dict[str, Any] = {
    "dryRun": True,
    "applied": 2,
    "error": None,
    "stillParked": False,
    "changes": [
        {
            "table": "loan account",
            "key": "LOAN-90817",
            "column": "current_balance",
            "before": "580.00",
            "after": "435.00",
        }
    ],
}
STATUS: dict[str, Any] = {
    "streams": [
        {
            "stream": "inbox:billie-servicing",
            "length": 18210,
            "lagEvents": 0,
            "lagSeconds": 0.014,
            "oldestUnappliedSeconds": 0.0,
            "pending": 0,
            "latestEntryId": "1791591603551-0",
            "publishedAt": "2026-10-10T11:20:03.551000+11:00",
            "appliedAt": "2026-10-10T11:20:03.565000+11:00",
            "holder": "desk-1:4711",
            "isHeld": True,
            "events": 18210,
            "duplicates": 3,
        }
    ],
    "parkedAggregates": 1,
    "retryingAggregates": 0,
    "openDeadLetters": 1,
}


class StreamSerializer(CamelSerializer):
    """Where a stream stands; what only Redis knows is null while it cannot be reached."""

    stream = serializers.CharField(read_only=True)
    length = number(help_text="Entries in the stream.")
    lag_events = number(help_text="Entries that were not applied yet.")
    lag_seconds = serializers.FloatField(
        allow_null=True,
        read_only=True,
        help_text="From publish to commit of the event applied last.",
    )
    oldest_unapplied_seconds = serializers.FloatField(
        allow_null=True,
        read_only=True,
        help_text="Age of the oldest entry that was not applied yet; 0 if there is none.",
    )
    pending = number(help_text="Entries delivered and not acknowledged.")
    latest_entry_id = KnownText(help_text="The entry applied last.")
    published_at = instant(help_text="When it was published.")
    applied_at = instant(help_text="When it was applied.")
    holder = KnownText(help_text="The consumer that applied it.")
    is_held = flag(help_text="Whether a consumer holds the stream's lease now.")
    events = serializers.IntegerField(read_only=True)
    duplicates = serializers.IntegerField(read_only=True)


class EventsStatusSerializer(CamelSerializer):
    """How far the streams are applied, and what stands still."""

    streams = StreamSerializer(many=True, read_only=True)
    parkedAggregates = serializers.IntegerField(read_only=True)  # noqa: N815 - as they come
    retryingAggregates = serializers.IntegerField(read_only=True)  # noqa: N815
    openDeadLetters = serializers.IntegerField(read_only=True)  # noqa: N815


class DeadLetterSummarySerializer(CamelSerializer):
    """An event that could not be applied."""

    id = serializers.IntegerField(read_only=True)
    kind = serializers.ChoiceField(DeadLetter.Kind.choices, read_only=True)
    typ = KnownText(help_text="The type of the event.")
    aggregate = KnownText(help_text="What it is about, as in account:LOAN-1.")
    error = serializers.CharField(read_only=True)
    attempts = serializers.IntegerField(read_only=True)
    status = serializers.ChoiceField(DeadLetter.Status.choices, read_only=True)
    created_at = instant(allow_null=False)
    announced_at = instant(help_text="When it was written to the dead letter stream.")
    resolved_at = instant()
    resolved_by = KnownText()
    reason = KnownText(help_text="Why it was discarded.")


class MessageFieldSerializer(CamelSerializer):
    """One field of the message: its name and how large it is, not what it holds."""

    name = serializers.CharField(read_only=True)
    bytes = serializers.IntegerField(read_only=True)


class MessageSerializer(CamelSerializer):
    """The message as it came, without what is in it."""

    identity = serializers.UUIDField(read_only=True)
    stream = serializers.CharField(read_only=True)
    entry_id = serializers.CharField(read_only=True)
    published_at = instant(allow_null=False)
    received_at = instant(allow_null=False)
    outcome = serializers.ChoiceField(Outcome.choices, read_only=True)
    warnings = serializers.ListField(child=serializers.CharField(), read_only=True)
    fields_received = serializers.SerializerMethodField()

    @extend_schema_field(MessageFieldSerializer(many=True))
    def get_fields_received(self, event: StoredEvent) -> Any:
        """Return the names and sizes of the message's fields."""
        return [
            {"name": name.decode(errors="replace"), "bytes": len(value)}
            for name, value in unpack_fields(event.fields).items()
        ]


class DeadLetterSerializer(DeadLetterSummarySerializer):
    """An event that could not be applied, with where it came from."""

    event = MessageSerializer(read_only=True)


class ReplaySerializer(StrictSerializer):
    """Whether a replay is only tried; `dryRun` has to be said."""

    dry_run = serializers.BooleanField(help_text="true changes nothing and shows what would.")


class RowChangeSerializer(CamelSerializer):
    """One column of a row that changed, or would; null where there was no row."""

    table = serializers.CharField(read_only=True)
    key = serializers.CharField(read_only=True)
    column = serializers.CharField(read_only=True)
    before = serializers.SerializerMethodField()
    after = serializers.SerializerMethodField()

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_before(self, change: Any) -> str | None:
        """Return what it held, as text."""
        return None if change.before is None else str(change.before)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_after(self, change: Any) -> str | None:
        """Return what it holds, or would hold, as text."""
        return None if change.after is None else str(change.after)


class ReplayReportSerializer(CamelSerializer):
    """What a replay did, or would do: events applied, and the columns that change.

    `error` says why the event failed again; then `stillParked` says whether what waits behind it
    goes on waiting.
    """

    dry_run = flag()
    applied = serializers.IntegerField(read_only=True)
    error = KnownText()
    still_parked = flag()
    changes = RowChangeSerializer(many=True, read_only=True)


class DiscardSerializer(StrictSerializer):
    """Why an event can be given up."""

    reason = serializers.CharField(max_length=LONGEST_REASON)
