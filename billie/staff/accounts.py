"""Setting up the accounts of staff, and recording what becomes of them."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from billie.staff import audit
from billie.staff.role_groups import set_role


def set_up_account(*, username: str, password: str | None, role: str, now: datetime) -> User:
    """Create an account with one role, or give an existing one this role and password.

    Without a password an existing account keeps its own, and a new one cannot sign in until it is
    given one. The password is not checked for strength here.
    """
    with transaction.atomic():
        user, is_new = User.objects.get_or_create(username=username)
        user.is_staff = user.is_active = True
        if is_new:
            user.set_unusable_password()
            audit.record(action="ACCOUNT_CREATED", subject=("user", username), now=now)
        if password is not None and not user.check_password(password):
            user.set_password(password)
        user.save()
        set_role(user=user, role=role, now=now)
    return user


class PasswordAudit:
    """Records every new password, whichever way it was set: Django tells its validators."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Accept any password; other validators judge."""

    def get_help_text(self) -> str:
        """Return what no program can check."""
        return "Choose one that you use nowhere else."

    def password_changed(self, password: str, user: User | None = None) -> None:
        """Record whose password was set, never which."""
        if user is not None:
            subject = ("user", user.get_username())
            audit.record(action="PASSWORD_SET", subject=subject, now=timezone.now())
