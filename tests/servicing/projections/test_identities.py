"""Customers who turn out to be the same person (WIRE 1.3)."""

import pytest

from servicing.models import Customer
from tests.servicing.stories import Story


def merge(story: Story, canonical: str, other: str) -> Story:
    """Tell that `other` is `canonical`."""
    return story.given(
        "customer.identity.merged.v1", canonical_id=canonical, merged_canonical_id=other
    )


@pytest.fixture
def story() -> Story:
    """Two customers, of whom the second has a loan and a conversation."""
    return (
        Story()
        .given("customer.changed.v1", customer_id="C1", first_name="Maya")
        .given("customer.changed.v1", customer_id="C2", first_name="Maja")
        .given("account.created.v1", account_id="L2", customer_id="C2", status="ACTIVE")
        .chat("conversation_started", conv="chat-2", usr="C2")
    )


def owners(story: Story) -> tuple[str | None, str | None]:
    """Return to whom the loan and the conversation belong."""
    return story.account("L2").customer_id, story.conversation("chat-2").customer_id


@pytest.mark.parametrize(
    ("typ", "name"),
    [
        ("customer.identity.merged.v1", "merged_canonical_id"),
        ("customer.identity.linked.v1", "journey_id"),
        ("customer.identity.linked.v1", "merged_canonical_id"),
        ("customer.identity.merged.v1", "journey_id"),
    ],
)
def test_what_belonged_to_the_second_belongs_to_the_canonical_one(story, typ, name):
    story.given(typ, **{"canonical_id": "C1", name: "C2"})

    assert owners(story) == ("C1", "C1")
    assert story.account("L2").as_of == story.now


def test_the_second_stays_as_a_tombstone_with_its_own_details(story):
    merge(story, "C1", "C2")

    assert story.customer("C2").merged_into_id == "C1"
    assert story.customer("C2").first_name == "Maja"
    assert story.customer("C1").first_name == "Maya"
    assert story.customer("C1").merged_into_id is None


def test_both_customers_may_be_unknown_before():
    story = merge(Story(), "C1", "C2")

    assert story.customer("C2").merged_into_id == "C1"
    assert story.customer("C1").merged_into_id is None


def test_later_things_of_the_old_id_belong_to_the_canonical_one(story):
    merge(story, "C1", "C2")

    story.given("account.created.v1", account_id="L3", customer_id="C2")
    story.given("account.closed.v1", account_id="L4", customer_id="C2")
    story.chat("user_input", conv="chat-3", usr="C2", utterance="Hello again")
    story.chat("conversationSummary_changed", conv="chat-4", usr="", customerId="C2")

    assert story.account("L3").customer_id == "C1"
    assert story.account("L4").customer_id == "C1"
    assert story.conversation("chat-3").customer_id == "C1"
    assert story.conversation("chat-4").customer_id == "C1"


def test_later_details_of_the_old_id_change_the_tombstone_itself(story):
    merge(story, "C1", "C2")

    story.given("customer.changed.v1", customer_id="C2", first_name="Mayya")

    assert story.customer("C2").first_name == "Mayya"
    assert story.customer("C2").merged_into_id == "C1"
    assert story.customer("C1").first_name == "Maya"


def test_a_chain_of_merges_points_straight_at_its_end(story):
    merge(story, "C1", "C2")

    merge(story, "C0", "C1")

    assert story.customer("C2").merged_into_id == "C0"
    assert story.customer("C1").merged_into_id == "C0"
    assert owners(story) == ("C0", "C0")


def test_a_merge_into_a_tombstone_goes_to_whom_it_points_at(story):
    merge(story, "C0", "C1")

    merge(story, "C1", "C2")

    assert story.customer("C2").merged_into_id == "C0"
    assert owners(story) == ("C0", "C0")


def test_a_reversed_merge_makes_the_tombstone_canonical_again(story):
    merge(story, "C2", "C1")

    merge(story, "C1", "C2")

    assert story.customer("C1").merged_into_id is None
    assert story.customer("C2").merged_into_id == "C1"
    assert owners(story) == ("C1", "C1")


def test_no_order_of_merges_makes_a_circle():
    story = Story()
    for pair in ["AB", "BC", "CA", "CB", "BA", "AC", "BC", "CA", "AB"]:
        canonical, other = tuple(pair)
        merge(story, canonical, other)

        customers = story.rows.tables[Customer]
        targets = {row.merged_into_id for row in customers.values()} - {None}
        assert targets
        assert all(customers[target].merged_into_id is None for target in targets)


def test_a_customer_is_not_merged_with_itself(story):
    merge(story, "C2", "C2")

    assert story.customer("C2").merged_into_id is None
    assert owners(story) == ("C2", "C2")
    assert story.warnings == ["a customer cannot be merged with itself"]


def test_the_same_merge_again_changes_nothing(story):
    merge(story, "C1", "C2")

    merge(story, "C1", "C2")

    assert story.customer("C2").merged_into_id == "C1"
    assert owners(story) == ("C1", "C1")
    assert story.warnings == []


def test_a_second_merge_elsewhere_counts_from_then_on_and_is_doubted(story):
    merge(story, "C1", "C2")

    merge(story, "C3", "C2")

    assert story.customer("C2").merged_into_id == "C3"
    assert owners(story) == ("C1", "C1")
    assert story.warnings == ["C2 was merged before: what went elsewhere stays there"]


def test_a_journey_and_a_customer_can_be_taken_in_by_one_event():
    story = Story().given(
        "customer.identity.linked.v1",
        canonical_id="C1",
        merged_canonical_id="C2",
        journey_id="J1",
    )

    assert story.customer("C2").merged_into_id == story.customer("J1").merged_into_id == "C1"
