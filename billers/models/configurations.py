"""How each biller is reached and what it takes; every change is a new version."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from billie.vault.fields import SecretsField


class BillerType(models.TextChoices):
    """The eight billers, by type code (WIRE 3)."""

    REGISTER_GENERAL = "REGISTER_GENERAL", "Registrar General"
    BWB_POSTPAID = "BWB_POSTPAID", "Blantyre Water Board"
    LWB_POSTPAID = "LWB_POSTPAID", "Lilongwe Water Board"
    SRWB_POSTPAID = "SRWB_POSTPAID", "Southern Region Water Board"
    SRWB_PREPAID = "SRWB_PREPAID", "Southern Region Water Board, prepaid"
    MASM = "MASM", "Medical Aid Society of Malawi"
    AIRTEL_VALIDATION = "AIRTEL_VALIDATION", "Airtel Malawi"
    TNM_BUNDLES = "TNM_BUNDLES", "TNM internet bundles"


class Dialect(models.TextChoices):
    """What a biller's endpoint speaks (WIRE 3.1)."""

    SOAP = "SOAP", "SOAP"
    ESB = "ESB", "Bank ESB (XML over HTTP)"
    TNM = "TNM", "TNM XML"


def _currencies() -> list[str]:
    return ["MWK"]


class BillerConfig(models.Model):
    """One biller: dialect, addresses, credentials, limits and rules.

    `endpoints`, `features` and `validation_rules` are checked against `billers.schemas`.
    Credentials are sealed and never shown. `pause_above` is the unresolved money, in major units
    of the default currency, above which no new payment is started.
    """

    biller_type = models.CharField("type", max_length=32, unique=True)
    biller_name = models.CharField("biller", max_length=200)
    display_name = models.CharField("shown as", max_length=200)
    description = models.TextField("description", blank=True, default="")
    is_active = models.BooleanField("active", default=True)

    dialect = models.CharField("dialect", max_length=8, choices=Dialect)
    base_url = models.CharField("base URL", max_length=500)
    endpoints = models.JSONField("endpoints", default=dict, blank=True)
    credentials = SecretsField("credentials")
    default_currency = models.CharField("currency", max_length=3, default="MWK")
    supported_currencies = ArrayField(
        models.CharField(max_length=3), verbose_name="currencies taken", default=_currencies
    )
    timeout_ms = models.IntegerField("time-out in milliseconds", default=30_000)
    retry_attempts = models.IntegerField(
        "retries of safe calls", default=3, help_text="Look-ups only; a payment is sent once."
    )
    features = models.JSONField("features", default=dict, blank=True)
    validation_rules = models.JSONField("validation rules", default=dict, blank=True)
    credit_account = models.CharField(
        "the biller's account at core banking", max_length=64, blank=True, default=""
    )
    concurrency_limit = models.IntegerField("payments at once", default=8)
    pause_above = models.DecimalField(
        "pause above unresolved", max_digits=18, decimal_places=2, null=True, blank=True
    )

    version = models.IntegerField("version", default=1)
    created_at = models.DateTimeField("created at")
    updated_at = models.DateTimeField("updated at")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "biller configuration"
        default_permissions = ("view", "add", "change")
        permissions = [
            ("test_billerconfig", "Can test the connection to a biller"),
            ("activate_billerconfig", "Can activate and deactivate billers"),
            ("approve_billerconfig", "Can approve where billers are reached and paid"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(timeout_ms__gte=100, timeout_ms__lte=120_000),
                name="biller_timeout_is_sensible",
            ),
            models.CheckConstraint(
                condition=Q(retry_attempts__gte=0, retry_attempts__lte=10),
                name="biller_retries_are_sensible",
            ),
            models.CheckConstraint(
                condition=Q(concurrency_limit__gte=1), name="biller_takes_one_at_least"
            ),
            models.CheckConstraint(
                condition=Q(pause_above=None) | Q(pause_above__gt=0),
                name="biller_pause_above_zero",
            ),
        ]

    def __str__(self) -> str:
        return str(self.display_name or self.biller_type)

    @property
    def has_credentials(self) -> bool:
        """Whether there are any, which is all that is ever told of them."""
        return bool(self.credentials)


class BillerConfigVersion(models.Model):
    """A configuration as it was from one change to the next, without its credentials.

    `approved_by` is the second person, where the change needed one.
    """

    config = models.ForeignKey(BillerConfig, models.PROTECT, related_name="versions")
    version = models.IntegerField("version")
    content = models.JSONField("content")
    credentials_changed = models.BooleanField("credentials changed", default=False)
    changed_at = models.DateTimeField("changed at")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "version of a biller configuration"
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["config", "version"], name="biller_version_once")
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.config} version {self.version}"
