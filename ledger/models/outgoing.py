"""Events of ours on their way to other systems."""

from django.db import models
from django.db.models import Q

from ledger.models.kinds import KEY_LENGTH


class OutgoingEvent(models.Model):
    """An event of ours on its way to the internal stream: a row first, published after.

    Published at least once; its `event_id` makes a second time have no effect.
    """

    event_id = models.UUIDField("event id", unique=True)
    typ = models.CharField("type", max_length=100)
    conversation = models.CharField("request id", max_length=KEY_LENGTH)
    payload = models.JSONField("payload")
    created_at = models.DateTimeField("created at")
    published_at = models.DateTimeField("published at", null=True)

    class Meta:
        verbose_name = "outgoing event"
        default_permissions = ()
        indexes = [
            models.Index(fields=["id"], name="outgoing_to_publish", condition=Q(published_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.typ} {self.event_id}"
