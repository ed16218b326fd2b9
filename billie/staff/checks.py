"""What must be right about staff before Billie runs in production."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import ProgrammingError

from billie.staff.demo import accounts_with_demo_password


@register(Tags.database)
def production_has_no_demo_staff(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Refuse `migrate` and `check --database` in production while a demo login works."""
    if not settings.IS_PRODUCTION or not databases:
        return []
    try:
        names = accounts_with_demo_password()
    except ProgrammingError:  # before the first migration there are no accounts
        return []
    if not names:
        return []
    return [
        Error(
            f"The demo's password opens these accounts: {', '.join(names)}.",
            hint="Deactivate them, or give each its own password with manage.py changepassword.",
            id="staff.E001",
        )
    ]
