"""What somebody may do about a request, and if not why not and who can: for pages and programs."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from billie.staff import approval_rules as rules
from billie.staff.access import PermissionMissing
from billie.staff.approval_kinds import find_kind
from billie.staff.approval_refusals import ApprovalRefused, ApproverIsRequester, OverApproverLimit
from billie.staff.models import Approval


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Which acts are open to somebody; why they cannot approve, if so, and who can."""

    can_approve: bool = False
    can_reject: bool = False
    can_cancel: bool = False
    why_not: str = ""
    who_can: str = ""


def get_standing(approval: Approval, by: User, *, now: datetime, scope: str = "") -> Standing:
    """Return what somebody may do about a request; `scope` is the role of the token in use."""
    kind = find_kind(approval.kind)
    try:
        rules.check_open(approval, now)
    except ApprovalRefused as refused:
        return Standing(why_not=str(refused), who_can=refused.next_step)
    can_cancel = approval.requester_id == by.pk
    if kind is None:
        unknown = f"Nothing that runs here knows how to act on {approval.kind}."
        return Standing(can_cancel=can_cancel, why_not=unknown)
    try:
        rules.check_may_decide(approval, kind, by, scope=scope)
        rules.check_limit(approval, kind, by, scope=scope)
    except PermissionMissing:
        role = "Your role does not decide on this."
        return Standing(why_not=role, who_can=rules.who_can_decide(approval, kind))
    except ApproverIsRequester as refused:
        return Standing(can_cancel=True, why_not=str(refused), who_can=refused.next_step)
    except OverApproverLimit as refused:
        return Standing(can_reject=True, why_not=str(refused), who_can=refused.next_step)
    return Standing(can_approve=True, can_reject=True)
