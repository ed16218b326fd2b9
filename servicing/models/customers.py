"""Customers, as the stream last described them."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Collate, Lower, Reverse

from servicing.models.projected import Projected, key_field


class EkycStatus(models.TextChoices):
    """Outcome of the electronic identity check, in the wire's words (WIRE 1.3)."""

    SUCCESSFUL = "successful", "Successful"
    FAILED = "failed", "Failed"
    PENDING = "pending", "Pending"


class Customer(Projected):
    """A person we lend to.

    A customer whose identity was merged into another stays as a tombstone: `merged_into` names
    the customer to whom accounts, conversations and notes now belong.
    """

    customer_id = key_field("customer ID", primary_key=True)
    first_name = models.CharField("first name", max_length=200, default="")
    last_name = models.CharField("last name", max_length=200, default="")
    full_name = models.CharField("full name", max_length=401, default="")
    preferred_name = models.CharField("preferred name", max_length=200, default="")
    email_address = models.CharField("e-mail address", max_length=320, default="")
    mobile_phone_number = models.CharField("mobile phone number", max_length=50, default="")
    phone_digits = models.CharField("phone number, digits only", max_length=50, default="")
    date_of_birth = models.DateField("date of birth", null=True)
    ekyc_status = models.CharField("eKYC status", max_length=20, choices=EkycStatus, default="")
    identity_verified = models.BooleanField("identity verified", default=False)
    verified_at = models.DateTimeField("verified at", null=True)
    residential_address = models.JSONField("residential address", default=dict)
    mailing_address = models.JSONField("mailing address", default=dict)
    staff_flag = models.BooleanField("staff", default=False)
    investor_flag = models.BooleanField("investor", default=False)
    founder_flag = models.BooleanField("founder", default=False)
    vulnerable_flag = models.BooleanField("vulnerable", default=False)
    merged_into = models.ForeignKey(
        "self",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="tombstones",
    )

    class Meta:
        verbose_name = "customer"
        indexes = [
            models.Index(fields=["full_name", "customer_id"], name="customer_by_name"),
            models.Index(
                fields=["full_name", "customer_id"],
                name="customer_vulnerable",
                condition=models.Q(vulnerable_flag=True),
            ),
            models.Index(
                Collate(Lower("first_name"), "C"),
                Collate(Lower("last_name"), "C"),
                "customer_id",
                name="customer_by_first_name",
            ),
            models.Index(
                Collate(Lower("last_name"), "C"),
                Collate(Lower("first_name"), "C"),
                "customer_id",
                name="customer_by_last_name",
            ),
            models.Index(
                fields=["phone_digits"],
                name="customer_by_phone",
                opclasses=["varchar_pattern_ops"],
            ),
            models.Index(
                OpClass(Reverse("phone_digits"), name="text_pattern_ops"),
                name="customer_by_phone_end",
            ),
            models.Index(
                fields=["merged_into"],
                name="customer_by_merger",
                condition=models.Q(merged_into__isnull=False),
            ),
            models.Index(
                OpClass(Lower("email_address"), name="text_pattern_ops"),
                name="customer_by_email",
            ),
            GinIndex(
                OpClass(Lower("full_name"), name="gin_trgm_ops"),
                name="customer_name_trigrams",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.customer_id
