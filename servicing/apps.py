"""The servicing room, as Django knows it."""

from django.apps import AppConfig


class ServicingConfig(AppConfig):
    name = "servicing"
    verbose_name = "Servicing"

    def ready(self) -> None:
        """Give the room's figures to `/metrics`."""
        from billie.watch.metrics import register
        from servicing.metrics import collect

        register("servicing", collect)
