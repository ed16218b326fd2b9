"""Collections: who looks after an account in arrears, and what came of each contact."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from servicing.models.casework.notes import ContactNote
from servicing.models.casework.promises import PromiseToPay
from servicing.models.loans import LoanAccount


class ContactOutcome(models.TextChoices):
    """What came of a contact."""

    PROMISE = "PROMISE", "Promised to pay"
    NO_ANSWER = "NO_ANSWER", "No answer"
    WRONG_NUMBER = "WRONG_NUMBER", "Wrong number"
    REFUSED = "REFUSED", "Refuses to pay"
    HARDSHIP = "HARDSHIP", "In hardship"
    PAID = "PAID", "Says it is paid"
    OTHER = "OTHER", "Something else"


class CaseEnd(models.TextChoices):
    """Why a case was closed."""

    CURRENT = "CURRENT", "The account is current again"
    CLOSED = "CLOSED", "The account is closed"


class CollectionCase(models.Model):
    """The work on one account for as long as it is in arrears.

    It begins when somebody first takes the account or writes an outcome down; an account without
    one waits for that. An account has one open case at most.
    """

    loan_account = models.ForeignKey(
        LoanAccount,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="collection_cases",
    )
    opened_at = models.DateTimeField("opened at")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="assigned to",
    )
    assigned_at = models.DateTimeField("assigned at", null=True)
    next_contact_date = models.DateField("next contact", null=True)
    latest_outcome = models.CharField(
        "latest outcome", max_length=12, choices=ContactOutcome, default=""
    )
    latest_contact_at = models.DateTimeField("latest contact at", null=True)
    closed_at = models.DateTimeField("closed at", null=True)
    closed_because = models.CharField("closed because", max_length=8, choices=CaseEnd, default="")

    class Meta:
        verbose_name = "collection case"
        default_permissions = ("view",)
        permissions = [
            ("work_collectioncase", "Can take accounts in arrears and write down outcomes"),
            ("assign_collectioncase", "Can assign accounts in arrears to others"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["loan_account"],
                condition=Q(closed_at=None),
                name="case_open_once_an_account",
            ),
            models.CheckConstraint(
                condition=Q(assigned_to=None, assigned_at=None)
                | Q(assigned_to__isnull=False, assigned_at__isnull=False),
                name="case_assigned_at_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_because="")
                | Q(closed_at__isnull=False, closed_because__in=CaseEnd.values),
                name="case_closed_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["loan_account", "-id"], name="case_by_account"),
            models.Index(
                fields=["assigned_to", "next_contact_date"],
                name="case_open_by_person",
                condition=Q(closed_at=None),
            ),
            models.Index(
                fields=["next_contact_date"], name="case_open_by_day", condition=Q(closed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"case of {self.loan_account_id}"


class CollectionContact(models.Model):
    """One contact about an account in arrears: what came of it, and its note. Append-only."""

    case = models.ForeignKey(CollectionCase, models.PROTECT, related_name="contacts")
    at = models.DateTimeField("at")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outcome = models.CharField("outcome", max_length=12, choices=ContactOutcome)
    next_contact_date = models.DateField("next contact", null=True)
    note = models.OneToOneField(ContactNote, models.PROTECT, related_name="contact")
    promise = models.OneToOneField(PromiseToPay, models.PROTECT, null=True, related_name="contact")
    once = models.CharField(  # noqa: DJ001 - any number of contacts may have none
        "digest of the form's key", max_length=64, null=True, unique=True, editable=False
    )

    class Meta:
        verbose_name = "collection contact"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="PROMISE", promise__isnull=False)
                | (~Q(outcome="PROMISE") & Q(promise=None)),
                name="contact_promise_is_there",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=ContactOutcome.values), name="contact_outcome_is_known"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, {self.at:%Y-%m-%d}"
