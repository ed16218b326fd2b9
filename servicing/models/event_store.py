"""The event store: every message whole, where streams stand, and what could not be applied."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from servicing.models.projected import KEY_LENGTH

STREAM_LENGTH = 200
TYPE_LENGTH = 200
AGGREGATE_LENGTH = KEY_LENGTH + 20  # "conversation:" and the key


class Outcome(models.TextChoices):
    """What became of an event."""

    APPLIED = "APPLIED", "Applied"
    IGNORED = "IGNORED", "Not needed here"
    UNHANDLED = "UNHANDLED", "Type not known here"
    FAILED = "FAILED", "Failed, its aggregate is parked"
    WAITING = "WAITING", "Waits behind a failed event"
    MALFORMED = "MALFORMED", "Cannot be read"
    DISCARDED = "DISCARDED", "Discarded by staff"


class StoredEvent(models.Model):
    """One message as it came. `id` is the order in which messages were stored.

    # Note [Why a stream has incarnations]
    Entry ids are unique within the life of a Redis stream. When a stream was lost and begins
    anew, ids may come again; the incarnation keeps them apart, and `identity` keeps the same
    event from counting twice.
    """

    identity = models.UUIDField("identity", unique=True)
    stream = models.CharField("stream", max_length=STREAM_LENGTH)
    incarnation = models.IntegerField("incarnation of the stream", default=0)
    entry_id = models.CharField("stream entry", max_length=50)
    typ = models.CharField("type", max_length=TYPE_LENGTH)
    aggregate = models.CharField("aggregate", max_length=AGGREGATE_LENGTH, default="")
    also = models.CharField(
        "also touches", max_length=AGGREGATE_LENGTH, default="", help_text="a second aggregate"
    )
    published_at = models.DateTimeField("published at")
    received_at = models.DateTimeField("received at")
    fields = models.TextField("fields", help_text="the message's fields as a JSON object")
    outcome = models.CharField("outcome", max_length=10, choices=Outcome)
    warnings = ArrayField(models.TextField(), default=list)

    class Meta:
        verbose_name = "stored event"
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "incarnation", "entry_id"], name="event_once_an_entry"
            ),
        ]
        indexes = [
            models.Index(fields=["aggregate", "typ", "id"], name="event_by_aggregate"),
            models.Index(
                fields=["also", "id"], name="event_by_also", condition=~models.Q(also="")
            ),
            models.Index(fields=["typ", "id"], name="event_by_type"),
            models.Index(
                fields=["outcome", "id"],
                name="event_not_applied",
                condition=models.Q(outcome__in=["FAILED", "WAITING", "MALFORMED"]),
            ),
            BrinIndex(fields=["published_at"], name="event_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.typ} {self.stream} {self.entry_id}"


class StreamBookmark(models.Model):
    """How far a stream has been applied; moves in the same transaction as the rows."""

    stream = models.CharField("stream", max_length=STREAM_LENGTH, primary_key=True)
    incarnation = models.IntegerField("incarnation", default=0)
    entry_id = models.CharField("last entry", max_length=50, default="0-0")
    events = models.BigIntegerField("events stored", default=0)
    duplicates = models.BigIntegerField("duplicates seen", default=0)
    published_at = models.DateTimeField("last event published at", null=True)
    applied_at = models.DateTimeField("last event applied at", null=True)
    holder = models.CharField("last consumer", max_length=200, default="")

    class Meta:
        verbose_name = "stream bookmark"

    def __str__(self) -> str:
        return f"{self.stream} @ {self.entry_id}"


class EventTally(models.Model):
    """How many events of a type arrived in an hour, and what became of them."""

    stream = models.CharField("stream", max_length=STREAM_LENGTH)
    typ = models.CharField("type", max_length=TYPE_LENGTH)
    outcome = models.CharField("outcome", max_length=10, choices=Outcome)
    hour = models.DateTimeField("hour")
    events = models.BigIntegerField("events", default=0)

    pk = models.CompositePrimaryKey("hour", "stream", "typ", "outcome")

    class Meta:
        verbose_name = "event tally"
        verbose_name_plural = "event tallies"

    def __str__(self) -> str:
        return f"{self.typ} {self.outcome} {self.hour:%Y-%m-%d %H}h: {self.events}"


class ParkedAggregate(models.Model):
    """An aggregate whose events wait because one of them failed."""

    class State(models.TextChoices):
        RETRYING = "RETRYING", "Being retried"
        PARKED = "PARKED", "Waits for a person"

    aggregate = models.CharField("aggregate", max_length=AGGREGATE_LENGTH, primary_key=True)
    event = models.ForeignKey(
        StoredEvent, models.DO_NOTHING, to_field="identity", db_constraint=False, related_name="+"
    )
    state = models.CharField("state", max_length=10, choices=State)
    attempts = models.IntegerField("attempts", default=1)
    error = models.TextField("error")
    parked_at = models.DateTimeField("since")
    next_attempt_at = models.DateTimeField("next attempt", null=True)

    class Meta:
        verbose_name = "parked aggregate"

    def __str__(self) -> str:
        return f"{self.aggregate} ({self.get_state_display()})"


class DeadLetter(models.Model):
    """An event that could not be applied, for a person to look at."""

    class Kind(models.TextChoices):
        MALFORMED = "MALFORMED", "Cannot be read"
        OVERSIZED = "OVERSIZED", "Too large"
        FAILED = "FAILED", "Failed when applied"

    class Status(models.TextChoices):
        OPEN = "OPEN", "Open"
        REPLAYED = "REPLAYED", "Replayed"
        DISCARDED = "DISCARDED", "Discarded"

    event = models.OneToOneField(
        StoredEvent,
        models.DO_NOTHING,
        to_field="identity",
        db_constraint=False,
        related_name="dead_letter",
    )
    kind = models.CharField("kind", max_length=10, choices=Kind)
    typ = models.CharField("type", max_length=TYPE_LENGTH)
    aggregate = models.CharField(
        "aggregate", max_length=AGGREGATE_LENGTH, default="", db_index=True
    )
    error = models.TextField("error")
    attempts = models.IntegerField("attempts", default=1)
    status = models.CharField("status", max_length=10, choices=Status, default=Status.OPEN)
    created_at = models.DateTimeField("since")
    announced_at = models.DateTimeField("written to the dead letter stream", null=True)
    resolved_at = models.DateTimeField("resolved at", null=True)
    resolved_by = models.CharField("resolved by", max_length=150, default="")
    reason = models.TextField("reason", default="")

    class Meta:
        verbose_name = "dead letter"
        indexes = [
            models.Index(fields=["status", "-id"], name="dead_letter_by_status"),
            models.Index(
                fields=["id"],
                name="dead_letter_unannounced",
                condition=models.Q(announced_at__isnull=True),
            ),
        ]
        permissions = [
            ("view_operations", "Can see streams, lag and dead letters"),
            ("replay_dead_letter", "Can replay dead letters"),
            ("discard_dead_letter", "Can discard dead letters"),
            ("rebuild_projections", "Can rebuild projections"),
        ]

    def __str__(self) -> str:
        return f"dead letter {self.pk}: {self.typ}"
