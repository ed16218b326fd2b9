"""The web shelf, as Django knows it."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "billie.web"
    label = "web"
    verbose_name = "Web"

    def ready(self) -> None:
        """Give the figures that belong to no room."""
        from billie.watch import queues
        from billie.watch.metrics import register

        register("queues", queues.collect, is_outside=True)
