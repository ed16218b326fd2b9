"""The ledger room, as Django knows it."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "ledger"
    verbose_name = "Ledger"

    def ready(self) -> None:
        """Check the settings of the connection, give figures to `/metrics`, offer approvals."""
        from billie.watch.metrics import register
        from ledger import checks, metrics  # noqa: F401
        from ledger.operations.approving import register_kinds

        register("money commands", metrics.collect_commands)
        register("ledger", metrics.collect_calls, is_outside=True)
        register_kinds()
