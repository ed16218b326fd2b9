"""Where things about money are shown; for rooms that may not know this one."""

from django.urls import reverse


def command_address(command_id: int) -> str:
    """Return the address of the page of a money command."""
    return reverse("servicing:command", args=[command_id])
