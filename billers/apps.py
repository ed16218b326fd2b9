"""The billers room, as Django knows it."""

from django.apps import AppConfig


class BillersConfig(AppConfig):
    name = "billers"
    verbose_name = "Billers"

    def ready(self) -> None:
        """Let two people resolve what no evidence settles."""
        from billers.operations.resolving import RESOLUTION
        from billie.staff.approval_kinds import register_kind

        register_kind(RESOLUTION)
