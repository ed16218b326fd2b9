"""Questions about requests for approval. Lists are querysets; the doors page them by key."""

import re
from collections.abc import Iterable
from decimal import Decimal

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from billie.staff.approval_kinds import list_kinds
from billie.staff.approval_rules import DECIDE, acting_roles
from billie.staff.approval_states import ApprovalState
from billie.staff.limits import LIMITS, greatest_limit
from billie.staff.models import Approval
from billie.staff.roles import Role

PEOPLE = ("requester", "decided_by")
REFERENCE = re.compile(r"APR-0*(\d{1,18})", re.ASCII | re.IGNORECASE)


def get_approval(*, approval_id: int) -> Approval:
    """Return a request with the people of it.

    :raises Approval.DoesNotExist: if there is none with this number
    """
    return Approval.objects.select_related(*PEOPLE).get(pk=approval_id)


def find_approvals(
    *, state: str = "", kind: str = "", requester: User | None = None
) -> "QuerySet[Approval]":
    """Return requests with their people, narrowed by what is given."""
    rows = Approval.objects.select_related(*PEOPLE)
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if requester is not None:
        rows = rows.filter(requester=requester)
    return rows


def find_by_reference(text: str) -> Approval | None:
    """Return the request that somebody names as APR-00000041, None if that names none."""
    named = REFERENCE.fullmatch(text.strip())
    return find_approvals().filter(pk=int(named[1])).first() if named else None


def list_open_for_customer(*, customer_ids: Iterable[str]) -> list[Approval]:
    """Return what waits for a decision about a customer's identities, the oldest first."""
    rows = find_approvals(state=ApprovalState.PENDING).filter(customer_id__in=list(customer_ids))
    return list(rows.order_by("pk"))


def waiting_for(person: User) -> "QuerySet[Approval]":
    """Return the open requests that somebody could approve: not their own, none too large."""
    rows = find_approvals(state=ApprovalState.PENDING)
    if not person.has_perm(DECIDE):
        return rows.none()
    kinds = [kind.code for kind in list_kinds() if person.has_perm(kind.permission)]
    theirs = rows.filter(kind__in=kinds).exclude(requester=person)
    return theirs.filter(_none_too_large(acting_roles(person)))


def _none_too_large(roles: list[Role]) -> Q:
    """Return what these roles may approve by amount, in each currency that has limits."""
    elsewhere = _up_to(greatest_limit(roles, "")) & ~Q(currency__in=LIMITS)
    allowed = Q(amount=None) | elsewhere
    for currency in LIMITS:
        allowed |= Q(currency=currency) & _up_to(greatest_limit(roles, currency))
    return allowed


def _up_to(limit: Decimal | None) -> Q:
    return Q() if limit is None else Q(amount__lte=limit)


def count_waiting_for(person: User) -> int:
    """Return how many open requests somebody could approve."""
    return waiting_for(person).count()
