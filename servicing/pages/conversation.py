"""The conversation page: the chat, and beside it what was assessed, noted and decided.

While the page is open, `conversation_parts` answers those of its parts again that have changed;
of the messages only those after `?from=`, which the page appends.
"""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from billie.live import publisher, topics
from billie.staff.access import may, requires_permission
from billie.web.panel import render_page
from servicing.pages.chat import messages_as_html
from servicing.pages.findings import (
    assessments,
    board,
    decision_facts,
    papers,
    status_changes_at,
)
from servicing.pages.readable import readable
from servicing.queries.conversations import (
    ConversationNotKnown,
    ConversationView,
    get_conversation_view,
)

VIEW = "servicing.view_conversation"
OPERATIONS = "servicing.view_operations"
PARTS = ("head", "messages", "decision", "summary", "assessments", "noticeboard", "application")


@requires_permission(VIEW)
def conversation(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show a conversation."""
    live_after = publisher.current_position()  # before anything is read
    try:
        context = _context(request, conversation_id)
    except ConversationNotKnown:
        return _not_known(request, conversation_id)
    context["live_after"] = live_after
    return render_page(request, "servicing/conversation.html", context)


@requires_permission(VIEW)
def conversation_parts(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Answer those parts of the page that `?part=` names, as they are now."""
    try:
        context = _context(request, conversation_id)
    except ConversationNotKnown:
        return _not_known(request, conversation_id)
    context["parts"] = [
        f"servicing/conversation/{name}.html"
        for name in request.GET.getlist("part")
        if name in PARTS
    ]
    return render(request, "servicing/conversation/parts.html", context)


def _not_known(request: HttpRequest, conversation_id: str) -> HttpResponse:
    context = {"title": "No such conversation", "conversation_id": conversation_id}
    return render_page(request, "servicing/conversation_not_known.html", context, status=404)


def _context(request: HttpRequest, conversation_id: str) -> dict[str, Any]:
    now = timezone.now()
    view = get_conversation_view(conversation_id=conversation_id)
    row = view.conversation
    return {
        "title": f"Conversation {row}",
        "conversation": row,
        "customer_name": (view.customer.full_name if view.customer else "") or row.customer_id,
        "sees": {"customer": may(request, "servicing.view_customer")},
        "status": row.shown_status(now),
        "status_changes_at": status_changes_at(row, now),
        "parked": view.parked,
        "parked_url": reverse("servicing:operations") if may(request, OPERATIONS) else "",
        "decision_facts": decision_facts(row.final_decision),
        "facts": readable(row.facts) if row.facts else "",
        "assessments": assessments(row),
        "board": board(view.noticeboard),
        "papers": papers(row),
        "topics": quote(topics.conversation(conversation_id), safe=":"),
        "parts_url": reverse("servicing:conversation-parts", args=[conversation_id]),
        **_messages(request, view),
    }


def _messages(request: HttpRequest, view: ConversationView) -> dict[str, Any]:
    """Return the messages that the page does not have yet.

    A page says how many it has, up to which. When that is not so (an event that was parked came in
    between), it gets all of them anew.
    """
    have, size = request.GET.get("from", ""), request.GET.get("size", "")
    older = [
        line for line in view.utterances if have.isdecimal() and line.stream_order <= int(have)
    ]
    is_whole = not older or not (view.is_cut or size == str(len(older)))
    lines = view.utterances if is_whole else view.utterances[len(older) :]
    return {
        "messages_html": messages_as_html(lines),
        "is_whole": is_whole,
        "newest_order": view.utterances[-1].stream_order if view.utterances else "",
        "message_count": len(view.utterances),
        "is_cut": view.is_cut,
    }
