"""Pages by key: nothing twice, nothing missing, forward and backward, at a constant price."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from pytest_django import DjangoAssertNumQueries

from billie.web.keyset import CursorNotValid, LimitNotValid, paginate
from servicing.models import Conversation, Customer, LoanAccount

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 1, tzinfo=UTC)


def _conversations(count: int = 23) -> None:
    """Store conversations of which some share an instant, and some have none."""
    Customer.objects.bulk_create(
        Customer(customer_id=f"CUS-{n}", full_name=f"Name {n // 2}") for n in range(5)
    )
    Conversation.objects.bulk_create(
        Conversation(
            conversation_id=f"conv-{n:02}",
            customer_id=f"CUS-{n % 5}" if n % 4 else None,
            latest_utterance_at=START + timedelta(microseconds=n // 3) if n % 5 else None,
        )
        for n in range(count)
    )


def _walk(queryset: "QuerySet[Any, Any]", order: Sequence[str], limit: int) -> list[list[Any]]:
    """Return the rows of every page from the first to the last."""
    pages, cursor = [], None
    while True:
        page = paginate(queryset, order=order, cursor=cursor, limit=limit)
        pages.append(page.rows)
        cursor = page.next_cursor
        if cursor is None:
            return pages


@pytest.mark.parametrize(
    "order",
    [
        ("conversation_id",),
        ("-conversation_id",),
        ("-latest_utterance_at", "conversation_id"),
        ("latest_utterance_at", "conversation_id"),
        ("latest_utterance_at", "-conversation_id"),
        ("customer_id", "-latest_utterance_at", "conversation_id"),
        ("-customer__full_name", "pk"),
    ],
)
@pytest.mark.parametrize("limit", [1, 4, 200])
def test_all_pages_together_are_the_list_in_its_order(order: tuple[str, ...], limit: int) -> None:
    _conversations()
    queryset = Conversation.objects.select_related("customer")

    pages = _walk(queryset, order, limit)

    assert [row for rows in pages for row in rows] == list(queryset.order_by(*order))
    assert all(len(rows) == limit for rows in pages[:-1])


@pytest.mark.parametrize(
    "order", [("-latest_utterance_at", "conversation_id"), ("conversation_id",)]
)
def test_going_back_shows_the_pages_that_were_seen(order: tuple[str, ...]) -> None:
    _conversations()
    queryset = Conversation.objects.all()
    forward, cursor = [paginate(queryset, order=order, limit=5)], None
    while cursor := forward[-1].next_cursor:
        forward.append(paginate(queryset, order=order, cursor=cursor, limit=5))

    page = forward[-1]
    backward = [page]
    while cursor := page.previous_cursor:
        page = paginate(queryset, order=order, cursor=cursor, limit=5)
        backward.append(page)

    assert [page.rows for page in reversed(backward)] == [page.rows for page in forward]
    assert backward[-1].previous_cursor is None
    assert backward[-1].next_cursor is not None


def test_dictionaries_and_annotations_can_be_paged() -> None:
    _conversations()
    queryset = Conversation.objects.annotate(length=Length("customer_id")).values(
        "conversation_id", "length"
    )

    pages = _walk(queryset, ("length", "conversation_id"), 7)

    rows = [row["conversation_id"] for rows in pages for row in rows]
    assert rows == [
        row["conversation_id"] for row in queryset.order_by("length", "conversation_id")
    ]


def test_a_page_of_one_direction_costs_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    Customer.objects.bulk_create(
        Customer(customer_id=f"CUS-{n:03}", full_name="Same Name") for n in range(30)
    )
    first = paginate(Customer.objects.all(), order=("full_name", "customer_id"), limit=10)

    with django_assert_num_queries(1):
        second = paginate(
            Customer.objects.all(),
            order=("full_name", "customer_id"),
            cursor=first.next_cursor,
            limit=10,
        )

    assert [row.customer_id for row in second.rows] == [f"CUS-{n:03}" for n in range(10, 20)]


def test_a_page_of_mixed_directions_costs_a_query_a_field_and_one_a_prefetch(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    _conversations()
    queryset = Conversation.objects.prefetch_related("utterances")
    order = ("-latest_utterance_at", "conversation_id")
    first = paginate(queryset, order=order, limit=6)

    with django_assert_max_num_queries(3):
        second = paginate(queryset, order=order, cursor=first.next_cursor, limit=6)
        assert [list(row.utterances.all()) for row in second.rows] == [[]] * 6


def test_a_cursor_that_was_changed_is_refused() -> None:
    _conversations()
    cursor = paginate(Conversation.objects.all(), order=("conversation_id",), limit=2).next_cursor
    assert cursor is not None

    for wrong in ("nonsense", cursor[:-1], "A" + cursor, cursor.replace(":", "", 1), "\x00", "é"):
        with pytest.raises(CursorNotValid):
            paginate(Conversation.objects.all(), order=("conversation_id",), cursor=wrong)


def test_a_cursor_of_one_list_does_not_open_another() -> None:
    _conversations()
    cursor = paginate(Conversation.objects.all(), order=("conversation_id",), limit=2).next_cursor

    with pytest.raises(CursorNotValid):
        paginate(Conversation.objects.all(), order=("-conversation_id",), cursor=cursor)
    with pytest.raises(CursorNotValid):
        paginate(LoanAccount.objects.all(), order=("loan_account_id",), cursor=cursor)


@pytest.mark.parametrize("limit", [0, -1, 201])
def test_a_limit_outside_1_to_200_is_refused(limit: int) -> None:
    with pytest.raises(LimitNotValid):
        paginate(Customer.objects.all(), order=("customer_id",), limit=limit)


def test_a_page_whose_rows_are_gone_is_empty() -> None:
    _conversations()
    cursor = paginate(Conversation.objects.all(), order=("conversation_id",), limit=5).next_cursor
    Conversation.objects.all().delete()

    page = paginate(Conversation.objects.all(), order=("conversation_id",), cursor=cursor)

    assert page.rows == []
    assert page.next_cursor is None
    assert page.previous_cursor is None


def test_parts_together_are_the_list_of_what_any_of_them_holds() -> None:
    _conversations()
    everything = Conversation.objects.all()
    of_one, of_some = Q(customer_id="CUS-1"), Q(conversation_id__lt="conv-12")
    parts = [everything.filter(of_one), everything.filter(of_some)]
    order = ("-latest_utterance_at", "conversation_id")

    rows: list[Any] = []
    cursor: str | None = None
    while cursor or not rows:
        page = paginate(everything, order=order, cursor=cursor, limit=4, parts=parts)
        rows += page.rows
        cursor = page.next_cursor

    assert rows == list(everything.filter(of_one | of_some).order_by(*order))
