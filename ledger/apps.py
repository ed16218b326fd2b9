"""The ledger room, as Django knows it."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "ledger"
    verbose_name = "Ledger"

    def ready(self) -> None:
        """Check the settings of the connection with Django's other checks, offer approvals."""
        from ledger import checks  # noqa: F401
        from ledger.operations.approving import register_kinds

        register_kinds()
