"""The servicing room, as Django knows it."""

from django.apps import AppConfig


class ServicingConfig(AppConfig):
    name = "servicing"
    verbose_name = "Servicing"

    def ready(self) -> None:
        """Give the room's figures to `/metrics`, and tell the ledger room what it must ask."""
        from billie.watch.metrics import register
        from ledger.guards import register_account_names, register_command_page, register_guard
        from ledger.projected import register_projected_balances
        from servicing.metrics import collect
        from servicing.pages.money.addresses import command_address
        from servicing.queries.account_names import name_accounts
        from servicing.queries.balances import list_projected_balances
        from servicing.queries.hardship import object_to_fees

        register("servicing", collect)
        register_account_names(name_accounts)
        register_command_page(command_address)
        register_projected_balances(list_projected_balances)
        register_guard("hardship", object_to_fees)
