"""Who has which account in arrears: taken, assigned, given back, closed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction

from billie.staff.models import AuditEntry
from billie.staff.roles import Role
from servicing.models import CollectionCase, LoanAccount
from servicing.operations.collections import (
    AssigneeNotPossible,
    CaseIsTaken,
    NotInArrears,
    OnlyAssignersAssign,
    close_settled_cases,
)
from servicing.queries.accounts import AccountNotKnown
from servicing.tasks import close_cases
from tests.billie.staff.people import person
from tests.servicing.collecting import DAY, NOW, late_account, take


@pytest.fixture
def olive(db: None) -> User:
    late_account(1)
    return person(Role.OPERATIONS, username="olive", first_name="Olive", last_name="Osei")


@pytest.fixture
def otto(db: None) -> User:
    return person(Role.OPERATIONS, username="otto")


def test_taking_an_account_opens_its_case_and_leaves_a_trail(olive):
    case = take(olive)

    case.refresh_from_db()
    assert (case.loan_account_id, case.assigned_to, case.assigned_at) == ("LA-1", olive, NOW)
    entry = AuditEntry.objects.get(action="CASE_ASSIGNED")
    assert entry.before == {"assignedTo": None}
    assert entry.after == {"loanAccountId": "LA-1", "assignedTo": "olive"}


def test_taking_it_twice_changes_nothing(olive):
    first = take(olive)

    again = take(olive, now=NOW + DAY)

    assert again == first
    assert CollectionCase.objects.get().assigned_at == NOW
    assert AuditEntry.objects.filter(action="CASE_ASSIGNED").count() == 1


def test_what_a_colleague_has_can_only_be_taken_by_who_may_assign(olive, otto):
    take(olive)

    with pytest.raises(CaseIsTaken, match="Olive Osei has this account"):
        take(otto)
    with pytest.raises(CaseIsTaken):
        take(otto, to=None)
    assert take(otto, may_assign=True).assigned_to == otto


def test_only_who_may_assign_gives_an_account_to_somebody_else(olive, otto):
    with pytest.raises(OnlyAssignersAssign):
        take(olive, to=otto)

    assert take(olive, to=otto, may_assign=True).assigned_to == otto


def test_an_account_can_be_given_back(olive):
    take(olive)

    case = take(olive, to=None)

    assert (case.assigned_to, case.assigned_at) == (None, None)
    assert AuditEntry.objects.get(action="CASE_RELEASED").before == {"assignedTo": "olive"}


def test_nobody_is_given_an_account_who_cannot_work_on_it(olive):
    reader = person(Role.READONLY, username="reader")
    gone = person(Role.OPERATIONS, username="gone", is_active=False)

    for somebody in (reader, gone):
        with pytest.raises(AssigneeNotPossible):
            take(olive, to=somebody, may_assign=True)


def test_there_is_nothing_to_collect_where_nothing_is_overdue(olive):
    LoanAccount.objects.update(is_in_arrears=False)

    with pytest.raises(NotInArrears):
        take(olive)
    with pytest.raises(AccountNotKnown):
        take(olive, "LA-9")


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_take_it_for_one_of_them(olive, otto):
    together = Barrier(2)

    def take_at_once(somebody: User) -> object:
        together.wait()
        try:
            return take(somebody).assigned_to
        except CaseIsTaken as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(take_at_once, [olive, otto]))

    assert CollectionCase.objects.count() == 1
    assert CollectionCase.objects.get().assigned_to in outcomes
    assert sum(isinstance(one, CaseIsTaken) for one in outcomes) == 1


@pytest.mark.parametrize(
    ("status", "why"), [("active", "CURRENT"), ("paid_off", "CLOSED"), ("written_off", "CLOSED")]
)
def test_a_case_is_closed_when_its_account_is_current_or_closed(olive, status, why):
    take(olive)
    LoanAccount.objects.update(is_in_arrears=False, account_status=status)

    closed = close_settled_cases(now=NOW + DAY)

    case = CollectionCase.objects.get()
    assert (closed, case.closed_at, case.closed_because) == (1, NOW + DAY, why)
    assert close_settled_cases(now=NOW + DAY) == 0


def test_an_account_that_falls_behind_again_gets_a_new_case(olive):
    first = take(olive)
    LoanAccount.objects.update(is_in_arrears=False)
    close_settled_cases(now=NOW)
    LoanAccount.objects.update(is_in_arrears=True)

    assert take(olive).pk != first.pk


def test_cases_are_closed_by_the_task_in_small_batches(olive):
    for number in range(2, 6):
        late_account(number)
        take(olive, f"LA-{number}")
    LoanAccount.objects.update(is_in_arrears=False)

    assert close_settled_cases(now=NOW, batch=3) == 4
    assert close_cases() == 0


def test_the_database_holds_one_open_case_an_account(olive):
    take(olive)

    with pytest.raises(IntegrityError), transaction.atomic():
        CollectionCase.objects.create(loan_account_id="LA-1", opened_at=NOW)
