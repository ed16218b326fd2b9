"""Telling others of requests: open pages at once, approvers by mail or chat a little later.

# Note [Why notices are found and not sent along]
Whoever asks must not wait for a mail server, nor fail when Celery's broker is away. So nothing is
enqueued where a request is made; a periodic task finds what nobody was told of yet. A notice is
claimed before it is sent: better none than one every half minute, as the badge in the panel
counts the request anyway.
"""

from datetime import datetime

import structlog
from django.db import transaction

from billie.live import publisher, topics
from billie.staff.approval_states import ApprovalState
from billie.staff.models import Approval
from billie.staff.notices import send_notice

MOST_AT_ONCE = 100

log = structlog.get_logger(__name__)


def announce(approval: Approval) -> None:
    """Tell open pages, once the caller's transaction is committed, that a request has changed."""
    changed = {topics.APPROVALS}
    if approval.customer_id:
        changed.add(topics.customer(approval.customer_id))
    if approval.loan_account_id:
        changed.add(topics.account(approval.loan_account_id))
    transaction.on_commit(lambda: publisher.publish(changed))


def list_untold() -> list[int]:
    """Return the ids of open requests that approvers were not told of, the oldest first."""
    untold = Approval.objects.filter(state=ApprovalState.PENDING, told_at=None)
    return list(untold.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])


def tell_approvers(*, approval_id: int, addresses: list[str], site: str, now: datetime) -> bool:
    """Send one notice of an open request to the Apprise addresses; tell whether it was sent.

    Harmless twice: only the first to claim a request sends. The notice has its title and its
    address below `site` and nothing else. What cannot be delivered is logged.
    """
    open_requests = Approval.objects.filter(pk=approval_id, state=ApprovalState.PENDING)
    if not open_requests.filter(told_at=None).update(told_at=now):
        return False
    approval = open_requests.first()
    if approval is None:  # decided in this very moment
        return False
    was_sent = send_notice(
        addresses=addresses,
        title=f"Waiting for approval: {approval.title}",
        body=f"{site.rstrip('/')}/approvals/{approval.pk}",
    )
    if not was_sent:
        log.warning(
            "approval_notice_not_delivered", approval=approval.pk, addresses=len(addresses)
        )
    return was_sent
