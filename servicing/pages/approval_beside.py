"""What this room shows beside a request for approval: what was said lately, and what was noted."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from billie.staff.access import may
from billie.staff.models import Approval
from servicing.pages.chat import messages_as_html
from servicing.queries.notes import list_notes
from servicing.queries.talks import find_latest_talk

FEW_NOTES = 3


def beside_approval(request: HttpRequest, approval: Approval) -> SafeString | None:
    """Return the customer's latest conversation and notes, as far as the viewer may see them."""
    customer_id = approval.customer_id
    if not customer_id:
        return None
    sees_talks = may(request, "servicing.view_conversation")
    sees_notes = may(request, "servicing.view_contactnote")
    talk = find_latest_talk(customer_id=customer_id) if sees_talks else None
    notes = list_notes(customer_ids=[customer_id], limit=FEW_NOTES) if sees_notes else []
    context = {
        "sees_talks": sees_talks,
        "sees_notes": sees_notes,
        "customer_id": customer_id,
        "conversation": talk.conversation if talk else None,
        "status": talk.conversation.shown_status(timezone.now()) if talk else "",
        "messages_html": messages_as_html(talk.utterances) if talk else "",
        "notes": notes,
    }
    return render_to_string("servicing/parts/approval_beside.html", context)
