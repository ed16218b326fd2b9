"""Conversations: the list, and one with what was said, found out and decided."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Q

from billie.web.keyset import DEFAULT_LIMIT, Page, paginate
from servicing.models import (
    Conversation,
    Customer,
    NoticeboardPost,
    ParkedAggregate,
    Utterance,
)
from servicing.models.conversations import LATEST_AT, STATUS_BY_AGE, ShownStatus
from servicing.projections import build_row, column_names
from servicing.queries.customers import with_customers
from servicing.queries.parked import find_parked

MOST_UTTERANCES = 2_000  # WIRE 1.4
MOST_POSTS = 500  # WIRE 1.4
NOT_SHOWN = ("facts", "assessments", "application_data", "statement_capture")

Line = TypeVar("Line", Utterance, NoticeboardPost)


class ConversationNotKnown(LookupError):
    """No event has named this conversation yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationView:
    """One conversation; lines oldest first, and only the newest when there are very many.

    `is_cut` says whether older lines are left out.
    """

    conversation: Conversation
    customer: Customer | None
    utterances: list[Utterance]
    noticeboard: list[NoticeboardPost]
    parked: ParkedAggregate | None
    is_cut: bool


def get_conversation_view(*, conversation_id: str) -> ConversationView:
    """Return a conversation with its newest 2 000 messages and 500 noticeboard posts.

    :raises ConversationNotKnown: if no event has named it
    """
    conversation = Conversation.objects.filter(pk=conversation_id).first()
    if conversation is None:
        raise ConversationNotKnown(conversation_id)
    utterances = _newest(Utterance, conversation_id, MOST_UTTERANCES + 1)
    aggregate = f"conversation:{conversation_id}"
    return ConversationView(
        conversation=conversation,
        customer=Customer.objects.filter(pk=conversation.customer_id).first(),
        utterances=utterances[:MOST_UTTERANCES][::-1],
        noticeboard=_newest(NoticeboardPost, conversation_id, MOST_POSTS)[::-1],
        parked=find_parked([aggregate]).get(aggregate),
        is_cut=len(utterances) > MOST_UTTERANCES,
    )


def _newest(model: type[Line], conversation_id: str, limit: int) -> list[Line]:
    """Return the newest lines of a conversation, newest first.

    Built without ceremony: thousands of rows take half the time so.
    """
    names = column_names(model)
    lines = model._default_manager.filter(conversation_id=conversation_id)
    newest = lines.order_by("-stream_order", "-event_id").values_list(*names)[:limit]
    return [build_row(model, zip(names, values, strict=True)) for values in newest]


def list_conversations(
    *,
    now: datetime,
    status: str = "",
    decision: str = "",
    customer_id: str = "",
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[Conversation]:
    """Return a page of conversations, the latest first.

    Each has `customer_name`, `is_parked`, `latest_at` and `status`, as staff see it at `now`. The
    decision "none" stands for conversations that have not been decided.

    :raises billie.web.keyset.CursorNotValid: if the cursor was changed
    """
    conversations = Conversation.objects.defer(*NOT_SHOWN).annotate(latest_at=LATEST_AT)
    if decision:
        conversations = conversations.filter(decision="" if decision == "none" else decision)
    if customer_id:
        conversations = conversations.filter(customer_id=customer_id)
    if status:
        conversations = conversations.filter(_shown_as(ShownStatus(status), now))
    page: Page[Any] = paginate(
        with_customers(conversations),
        order=["-latest_at", "conversation_id"],
        cursor=cursor,
        limit=limit,
    )
    parked = find_parked(f"conversation:{row.pk}" for row in page.rows)
    for row in page.rows:
        row.customer_name = row.customer.full_name if row.customer else ""
        row.status = row.shown_status(now)
        row.is_parked = f"conversation:{row.pk}" in parked
    return page


def _shown_as(status: ShownStatus, now: datetime) -> Q:
    """Return the condition under which `Conversation.shown_status` answers this."""
    youngest = now
    for age, shown in STATUS_BY_AGE:
        if shown == status:
            return Q(decision="", latest_at__gt=now - age, latest_at__lte=youngest)
        youngest = now - age
    if status == ShownStatus.HARD_END:
        return Q(decision="", latest_at__lte=youngest)
    return Q(decision=status.value.upper())
