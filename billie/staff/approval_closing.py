"""Closing a request: the one place where its state changes, and what is written down with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from billie.staff import audit
from billie.staff.access import PermissionMissing
from billie.staff.approval_content import Shown, to_json
from billie.staff.approval_kinds import FactsNotReadable, find_kind
from billie.staff.approval_notices import announce
from billie.staff.approval_refusals import ApprovalRefused
from billie.staff.approval_states import ApprovalState, check_move
from billie.staff.models import Approval

SUBJECT = "approval"
PEOPLE = ("requester", "decided_by")


def lock(approval_id: int) -> Approval:
    """Return a request with its row locked until the transaction ends.

    :raises Approval.DoesNotExist: if there is none with this number
    """
    rows = Approval.objects.select_related(*PEOPLE).select_for_update(of=("self",))
    return rows.get(pk=approval_id)


def close(
    approval: Approval,
    state: ApprovalState,
    *,
    by: User | None,
    words: str,
    now: datetime,
    found: Shown | None = None,
) -> None:
    """Close a locked request, let its kind follow in the same transaction, and write it down.

    Without a person (`by`) it was time that closed it. A kind that is no longer registered has
    nothing to follow.
    """
    check_move(approval.state, state)
    before = {"state": approval.state}
    approval.state = state
    approval.decided_by = by
    approval.decided_at = now
    approval.words = words
    approval.found = None if found is None else to_json(found)
    approval.save(update_fields=["state", "decided_by", "decided_at", "words", "found"])
    if (kind := find_kind(approval.kind)) is not None:
        follow = kind.on_approved if state == ApprovalState.APPROVED else kind.on_closed
        follow(approval)
    write_down(f"APPROVAL_{state.value}", approval, by=by, now=now, before=before)
    announce(approval)


def write_down(
    action: str,
    approval: Approval,
    *,
    by: User | None,
    now: datetime,
    before: dict[str, Any] | None = None,
) -> None:
    """Leave an entry in the audit trail of what became of a request."""
    after = {
        "state": approval.state,
        "kind": approval.kind,
        "subject": list(approval.subject),
        "title": approval.title,
        "amount": approval.amount,
        "currency": approval.currency,
        "requester": approval.requester.get_username(),
        "words": approval.words or approval.reason,
        "shown": approval.shown,
        "contentHash": approval.content_hash,
    }
    if approval.found is not None:
        after["found"] = approval.found
    audit.record(
        action=action,
        subject=(SUBJECT, str(approval.pk)),
        actor=by or audit.NOBODY_KNOWN,
        now=now,
        before=before,
        after=after,
    )


@contextmanager
def refusals_recorded(act: str, approval_id: int, *, by: User, now: datetime) -> Iterator[None]:
    """Leave an entry in the audit trail when an act is refused; it is refused all the same."""
    try:
        yield
    except (ApprovalRefused, PermissionMissing, FactsNotReadable) as refused:
        audit.record(
            action="APPROVAL_REFUSED",
            subject=(SUBJECT, str(approval_id)),
            actor=by,
            now=now,
            after={"act": act, "refusal": type(refused).__name__, "words": str(refused)},
        )
        raise
