"""The billers room, as Django knows it."""

from django.apps import AppConfig


class BillersConfig(AppConfig):
    name = "billers"
    verbose_name = "Billers"

    def ready(self) -> None:
        """Let two people resolve what no evidence settles, and give figures."""
        from billers.metrics import doors, payments
        from billers.operations.resolving import RESOLUTION
        from billie.staff.approval_kinds import register_kind
        from billie.watch.metrics import register

        register_kind(RESOLUTION)
        register("bill payments", payments.collect)
        register("paused billers", doors.collect_paused)
        register("biller calls", doors.collect_calls, is_outside=True)
