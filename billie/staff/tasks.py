"""What Celery does about staff. A task run twice, late or never does no harm."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from billie.staff import approval_notices, approvals


@shared_task(name="staff.look_after_approvals")
def look_after_approvals() -> dict[str, int]:
    """Close requests whose time is over, and have approvers told of those that are new."""
    expired = approvals.expire_approvals(now=timezone.now())
    untold = approval_notices.list_untold() if settings.NOTICE_URLS else []
    for approval_id in untold:
        tell_approvers.delay(approval_id=approval_id)
    return {"expired": expired, "told": len(untold)}


@shared_task(name="staff.tell_approvers")
def tell_approvers(*, approval_id: int) -> bool:
    """Send the notice of one request, unless it was sent or the request is closed."""
    return approval_notices.tell_approvers(
        approval_id=approval_id,
        addresses=settings.NOTICE_URLS,
        site=settings.PUBLIC_URL,
        now=timezone.now(),
    )
