"""Changes of billers that wait for a second person, with credentials sealed until they count."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from billie.vault.fields import SecretsField

WRITTEN_ONCE = [
    "config", "biller_type", "base_version", "values", "dropped", "asked_by", "asked_at",
]  # fmt: skip
"""What a change consists of. Credentials are wrapped anew when keys rotate, and erased at last."""


class ConfigChange(models.Model):
    """What is to become of a biller's configuration once two people want it.

    `values` has only what differs from version `base_version`, by column; 0 stands for a biller
    that is yet to be added and has no `config`. `credentials` are those to be set, erased once it
    is decided; `dropped` the names of those to be forgotten. `approval_id` is the request in the
    inbox, None for what its author was shown and has not asked for yet.
    """

    config = models.ForeignKey("billers.BillerConfig", models.PROTECT, null=True, related_name="+")
    biller_type = models.CharField("type", max_length=32)
    base_version = models.IntegerField("version it was made from")
    values = models.JSONField("values")
    credentials = SecretsField("credentials")
    dropped = ArrayField(
        models.CharField(max_length=200), verbose_name="credentials to forget", default=list
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("asked at")
    approval_id = models.BigIntegerField("approval", null=True, unique=True)

    class Meta:
        verbose_name = "change of a biller configuration"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(config=None, base_version=0)
                | Q(config__isnull=False, base_version__gte=1),
                name="biller_change_has_a_base",
            )
        ]
        triggers = [pgtrigger.ReadOnly(name="written_once", fields=WRITTEN_ONCE)]

    def __str__(self) -> str:
        return f"{self.biller_type} after version {self.base_version}"

    @property
    def is_new(self) -> bool:
        """Whether it adds a biller."""
        return self.base_version == 0

    @property
    def is_asked_for(self) -> bool:
        """Whether it stands in the inbox, or stood there."""
        return self.approval_id is not None
