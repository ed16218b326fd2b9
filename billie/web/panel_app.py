"""Django's admin, told to use the panel's site."""

from django.contrib.admin.apps import AdminConfig


class PanelAdminConfig(AdminConfig):
    """Stands in INSTALLED_APPS in place of `django.contrib.admin`."""

    default_site = "billie.web.site.PanelSite"
