"""The operations pages to read: streams, parked aggregates, dead letters, health."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from billie.live import publisher
from billie.staff.access import may, requires_permission
from billie.staff.roles import who_may
from billie.watch.health import OK, check_readiness
from billie.web.chips import Chip
from billie.web.keyset import Page
from billie.web.list_pages import show_list
from billie.web.operations_beside import operations_panels
from billie.web.panel import render_page
from servicing.models import DeadLetter
from servicing.pages.attention import stream_chip
from servicing.pages.event_words import event_title, find_subject
from servicing.pages.forms import DeadLetterFilters
from servicing.pages.raw_messages import read_message
from servicing.queries import streams
from servicing.queries.figures import count_waiting_events

FEW_LETTERS = 10
HEALTH_WORDS = {
    "database": ("Database", "database", "PostgreSQL: the record of everything"),
    "migrations": ("Tables", "table", "The tables are those that this version expects"),
    "redis": ("Redis", "bolt", "Carries events and live updates; losing it loses nothing"),
}


@requires_permission("servicing.view_operations")
def operations(request: HttpRequest) -> HttpResponse:
    """Show each stream, what is parked, the newest open dead letters, and what rooms add."""
    live_after = publisher.current_position()
    letters = streams.list_dead_letters(status=DeadLetter.Status.OPEN, limit=FEW_LETTERS)
    context = {
        "title": "Event streams",
        "live_after": live_after,
        "live_url": request.path,
        "streams": _streams(timezone.now()),
        "parked": [(row, find_subject(row.aggregate)) for row in streams.list_parked_aggregates()],
        "letters": [_shown(letter) for letter in letters.rows],
        "has_more_letters": letters.next_cursor is not None,
        "panels": operations_panels(request),
    }
    if "part" in request.GET:
        return render(request, "servicing/parts/operations_parts.html", context)
    return render_page(request, "servicing/operations.html", context)


@requires_permission("servicing.view_operations")
def dead_letters(request: HttpRequest) -> HttpResponse:
    """List dead letters, newest first."""
    return show_list(
        request,
        template="servicing/dead_letters.html",
        title="Dead letters",
        filters=DeadLetterFilters(request.GET),
        ask=_letters_page,
    )


@requires_permission("servicing.view_operations")
def dead_letter(request: HttpRequest, number: int) -> HttpResponse:
    """Show one dead letter: its error, its message, and what can be done by whom."""
    letter = get_letter(number)
    context = {
        "title": f"Dead letter {letter.pk}",
        "letter": letter,
        "title_of_event": event_title(letter.typ),
        "subject": find_subject(letter.aggregate),
        "message": read_message(letter.event.fields),
        "waiting": count_waiting_events(aggregate=letter.aggregate),
        "may_replay": may(request, "servicing.replay_dead_letter"),
        "may_discard": may(request, "servicing.discard_dead_letter"),
        "who_may_replay": who_may("servicing.replay_dead_letter"),
        "who_may_discard": who_may("servicing.discard_dead_letter"),
    }
    return render_page(request, "servicing/dead_letter.html", context)


@requires_permission("servicing.view_operations")
def health(request: HttpRequest) -> HttpResponse:
    """Show whether all that Billie needs is there, asked at this moment."""
    checks = [
        {"name": name, "icon": icon, "text": text, "chip": _health_chip(found), "found": found}
        for key, found in check_readiness().items()
        for name, icon, text in [HEALTH_WORDS.get(key, (key.capitalize(), "help", ""))]
    ]
    now = timezone.now()
    context = {
        "title": "Health",
        "checks": checks,
        "streams": _streams(now),
        "checked_at": now,
        "time_zone": settings.TIME_ZONE,
    }
    return render_page(request, "servicing/health.html", context)


def get_letter(number: int) -> DeadLetter:
    """Return a dead letter with its event.

    :raises Http404: if there is none with this number
    """
    try:
        return streams.get_dead_letter(dead_letter_id=number)
    except DeadLetter.DoesNotExist:
        raise Http404 from None


def _letters_page(chosen: dict[str, Any], cursor: str | None) -> Page[dict[str, Any]]:
    page = streams.list_dead_letters(**chosen, cursor=cursor)
    return Page(
        rows=[_shown(letter) for letter in page.rows],
        next_cursor=page.next_cursor,
        previous_cursor=page.previous_cursor,
    )


def _streams(now: datetime) -> list[dict[str, Any]]:
    return [
        {"status": status, "chip": stream_chip(status)}
        for status in streams.list_stream_status(now=now)
    ]


def _shown(letter: DeadLetter) -> dict[str, Any]:
    return {
        "letter": letter,
        "title": event_title(letter.typ),
        "subject": find_subject(letter.aggregate),
    }


def _health_chip(found: str) -> Chip:
    if found == OK:
        return Chip("Works", "good", "check_circle")
    return Chip(found.capitalize(), "bad", "error")
