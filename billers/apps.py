"""The billers room, as Django knows it."""

from django.apps import AppConfig


class BillersConfig(AppConfig):
    name = "billers"
    verbose_name = "Billers"

    def ready(self) -> None:
        """Let two people decide on payments and billers, and show how payments run."""
        from billers.metrics import doors, payments, transfers
        from billers.operations.approving_changes import CONFIG_CHANGE
        from billers.operations.resolving import RESOLUTION
        from billers.operations.reversing import REVERSAL
        from billers.pages.operations import panel
        from billie.staff.approval_kinds import register_kind
        from billie.watch.metrics import register
        from billie.web.operations_beside import register_operations_panel

        register_kind(CONFIG_CHANGE)
        register_kind(RESOLUTION)
        register_kind(REVERSAL)
        register_operations_panel("billers", panel)
        register("bill payments", payments.collect)
        register("paused billers", doors.collect_paused)
        register("transfers at core banking", transfers.collect)
        register("biller calls", doors.collect_calls, is_outside=True)
