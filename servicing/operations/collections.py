"""The collections queue: taking, assigning and releasing accounts, and closing what is over.

# Note [Who may have whose account]
Everybody who works on collections may take what nobody has and give back what is theirs. To take
an account from a colleague, or give one to somebody, is for those who may assign; a door says
whether the person in front of it may.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from billie.live import publisher, topics
from billie.staff import audit
from servicing.models import CollectionCase, LoanAccount
from servicing.models.casework.collections import CaseEnd
from servicing.models.loans import AccountStatus
from servicing.queries.accounts import AccountNotKnown
from servicing.queries.collections import WORK

BATCH = 200
CLOSED = (AccountStatus.PAID_OFF, AccountStatus.WRITTEN_OFF)


class NotInArrears(Exception):
    """The account is not in arrears, so there is nothing to collect."""


class CaseIsTaken(Exception):
    """A colleague has the account already."""


class OnlyAssignersAssign(Exception):
    """Giving accounts to others, or taking theirs, needs the right to assign."""


class AssigneeNotPossible(Exception):
    """The person cannot work on collections, or is no active member of staff."""


def assign_case(
    *, loan_account_id: str, to: User | None, by: User, may_assign: bool, now: datetime
) -> CollectionCase:
    """Give an account in arrears to somebody, or to nobody; asked again it changes nothing.

    :raises AccountNotKnown: if no event has named the account (`servicing.queries.accounts`)
    :raises NotInArrears: if there is nothing to collect
    :raises CaseIsTaken: if a colleague has it and `by` may not assign
    :raises OnlyAssignersAssign: if `to` is somebody else and `by` may not assign
    :raises AssigneeNotPossible: if `to` may not work on collections
    """
    if to is not None and to != by and not may_assign:
        raise OnlyAssignersAssign("Only a supervisor gives an account to somebody else.")
    if to is not None and not (to.is_active and to.has_perm(WORK)):
        raise AssigneeNotPossible(f"{name_of(to)} cannot work on collections. Choose another.")
    with transaction.atomic():
        case = lock_case(loan_account_id, now=now)
        before = case.assigned_to
        if before == to:
            return case
        if before is not None and before != by and not may_assign:
            raise CaseIsTaken(
                f"{name_of(before)} has this account. Ask a supervisor to give it to you."
            )
        hand_over(case, to, now=now)
        case.save()
        _record(case, before=before, by=by, now=now)
    tell_pages(case)
    return case


def close_settled_cases(*, now: datetime, batch: int = BATCH) -> int:
    """Close the cases of accounts that are current again or closed; return how many.

    In batches, each a transaction of its own. Run twice or late it does no harm.
    """
    closed = 0
    while True:
        with transaction.atomic():
            over = CollectionCase.objects.select_for_update(skip_locked=True, of=("self",)).filter(
                closed_at=None, loan_account__is_in_arrears=False
            )
            cases = list(over.select_related("loan_account").order_by("id")[:batch])
            for case in cases:
                is_closed = case.loan_account.account_status in CLOSED
                case.closed_at = now
                case.closed_because = CaseEnd.CLOSED if is_closed else CaseEnd.CURRENT
            CollectionCase.objects.bulk_update(cases, ["closed_at", "closed_because"])
        if not cases:
            return closed
        closed += len(cases)
        publisher.publish({topics.COLLECTIONS})


def lock_case(loan_account_id: str, *, now: datetime) -> CollectionCase:
    """Return the open case of an account in arrears, locked; it begins here if there is none.

    It comes with its account.

    :raises AccountNotKnown: if no event has named the account (`servicing.queries.accounts`)
    :raises NotInArrears: if there is nothing to collect
    """
    account = LoanAccount.objects.filter(pk=loan_account_id).first()
    if account is None:
        raise AccountNotKnown(loan_account_id)
    if not account.is_in_arrears:
        raise NotInArrears(f"Account {account} is not in arrears, so there is nothing to collect.")
    found = CollectionCase.objects.select_for_update(of=("self",)).select_related("assigned_to")
    open_case = found.filter(loan_account=account, closed_at=None)
    case = open_case.first()
    if case is None:
        case = CollectionCase(loan_account=account, opened_at=now)
        try:
            with transaction.atomic():
                case.save(force_insert=True)
        except IntegrityError:  # somebody was faster
            case = open_case.get()
    case.loan_account = account
    return case


def hand_over(case: CollectionCase, to: User | None, *, now: datetime) -> None:
    """Let a case be somebody's, or nobody's; the caller saves it."""
    case.assigned_to, case.assigned_at = to, now if to else None


def name_of(person: User) -> str:
    """Return how colleagues call somebody."""
    return str(person.get_full_name() or person.get_username())


def tell_pages(case: CollectionCase) -> None:
    """Tell open pages that a case, which came with its account, has changed."""
    changed = {topics.COLLECTIONS, topics.account(case.loan_account_id)}
    if case.loan_account.customer_id:
        changed.add(topics.customer(case.loan_account.customer_id))
    transaction.on_commit(lambda: publisher.publish(changed))


def _record(case: CollectionCase, *, before: User | None, by: User, now: datetime) -> None:
    after = case.assigned_to
    told: dict[str, Any] = {"loanAccountId": case.loan_account_id}
    audit.record(
        action="CASE_ASSIGNED" if after else "CASE_RELEASED",
        subject=("collection case", str(case.pk)),
        now=now,
        actor=by,
        before={"assignedTo": before.get_username() if before else None},
        after={**told, "assignedTo": after.get_username() if after else None},
    )
