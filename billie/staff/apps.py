"""The staff shelf, as Django knows it."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_migrate


class StaffConfig(AppConfig):
    name = "billie.staff"
    label = "staff"
    verbose_name = "Staff"

    def ready(self) -> None:
        """Keep roles equal to their table, record who signs in and out, give figures."""
        from billie.staff import authentication, checks, role_groups, sign_in  # noqa: F401
        from billie.staff.metrics import collect
        from billie.watch.metrics import register

        register("staff", collect)

        post_migrate.connect(role_groups.sync_roles_after_migrate, dispatch_uid="staff.roles")
        user_logged_in.connect(sign_in.record_sign_in, dispatch_uid="staff.signed_in")
        user_logged_out.connect(sign_in.record_sign_out, dispatch_uid="staff.signed_out")
        user_login_failed.connect(
            sign_in.record_failed_sign_in, dispatch_uid="staff.sign_in_failed"
        )
