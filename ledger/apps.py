"""The ledger room, as Django knows it."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "ledger"
    verbose_name = "Ledger"

    def ready(self) -> None:
        """Tell the rooms below what this one checks, measures, offers for approval and watches."""
        from billie.live.sources import register_source
        from billie.watch.metrics import register
        from ledger import checks, metrics  # noqa: F401
        from ledger.operations.approving import register_kinds
        from ledger.watching import in_sight

        register("money commands", metrics.collect_commands)
        register("ledger", metrics.collect_calls, is_outside=True)
        register_kinds()
        register_source("account", in_sight)
