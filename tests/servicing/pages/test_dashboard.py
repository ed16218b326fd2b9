"""The dashboard: figures, feed, what needs a person, and parts that are asked for again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from servicing.models import DeadLetter, EventTally, ParkedAggregate, StoredEvent

Add = Callable[..., Any]


def read(client: Client, address: str = "/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def arrive(typ: str, aggregate: str, outcome: str = "APPLIED", number: int = 0) -> None:
    now = timezone.now()
    StoredEvent.objects.create(
        identity=f"00000000-0000-4000-8000-{number:012d}",
        stream="inbox:billie-servicing",
        entry_id=f"{number}-0",
        typ=typ,
        aggregate=aggregate,
        published_at=now,
        received_at=now,
        fields="{}",
        outcome=outcome,
    )


def test_figures_are_counted_while_there_are_few(
    readonly: Client, add_customer: Add, add_account: Add
) -> None:
    add_customer(1)
    add_account(1, is_in_arrears=True, days_past_due=3)
    add_account(2)

    page = read(readonly)

    assert 'b-figure-value">1<' in page
    assert 'b-figure-value">2<' in page
    assert "about" not in page


def test_the_latest_events_are_told_in_words_and_lead_to_their_subject(readonly: Client) -> None:
    arrive("account.status_changed.v1", "account:LA-1", number=1)
    arrive("something.else.v9", "", "UNHANDLED", number=2)

    page = read(readonly)

    assert "Account status changed" in page
    assert 'href="/servicing/accounts/LA-1"' in page
    assert page.index("Something else") < page.index("Account status changed")
    assert "Type not known here" in page


def test_the_hours_are_also_there_as_a_table(readonly: Client) -> None:
    hour = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    EventTally.objects.create(
        stream="inbox", typ="user_input", outcome="APPLIED", hour=hour, events=1234
    )

    page = read(readonly)

    assert (
        f'{hour:%H}:00 <span class="b-muted">(running)</span></th><td class="is-number">1,234'
        in page
    )


def test_operations_see_what_needs_a_person(operations: Client, add_letter: Add) -> None:
    letter: DeadLetter = add_letter()
    ParkedAggregate.objects.create(
        aggregate="account:LA-1",
        event=letter.event,
        state="PARKED",
        error="x",
        parked_at=timezone.now() - timedelta(hours=1),
    )

    page = read(operations)

    assert "1 open dead letter<" in page
    assert "1 parked" in page
    assert "nobody reads it" in page  # no consumer runs in this test


def test_read_only_staff_are_not_shown_operations(readonly: Client, add_letter: Add) -> None:
    add_letter()

    page = read(readonly)

    assert 'id="attention-title"' not in page
    assert "dead-letters" not in page
    assert 'data-live-topics="operations"' not in page


def test_an_open_page_asks_for_single_parts_again(operations: Client) -> None:
    part = read(operations, "/?part=dashboard-feed&part=dashboard-attention")

    assert part.count("<section") == 2
    assert "<html" not in part


def test_parts_that_somebody_may_not_see_are_not_answered(readonly: Client) -> None:
    assert "Needs attention" not in read(readonly, "/?part=dashboard-attention")


def test_who_has_no_role_yet_is_told_whom_to_ask(db: None) -> None:
    client = Client()
    client.force_login(
        User.objects.create_user("new", is_staff=True),
        backend="django.contrib.auth.backends.ModelBackend",
    )

    assert "Ask an administrator" in read(client)


@pytest.mark.parametrize("address", ["/", "/?part=dashboard-feed"])
def test_more_events_ask_no_more_queries(address: str, operations: Client) -> None:
    arrive("user_input", "conversation:c", number=1)
    read(operations, address)
    with CaptureQueriesContext(connection) as few:
        read(operations, address)
    for number in range(2, 30):
        arrive("user_input", "conversation:c", number=number)

    with CaptureQueriesContext(connection) as many:
        read(operations, address)

    assert len(many) == len(few)
