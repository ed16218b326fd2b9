"""Saving the filters of the list of payments under a name, for oneself."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from billers.models import SavedView

MOST_VIEWS = 20
LONGEST_NAME = 40


class ViewRefused(ValueError):
    """A view cannot be saved; the message says why."""


def save_view(*, owner: User, name: str, filters: Mapping[str, str], now: datetime) -> SavedView:
    """Save filters, as an address carries them, under a name of the owner's own.

    :raises ViewRefused: without name or filters, for a name that is taken, or one too many
    """
    name = " ".join(name.replace("\0", "").split())
    if not name or len(name) > LONGEST_NAME:
        raise ViewRefused(f"Give the view a name of at most {LONGEST_NAME} characters.")
    if not filters:
        raise ViewRefused("Set a filter first: a view is a name for filters.")
    if SavedView.objects.filter(owner=owner).count() >= MOST_VIEWS:
        raise ViewRefused(f"You have {MOST_VIEWS} views. Delete one you no longer use.")
    view = SavedView(owner=owner, name=name, filters=dict(filters), created_at=now)
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise ViewRefused(f"You have a view called “{name}”. Choose another name.") from None
    return view


def delete_view(*, view_id: int, owner: User) -> str | None:
    """Delete a view of one's own; return its name, None if there is none any more."""
    view = SavedView.objects.filter(pk=view_id, owner=owner).first()
    if view is None:
        return None
    view.delete()
    return str(view.name)
