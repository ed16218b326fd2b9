"""Contact notes: what staff wrote about contacts with customers."""

import pgtrigger
from django.conf import settings
from django.db import models

from servicing.models.projected import key_field


class ContactNote(models.Model):
    """What a member of staff wrote about a contact with a customer.

    Append-only: a correction is a new note that names the one it amends, and a note can be
    amended once, so versions form a chain.
    """

    class Channel(models.TextChoices):
        PHONE = "PHONE", "Phone call"
        EMAIL = "EMAIL", "E-mail"
        SMS = "SMS", "Text message"
        CHAT = "CHAT", "Chat"
        LETTER = "LETTER", "Letter"
        INTERNAL = "INTERNAL", "Internal note"

    customer_id = key_field("customer ID")
    loan_account_id = key_field("loan account ID", default="", blank=True)
    conversation_id = key_field("conversation ID", default="", blank=True)
    channel = models.CharField("channel", max_length=10, choices=Channel, default=Channel.PHONE)
    text = models.TextField("note", max_length=10_000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("written at")
    amends = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="amended_by"
    )
    once = models.CharField(  # noqa: DJ001 - any number of notes may have none
        "digest of the form's key", max_length=64, null=True, unique=True, editable=False
    )

    class Meta:
        verbose_name = "contact note"
        indexes = [models.Index(fields=["customer_id", "-id"], name="note_by_customer")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="note_has_words"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} about {self.customer_id}"
