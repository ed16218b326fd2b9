"""What Celery does for this room. A task carries ids only; run twice or late it does no harm."""

import structlog
from celery import shared_task
from django.utils import timezone

from billie.enqueueing import enqueue
from ledger.models import MoneyCommand
from ledger.operations.bulk_waivers import advance_batch
from ledger.operations.sending import ADVANCE_TASK, BATCH_TASK
from ledger.operations.settling import settle_command
from ledger.operations.settling import sweep as find_due

log = structlog.get_logger(__name__)


@shared_task(name="ledger.sweep")
def sweep() -> dict[str, int]:
    """Find commands and bulk waivers that are due, give them to workers, publish what is left."""
    swept = find_due(now=timezone.now())
    for command_id in swept.command_ids:
        enqueue(ADVANCE_TASK, command_id=command_id)
    for batch_id in swept.batch_ids:
        enqueue(BATCH_TASK, batch_id=batch_id)
    return {
        "commands": len(swept.command_ids),
        "batches": len(swept.batch_ids),
        "published": swept.published,
    }


@shared_task(name=ADVANCE_TASK)
def advance_command(*, command_id: int) -> str:
    """Do what is to be done next with a command, if its state asks for anything.

    Returns where it is then; nothing for a number that a restored database does not know any more.
    """
    try:
        return str(settle_command(command_id=command_id, now=timezone.now()).state)
    except MoneyCommand.DoesNotExist:
        log.warning("command_not_known", command_id=command_id)
        return ""


@shared_task(name=BATCH_TASK)
def advance_bulk_waiver(*, batch_id: int) -> int:
    """Ask for what is left of a bulk waiver, and send it; return how many accounts that were."""
    return advance_batch(batch_id=batch_id, now=timezone.now())
