"""Who may decide on a request, checked the same way for a page and for the act itself."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone

from billie.kernel.money import Money
from billie.staff.access import PermissionMissing
from billie.staff.approval_kinds import ApprovalKind
from billie.staff.approval_refusals import (
    ApprovalExpired,
    ApprovalNotOpen,
    ApproverIsRequester,
    CancelledByOther,
    NotAsSeen,
    OverApproverLimit,
    WordsMissing,
    WordsTooLong,
)
from billie.staff.limits import greatest_limit, is_within_limit, roles_for
from billie.staff.models import Approval
from billie.staff.role_groups import roles_of
from billie.staff.roles import HOLDER, PERMISSIONS, Role

DECIDE = "staff.decide_approval"
LONGEST_WORDS = 2000
LONGEST_REASON = 4000
MOST_NAMES = 5


def check_open(approval: Approval, now: datetime) -> None:
    """Let a request pass that waits for a decision and has not waited too long.

    :raises ApprovalNotOpen: if it was closed
    :raises ApprovalExpired: if its time is over, whether that was written down yet or not
    """
    if not approval.is_pending:
        raise ApprovalNotOpen(f"{approval.reference} is closed: {how_it_closed(approval)}.")
    if approval.is_overdue(now):
        day = timezone.localtime(approval.expires_at).strftime("%-d %b %Y, %H:%M")
        raise ApprovalExpired(f"{approval.reference} expired on {day}, as nobody had decided.")


def how_it_closed(approval: Approval) -> str:
    """Return what became of a closed request and through whom: "approved by Sam Smith"."""
    state = approval.get_state_display().lower()
    by = approval.decided_by
    return f"{state} by {name_of(by)}" if by is not None and not approval.found else state


def check_may_decide(approval: Approval, kind: ApprovalKind, by: User, *, scope: str = "") -> None:
    """Let somebody pass who may decide on a request; approving also needs `check_limit`.

    `scope` is the role that the token in use is limited to, empty without such a limit.

    :raises ApproverIsRequester: for whoever asked for it
    :raises PermissionMissing: for whoever lacks the kind's permission, or the one to decide
    """
    if approval.requester_id == by.pk:
        raise ApproverIsRequester(
            "You asked for this yourself, so somebody else decides.",
            who_can_decide(approval, kind),
        )
    for permission in (DECIDE, kind.permission):
        if not by.has_perm(permission) or (scope and permission not in PERMISSIONS[Role(scope)]):
            raise PermissionMissing(permission)


def check_limit(approval: Approval, kind: ApprovalKind, by: User, *, scope: str = "") -> None:
    """Let somebody pass whose role may approve the amount.

    :raises OverApproverLimit: saying who may
    """
    roles = acting_roles(by, scope)
    if is_within_limit(roles, approval.amount, approval.currency):
        return
    assert approval.amount is not None  # noqa: S101 - no amount is within every limit
    amount = Money(approval.amount, approval.currency)
    most = greatest_limit(roles, approval.currency)
    limit = Money(most or approval.amount, approval.currency)
    raise OverApproverLimit(
        f"This is about {amount}, and you may approve up to {limit}.",
        who_can_decide(approval, kind),
    )


def check_seen(approval: Approval, seen: str) -> None:
    """Let a decision pass that was made on what is asked for.

    :raises NotAsSeen: if its digest is another one
    """
    if seen != approval.content_hash:
        raise NotAsSeen(
            f"What you decided on is not what {approval.reference} shows, so nothing was decided."
        )


def check_may_cancel(approval: Approval, by: User) -> None:
    """Let whoever asked pass.

    :raises CancelledByOther: for everybody else
    """
    if approval.requester_id != by.pk:
        asker = name_of(approval.requester)
        raise CancelledByOther(f"Only {asker}, who asked for this, can take it back.")


def checked_words(words: str, *, what: str, longest: int = LONGEST_WORDS) -> str:
    """Return words as they are kept.

    :raises WordsMissing: if there are none; `what` says what is missing
    :raises WordsTooLong: if there are more than `longest` characters
    """
    clean = words.replace("\0", "").replace("\r\n", "\n").strip()
    if not clean:
        raise WordsMissing(what)
    if len(clean) > longest:
        raise WordsTooLong(f"There are {len(clean):,} characters; {longest:,} are possible.")
    return clean


def checked_reason(reason: str) -> str:
    """Return the words of a request as they are kept.

    :raises WordsMissing: if there are none
    :raises WordsTooLong: if there are more than 4 000 characters
    """
    return checked_words(reason, what="Say why this is asked for.", longest=LONGEST_REASON)


def who_can_decide(approval: Approval, kind: ApprovalKind) -> str:
    """Return a sentence that names who may approve a request, as far as there are few of them."""
    people = list_who_can_decide(approval, kind)
    if not people:
        holders = " or ".join(HOLDER[role] for role in _deciding_roles(approval, kind))
        return f"It needs {holders or 'somebody'} who may do it; at present nobody else can."
    names = [name_of(person) for person in people[:MOST_NAMES]]
    if len(people) > MOST_NAMES:
        return f"Ask {', '.join(names)} or another colleague who may."
    return f"Ask {' or '.join(filter(None, [', '.join(names[:-1]), names[-1]]))}."


def list_who_can_decide(approval: Approval, kind: ApprovalKind) -> list[User]:
    """Return the people who may approve a request, a few more than are named."""
    roles = _deciding_roles(approval, kind)
    people = User.objects.filter(is_active=True, groups__name__in=roles)
    others = people.exclude(pk=approval.requester_id).distinct().order_by("username")
    return list(others[: MOST_NAMES + 1])


def _deciding_roles(approval: Approval, kind: ApprovalKind) -> list[Role]:
    needed = {DECIDE, kind.permission}
    able = roles_for(approval.amount, approval.currency)
    return [role for role in able if needed <= PERMISSIONS[role]]


def name_of(person: User | None) -> str:
    """Return how colleagues know somebody: by name, else by login."""
    return (person.get_full_name() or person.get_username()) if person else "nobody"


def acting_roles(by: User, scope: str = "") -> list[Role]:
    """Return the roles in which somebody acts; a token's scope makes none of them greater."""
    held = [Role.ADMIN] if by.is_superuser else [Role(name) for name in roles_of(by)]
    if not scope:
        return held
    order = list(Role)
    return [min(role, Role(scope), key=order.index) for role in held]
