"""The collections queue: its order, its filters, and what each row knows."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billie.staff.roles import Role
from servicing.models import CustomerFlag, LoanAccount
from servicing.operations.promises import cancel_promise, settle_promises
from servicing.queries.accounts import AccountNotKnown
from servicing.queries.collections import (
    QueueFilters,
    count_due,
    get_case_view,
    list_collectors,
    page_collections,
)
from tests.billie.staff.people import person
from tests.servicing.collecting import DAY, NOW, TODAY, late_account, promised, take, write_down


@pytest.fixture
def olive(db: None) -> User:
    for number, days in ((1, 12), (2, 61), (3, 40), (4, 5)):
        late_account(number, days)
    late_account(5, 0, is_in_arrears=False, arrears_bucket="current")
    return person(Role.OPERATIONS, username="olive", first_name="Olive", last_name="Osei")


def queue(olive: User, **asked: Any) -> list[str]:
    """Return the accounts of the queue in their order."""
    cursor = asked.pop("cursor", None)
    limit = asked.pop("limit", 50)
    page = page_collections(
        filters=QueueFilters(**asked), person=olive, today=TODAY, cursor=cursor, limit=limit
    )
    return [row.account.pk for row in page.rows]


def test_the_most_days_past_due_come_first_and_only_what_is_in_arrears(olive):
    assert queue(olive) == ["LA-2", "LA-3", "LA-1", "LA-4"]


def test_an_account_whose_days_nobody_counted_is_in_the_queue_too(olive):
    LoanAccount.objects.filter(pk="LA-4").update(days_past_due=None)

    assert queue(olive) == ["LA-4", "LA-2", "LA-3", "LA-1"]


def test_the_queue_goes_on_where_the_page_before_ended(olive):
    asked = {"filters": QueueFilters(), "person": olive, "today": TODAY, "limit": 2}
    first = page_collections(**asked)
    second = page_collections(**asked, cursor=first.next_cursor)
    back = page_collections(**asked, cursor=second.previous_cursor)

    assert [row.account.pk for row in second.rows] == ["LA-1", "LA-4"]
    assert [row.account.pk for row in back.rows] == ["LA-2", "LA-3"]


def test_the_queue_is_narrowed_by_bucket(olive):
    assert queue(olive, bucket="late_arrears") == ["LA-2", "LA-3"]


def test_the_queue_is_narrowed_to_mine_and_to_what_nobody_has(olive):
    otto = person(Role.OPERATIONS, username="otto")
    take(olive, "LA-1")
    take(otto, "LA-2")
    take(olive, "LA-3")
    take(olive, "LA-3", to=None)

    assert queue(olive, assigned="mine") == ["LA-1"]
    assert queue(olive, assigned="unassigned") == ["LA-3", "LA-4"]


def test_due_are_those_whose_next_contact_is_today_or_was_before_or_was_never_set(olive):
    take(olive, "LA-1")
    write_down(olive, account="LA-2", next_contact_date=TODAY)
    write_down(olive, account="LA-3", next_contact_date=TODAY + DAY)

    assert queue(olive, due=True) == ["LA-2", "LA-1"]
    assert count_due(person=olive, today=TODAY) == 2
    assert count_due(person=olive, today=TODAY + DAY) == 3


def test_what_is_not_in_arrears_any_more_is_not_due(olive):
    take(olive, "LA-1")
    LoanAccount.objects.update(is_in_arrears=False)

    assert count_due(person=olive, today=TODAY) == 0


def test_the_queue_is_narrowed_by_the_newest_promise_of_an_account(olive):
    write_down(olive, "PROMISE", "LA-1", promised=promised(account="LA-1"))
    write_down(olive, "PROMISE", "LA-2", promised=promised(account="LA-2"))
    settle_promises(now=NOW + 9 * DAY)  # both are broken by now
    newest = write_down(olive, "PROMISE", "LA-3", promised=promised(account="LA-3")).promise
    assert newest is not None

    assert queue(olive, promise="broken") == ["LA-2", "LA-1"]
    assert queue(olive, promise="open") == ["LA-3"]

    cancel_promise(promise_id=newest.pk, reason="By mistake.", by=olive, now=NOW)
    assert queue(olive, promise="open") == []


def test_a_row_knows_who_has_it_what_was_promised_and_what_is_forbidden(olive):
    write_down(olive, "PROMISE", "LA-2", promised=promised(account="LA-2"))
    CustomerFlag.objects.create(
        customer_id="CUS-2",
        kind="STOP_CONTACT",
        from_date=TODAY,
        reason="Asked for it.",
        set_by=olive,
        set_at=NOW,
    )

    page = page_collections(filters=QueueFilters(), person=olive, today=TODAY)
    row, other = page.rows[0], page.rows[1]

    assert row.case is not None
    assert row.promise is not None
    assert (row.case.assigned_to, row.promise.state) == (olive, "OPEN")
    assert (row.customer_name, row.is_contact_stopped, row.is_in_hardship) == (
        "Person 2",
        True,
        False,
    )
    assert (other.case, other.promise, other.flags) == (None, None, {})


def test_a_longer_queue_asks_no_more_queries(olive):
    asked = {"filters": QueueFilters(), "person": olive, "today": TODAY}
    take(olive, "LA-1")
    write_down(olive, "PROMISE", "LA-2", promised=promised(account="LA-2"))
    with CaptureQueriesContext(connection) as few:
        page_collections(**asked, limit=2)
    for number in range(10, 30):
        late_account(number)
        take(olive, f"LA-{number}")

    with CaptureQueriesContext(connection) as many:
        page_collections(**asked)

    assert len(many) == len(few)


def test_one_account_comes_with_its_contacts_newest_first(olive):
    write_down(olive, "NO_ANSWER", "LA-1")
    write_down(olive, "REFUSED", "LA-1", now=NOW + DAY)

    view = get_case_view(loan_account_id="LA-1", today=TODAY)

    assert [contact.outcome for contact in view.contacts] == ["REFUSED", "NO_ANSWER"]
    assert view.row.account.pk == "LA-1"
    with pytest.raises(AccountNotKnown):
        get_case_view(loan_account_id="LA-9", today=TODAY)


def test_collectors_are_those_who_may_work_on_the_queue(olive):
    person(Role.READONLY, username="reader")
    person(Role.SUPERVISOR, username="sam", first_name="Sam")
    person(Role.OPERATIONS, username="gone", is_active=False)

    assert [somebody.username for somebody in list_collectors()] == ["olive", "sam"]
