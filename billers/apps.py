"""The billers room, as Django knows it."""

from django.apps import AppConfig


class BillersConfig(AppConfig):
    name = "billers"
    verbose_name = "Billers"
