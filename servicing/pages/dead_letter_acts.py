"""Replaying and discarding a dead letter: first what it would do, then the act and its name."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billie.staff.access import requires_permission
from billie.web import words
from billie.web.panel import forget_counts, render_page
from servicing.models import DeadLetter
from servicing.operations.dead_letters import (
    DeadLetterIsSettled,
    ReplayReport,
    discard_dead_letter,
    replay_dead_letter,
)
from servicing.pages.event_words import event_title, find_subject
from servicing.pages.forms import DiscardForm
from servicing.pages.operations import get_letter
from servicing.pages.row_changes import group_changes
from servicing.queries.figures import count_waiting_events


@requires_permission("servicing.replay_dead_letter")
@require_http_methods(["GET", "POST"])
def replay(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a replay would change, and replay when told to."""
    letter = get_letter(number)
    is_dry_run = request.method != "POST"
    try:
        report = replay_dead_letter(
            dead_letter_id=letter.pk, by=_who(request), now=timezone.now(), dry_run=is_dry_run
        )
    except DeadLetterIsSettled as settled:
        messages.warning(request, f"{settled} Nothing was done.")
        return redirect("servicing:dead-letter", letter.pk)
    if not is_dry_run:
        forget_counts()
        _say_what_was_replayed(request, letter, report)
        return redirect("servicing:dead-letter", letter.pk)
    context = {
        "title": f"Replay dead letter {letter.pk}?",
        "letter": letter,
        "report": report,
        "groups": group_changes(report.changes),
    }
    return render_page(request, "servicing/dead_letter_replay.html", context)


@requires_permission("servicing.discard_dead_letter")
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for a reason, show what will happen, and discard when told to."""
    letter = get_letter(number)
    if letter.status != DeadLetter.Status.OPEN:
        messages.warning(request, f"Dead letter {letter.pk} is settled already. Nothing was done.")
        return redirect("servicing:dead-letter", letter.pk)
    step = request.POST.get("step", "")
    is_sent = step in {"review", "confirm"}
    form = DiscardForm(request.POST if is_sent else None, initial=request.POST.dict())
    is_ready = form.is_bound and form.is_valid()
    if step == "confirm" and is_ready:
        return _discard(request, letter, form.cleaned_data["reason"])
    context = {
        "title": f"Discard dead letter {letter.pk}?",
        "letter": letter,
        "form": form,
        "is_review": is_ready,
        "title_of_event": event_title(letter.typ),
        "subject": find_subject(letter.aggregate),
        "waiting": count_waiting_events(aggregate=letter.aggregate),
    }
    return render_page(request, "servicing/dead_letter_discard.html", context)


def _who(request: HttpRequest) -> User:
    return cast(User, request.user)  # strangers do not come this far


def _discard(request: HttpRequest, letter: DeadLetter, reason: str) -> HttpResponse:
    try:
        discard_dead_letter(
            dead_letter_id=letter.pk, reason=reason, by=_who(request), now=timezone.now()
        )
    except DeadLetterIsSettled as settled:
        messages.warning(request, f"{settled} Nothing was done.")
    else:
        forget_counts()
        messages.success(request, f"Dead letter {letter.pk} discarded.")
    return redirect("servicing:dead-letter", letter.pk)


def _say_what_was_replayed(request: HttpRequest, letter: DeadLetter, report: ReplayReport) -> None:
    applied = f"{words.whole(report.applied)} event{'' if report.applied == 1 else 's'} applied"
    if report.error:
        messages.error(request, f"Replayed, but it failed again: {report.error}. {applied}.")
    elif report.still_parked:
        messages.warning(
            request,
            f"Dead letter {letter.pk} replayed: {applied}. A later one failed; the rest waits.",
        )
    else:
        messages.success(request, f"Dead letter {letter.pk} replayed: {applied}.")
