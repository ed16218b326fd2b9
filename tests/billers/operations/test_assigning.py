"""Whose a payment is: taken over, or given to a colleague, and written down."""

import pytest

from billers.operations.assigning import OwnerNotPossible, assign_payment
from billers.operations.choosing import NotPossible
from billers.queries.attention import AttentionFilters, page_attention
from billie.staff.models import AuditEntry
from billie.staff.roles import Role
from tests.billie.staff.people import person

UNKNOWN = "22003366613"


@pytest.fixture
def colleague(desk):
    return person(Role.SUPERVISOR, first_name="Sam", last_name="Phiri")


def test_an_unknown_payment_belongs_to_who_took_it_on_until_another_takes_it(desk, colleague):
    payment = desk.pay("MASM", UNKNOWN)
    assert payment.owner == desk.teller

    assign_payment(payment_id=payment.pk, to=colleague, by=colleague, now=desk.at)
    payment.refresh_from_db()

    assert payment.owner == colleague
    entry = payment.timeline.latest("pk")
    assert (entry.why, entry.who) == ("Sam Phiri looks into it now.", "a.supervisor")
    written = AuditEntry.objects.get(action="PAYMENT_ASSIGNED")
    assert (written.before, written.after) == (
        {"owner": "a.operations"},
        {"owner": "a.supervisor"},
    )


def test_a_payment_can_be_given_to_a_colleague(desk, colleague):
    payment = desk.pay("MASM", UNKNOWN)

    assign_payment(payment_id=payment.pk, to=colleague, by=desk.teller, now=desk.at)

    why = payment.timeline.latest("pk").why
    assert why == "a.operations gave it to Sam Phiri to look into."


def test_the_same_owner_again_is_no_move(desk):
    payment = desk.pay("MASM", UNKNOWN)

    assign_payment(payment_id=payment.pk, to=desk.teller, by=desk.teller, now=desk.at)

    assert not AuditEntry.objects.filter(action="PAYMENT_ASSIGNED").exists()


def test_who_may_not_resolve_cannot_be_given_a_payment(desk):
    payment = desk.pay("MASM", UNKNOWN)
    gone = person(Role.OPERATIONS, username="gone", is_active=False)

    for nobody in (person(Role.READONLY), gone):
        with pytest.raises(OwnerNotPossible):
            assign_payment(payment_id=payment.pk, to=nobody, by=desk.teller, now=desk.at)


def test_what_is_over_has_nothing_to_look_into(desk, colleague):
    payment = desk.pay("LWB_POSTPAID", "2200330044")

    with pytest.raises(NotPossible):
        assign_payment(payment_id=payment.pk, to=colleague, by=desk.teller, now=desk.at)


def test_what_needs_attention_is_narrowed_to_whose_it_is(desk, colleague):
    mine, given = desk.pay("MASM", UNKNOWN), desk.pay("LWB_POSTPAID", UNKNOWN)
    assign_payment(payment_id=given.pk, to=colleague, by=desk.teller, now=desk.at)

    def owned(name):
        filters = AttentionFilters(owner=name)
        return [row.number for row in page_attention(now=desk.at, filters=filters).rows]

    assert owned("a.operations") == [mine.number]
    assert owned("a.supervisor") == [given.number]
    assert owned("nobody") == []
