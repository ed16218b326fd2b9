"""The views that somebody has saved."""

from django.contrib.auth.models import User

from billers.models import SavedView


def list_views(*, owner: User) -> list[SavedView]:
    """Return the views of one person, by name."""
    return list(SavedView.objects.filter(owner=owner).order_by("name", "id"))
