"""What every projected row has, and how money and natural keys are stored."""

from typing import Any

from django.db import models


class Projected(models.Model):
    """A row that only the projections write, always from events.

    `as_of` is the instant at which the newest event that changed it entered the stream.
    """

    first_event_at = models.DateTimeField("first event", null=True, editable=False)
    as_of = models.DateTimeField("as of", null=True, editable=False)

    class Meta:
        abstract = True


def money_field(label: str) -> "models.DecimalField[Any, Any]":
    """Return a column for an amount of the row's currency, in major units with two decimals."""
    return models.DecimalField(label, max_digits=18, decimal_places=2, null=True)


def key_field(label: str, **options: Any) -> "models.CharField[Any, Any]":
    """Return a column for an identifier that a publisher minted."""
    return models.CharField(label, max_length=KEY_LENGTH, **options)


KEY_LENGTH = 200
