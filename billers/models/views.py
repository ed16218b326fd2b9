"""Saved views: the filters of a list under a name, each person's own."""

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """Filters of the list of payments, as its address carries them."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="whose"
    )
    name = models.CharField("name", max_length=40)
    filters = models.JSONField("filters")
    created_at = models.DateTimeField("created at")

    class Meta:
        verbose_name = "saved view"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="view_once_a_name"),
        ]

    def __str__(self) -> str:
        return str(self.name)
