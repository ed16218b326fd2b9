"""The web shelf, as Django knows it."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "billie.web"
    label = "web"
    verbose_name = "Web"
