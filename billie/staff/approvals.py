"""The one approval engine: asking for a second person, and what that person decides.

# Note [What binds a decision]
A request keeps the state before and after as people were shown it, and a digest of that. A
decision names the digest it was made on. Then the facts are read again, outside any transaction,
as that may need the network; and under the row's lock they must have the same digest, or the
request lapses. What changes between the reading and the lock is the business of `on_approved`,
which sees the database under the same lock, and of the ledger, which has the final word.

# Note [Refusals are kept]
A refused decision leaves an entry in the audit trail, written after the transaction that it
ended. What is merely incomplete, such as a form without words, leaves none.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from billie.staff import approval_rules as rules
from billie.staff.approval_closing import PEOPLE, close, lock, refusals_recorded, write_down
from billie.staff.approval_content import Shown, content_hash, to_json
from billie.staff.approval_kinds import ApprovalKind, get_kind
from billie.staff.approval_notices import announce
from billie.staff.approval_refusals import AlreadyRequested, ApprovalExpired, SubjectChanged
from billie.staff.approval_states import ApprovalState
from billie.staff.models import Approval

EXPIRED_WORDS = "Nobody decided in time."


def request_approval(  # noqa: PLR0913 - each is one entry of the request
    *,
    kind: str,
    subject: tuple[str, str],
    title: str,
    link: str,
    reason: str,
    shown: Shown,
    requester: User,
    now: datetime,
    amount: Decimal | None = None,
    currency: str = "",
    customer_id: str = "",
    loan_account_id: str = "",
) -> Approval:
    """Ask for a second person, in the caller's transaction.

    `subject` is the kind and key of what the act is about; `title` one line without personal
    data, since notices carry it; `amount`, in major units, what approvers' limits go by.

    :raises KindNotKnown: if no room has registered the kind
    :raises WordsMissing: if the reason is empty
    :raises AlreadyRequested: if the same is waiting already, and the kind wants one at a time
    """
    approval = Approval(
        kind=kind,
        subject_type=subject[0],
        subject_id=subject[1],
        title=title,
        link=link,
        reason=rules.checked_reason(reason),
        requester=requester,
        requested_at=now,
        amount=amount,
        currency=currency,
        customer_id=customer_id,
        loan_account_id=loan_account_id,
    )
    return _keep(approval, get_kind(kind), shown)


def approve(
    *, approval_id: int, by: User, words: str, seen: str, now: datetime, scope: str = ""
) -> Approval:
    """Approve a request, and let its kind act on it.

    `seen` is the digest of what the approver was shown (`content_hash`); `scope` the role that
    the token in use is limited to, if any. Not within a transaction: the facts may come from the
    network. What `after_approved` does comes after the decision is safe.

    :raises Approval.DoesNotExist: if there is no such request
    :raises ApprovalRefused: one of its subclasses, when nothing was approved
    :raises PermissionMissing: for an approver without the permissions
    :raises FactsNotReadable: when it cannot be known whether anything changed since
    """
    words = rules.checked_words(words, what="Say why you approve this.")
    with refusals_recorded("approve", approval_id, by=by, now=now):
        approval = _get_open(approval_id, now)
        kind = get_kind(approval.kind)

        def check(approval: Approval) -> None:
            rules.check_open(approval, now)
            rules.check_may_decide(approval, kind, by, scope=scope)
            rules.check_limit(approval, kind, by, scope=scope)
            rules.check_seen(approval, seen)

        check(approval)
        try:
            facts = kind.read_facts(approval)
            with transaction.atomic(durable=True):
                approval = lock(approval_id)
                check(approval)
                _check_unchanged(approval, facts)
                close(approval, ApprovalState.APPROVED, by=by, words=words, now=now)
        except SubjectChanged as changed:
            changed.approval = _lapse(approval_id, changed, by=by, now=now)
            raise
    kind.after_approved(approval)
    return approval


def reject(
    *, approval_id: int, by: User, words: str, now: datetime, seen: str = "", scope: str = ""
) -> Approval:
    """Reject a request. As nothing happens then, no limit is asked for and no facts are read.

    :raises Approval.DoesNotExist: if there is no such request
    :raises ApprovalRefused: one of its subclasses, when it was not rejected
    :raises PermissionMissing: for somebody without the permissions
    """
    words = rules.checked_words(words, what="Say why you reject this.")
    with refusals_recorded("reject", approval_id, by=by, now=now):
        approval = _get_open(approval_id, now)
        kind = get_kind(approval.kind)
        with transaction.atomic():
            approval = lock(approval_id)
            rules.check_open(approval, now)
            rules.check_may_decide(approval, kind, by, scope=scope)
            if seen:
                rules.check_seen(approval, seen)
            close(approval, ApprovalState.REJECTED, by=by, words=words, now=now)
    return approval


def cancel(*, approval_id: int, by: User, words: str, now: datetime) -> Approval:
    """Take back what one has asked for.

    :raises Approval.DoesNotExist: if there is no such request
    :raises ApprovalRefused: one of its subclasses, when it was not cancelled
    """
    words = rules.checked_words(words, what="Say why you take this back.")
    with refusals_recorded("cancel", approval_id, by=by, now=now):
        _get_open(approval_id, now)
        with transaction.atomic():
            approval = lock(approval_id)
            rules.check_open(approval, now)
            rules.check_may_cancel(approval, by)
            close(approval, ApprovalState.CANCELLED, by=by, words=words, now=now)
    return approval


def expire_approvals(*, now: datetime) -> int:
    """Close every request whose time is over, each in its own transaction; return how many."""
    overdue = Approval.objects.filter(state=ApprovalState.PENDING, expires_at__lte=now)
    ids = list(overdue.order_by("expires_at").values_list("pk", flat=True))
    return sum(_expire(approval_id, now) for approval_id in ids)


def _keep(approval: Approval, kind: ApprovalKind, shown: Shown) -> Approval:
    """Save a new request with what was shown, write it down, and tell who can decide."""
    now = approval.requested_at
    approval.is_exclusive = kind.one_at_a_time
    approval.shown = to_json(shown)
    approval.content_hash = _hash(approval, shown)
    approval.expires_at = now + timedelta(days=settings.APPROVAL_DAYS)
    _make_room(approval, now)
    try:
        with transaction.atomic():
            approval.save(force_insert=True)
            write_down("APPROVAL_REQUESTED", approval, by=approval.requester, now=now)
    except IntegrityError:  # somebody was faster
        _make_room(approval, now)
        raise
    announce(approval)
    return approval


def _get_open(approval_id: int, now: datetime) -> Approval:
    """Return a request that can still be decided; one whose time is over is closed at once."""
    approval = Approval.objects.select_related(*PEOPLE).get(pk=approval_id)
    try:
        rules.check_open(approval, now)
    except ApprovalExpired:
        _expire(approval_id, now)
        raise
    return approval


def _expire(approval_id: int, now: datetime) -> bool:
    """Close a request if its time is over and nobody was faster; return whether it was closed."""
    with transaction.atomic():
        approval = lock(approval_id)
        if not approval.is_overdue(now):
            return False
        close(approval, ApprovalState.EXPIRED, by=None, words=EXPIRED_WORDS, now=now)
    return True


def _make_room(approval: Approval, now: datetime) -> None:
    """Expire an open request about the same whose time is over.

    :raises AlreadyRequested: if its time is not over
    """
    if not approval.is_exclusive:
        return
    same = Approval.objects.filter(
        kind=approval.kind,
        subject_type=approval.subject_type,
        subject_id=approval.subject_id,
        state=ApprovalState.PENDING,
        is_exclusive=True,
    )
    if (waiting := same.select_related("requester").first()) is None or _expire(waiting.pk, now):
        return
    asker = rules.name_of(waiting.requester)
    raise AlreadyRequested(
        f"{asker} has asked for the same, and it waits as {waiting.reference}.", waiting.pk
    )


def _check_unchanged(approval: Approval, facts: Shown) -> None:
    """Let a request pass whose facts are as they were shown.

    :raises SubjectChanged: if they are not
    """
    if _hash(approval, facts) != approval.content_hash:
        raise SubjectChanged(
            f"What {approval.reference} is about has changed since it was asked for.", found=facts
        )


def _lapse(approval_id: int, changed: SubjectChanged, *, by: User, now: datetime) -> Approval:
    """Close a request because its subject changed, unless somebody else closed it just before."""
    with transaction.atomic(durable=True):
        approval = lock(approval_id)
        if approval.is_pending:
            close(
                approval,
                ApprovalState.LAPSED,
                by=by,
                words=str(changed),
                now=now,
                found=changed.found,
            )
    return approval


def _hash(approval: Approval, shown: Shown) -> str:
    return content_hash(
        kind=approval.kind,
        subject=approval.subject,
        amount=approval.amount,
        currency=approval.currency,
        shown=shown,
    )
