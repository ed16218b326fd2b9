"""Asking for changes of billers as an administrator of a desk, and agreeing to them."""

from typing import Any

from django.contrib.auth.models import User

from billers.models import BillerConfig, ConfigChange
from billers.operations.proposing import NO_CREDENTIALS, NewCredentials, change_or_ask
from billie.staff.models import Approval
from billie.staff.roles import Role
from tests.billers.operations.desk import Desk
from tests.billie.staff.people import person

WATER = "LWB_POSTPAID"
MOVED = "https://moved.example.com/soap"
HUSH = "made-up-and-new"
WORDS = "The water board moves; told by phone, called back."


def administrator() -> User:
    """Return the administrator of this desk, the same one each time."""
    return User.objects.filter(username="a.admin").first() or person(Role.ADMIN)


def change(
    desk: Desk,
    *,
    biller_type: str = WATER,
    credentials: NewCredentials = NO_CREDENTIALS,
    by: User | None = None,
    words: str = WORDS,
    **values: Any,
) -> BillerConfig | Approval:
    """Change a biller as an administrator, or ask for a second person where it needs one."""
    return change_or_ask(
        config_id=desk.config(biller_type).pk,
        values=values,
        credentials=credentials,
        words=words,
        by=by or administrator(),
        now=desk.at,
    )


def ask(desk: Desk, **what: Any) -> Approval:
    """Ask for a change that needs a second person; for a new address if nothing is named."""
    asked = change(desk, **(what or {"base_url": MOVED}))
    assert isinstance(asked, Approval)
    return asked


def row_of(approval: Approval, label: str) -> tuple[Any, Any]:
    """Return what an approver is shown in one row, before and after."""
    (row,) = (row for row in approval.shown["rows"] if row["label"] == label)
    return row["before"], row["after"]


def sealed() -> ConfigChange:
    """Return the one change that was asked for."""
    return ConfigChange.objects.get()
