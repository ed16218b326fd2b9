"""What needs a person in operations, and how each stream is doing."""

from dataclasses import dataclass

from django.urls import reverse

from billie.web import words
from billie.web.chips import Chip, Tone
from ledger.queries.commands import count_commands_needing_people
from servicing.queries.figures import count_open_dead_letters, count_parked_aggregates
from servicing.queries.streams import StreamStatus

LATE_SECONDS = 30

UP_TO_DATE = Chip("Up to date", "good", "check_circle")
CATCHING_UP = Chip("Catching up", "info", "sync")
BEHIND = Chip("Behind", "warn", "hourglass_bottom")
NOT_READ = Chip("Nobody reads it", "bad", "error")
NOT_REACHED = Chip("Redis does not answer", "bad", "cloud_off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that waits for a person, and the way to it."""

    title: str
    text: str
    url: str
    tone: Tone
    icon: str


def stream_chip(status: StreamStatus) -> Chip:
    """Return how a stream is doing."""
    if status.length is None:
        return NOT_REACHED
    if not status.is_held:
        return NOT_READ
    if (status.oldest_unapplied_seconds or 0) > LATE_SECONDS:
        return BEHIND
    return CATCHING_UP if status.lag_events else UP_TO_DATE


def list_attention(streams: list[StreamStatus]) -> list[Item]:
    """Return what waits: streams that stand still, parked aggregates, dead letters, money."""
    items = [
        _stream_item(status) for status in streams if stream_chip(status).tone in {"warn", "bad"}
    ]
    operations = reverse("servicing:operations")
    if parked := count_parked_aggregates():
        items.append(
            Item(
                title=f"{words.whole(parked)} parked",
                text="Customers, accounts or conversations whose events wait behind a failed one",
                url=f"{operations}#parked",
                tone="bad",
                icon="pause_circle",
            )
        )
    if letters := count_open_dead_letters():
        items.append(
            Item(
                title=f"{words.whole(letters)} open dead letter{'' if letters == 1 else 's'}",
                text="Events that could not be applied: replay or discard them",
                url=f"{reverse('servicing:dead-letters')}?status=OPEN",
                tone="warn",
                icon="mail_off",
            )
        )
    if commands := count_commands_needing_people():
        items.append(
            Item(
                title=f"{words.whole(commands)} money command{'' if commands == 1 else 's'}",
                text="Not sent, or not known for long whether it was posted",
                url=reverse("servicing:commands"),
                tone="bad",
                icon="send_money",
            )
        )
    return items


def _stream_item(status: StreamStatus) -> Item:
    chip = stream_chip(status)
    waiting = words.whole(status.lag_events or 0)
    since = words.duration(status.oldest_unapplied_seconds or 0)
    text = (
        f"{waiting} events wait, the oldest for {since}"
        if status.lag_events
        else "Nothing waits yet"
    )
    if chip == NOT_REACHED:
        text = "What waits there cannot be seen. Pages show what was applied before."
    return Item(
        title=f"{status.stream}: {chip.label.lower() if chip != NOT_REACHED else chip.label}",
        text=text,
        url=reverse("servicing:operations"),
        tone=chip.tone,
        icon=chip.icon,
    )
