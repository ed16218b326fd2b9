"""A token that we never got is asked for again; nothing is bought by asking."""

import pytest

from billers.operations.choosing import NotPossible, choices_of
from billers.operations.fetching_tokens import TokenNotTold, fetch_tokens
from billers.operations.revealing import reveal_tokens
from billie.staff.roles import Role
from tests.billers.operations.test_late_words import move_to
from tests.billers.operations.test_resolving import resolve
from tests.billers.simulated_billers import billers_in_a_thread
from tests.billie.staff.people import person

METER = "1000200030"


def fetch(desk, payment):
    return fetch_tokens(payment_id=payment.pk, by=desk.teller, clock=desk.clock)


def settle(desk, meter):
    """Return a payment that two people settled, so that its token stayed with the biller."""
    desk.billers.order("answer_lost", biller="SRWB_PREPAID")
    payment = desk.confirm("SRWB_PREPAID", meter)
    assert payment.status == "UNKNOWN"
    return resolve(desk, payment, "PAID", by=person(Role.ADMIN))


def test_the_biller_tells_the_token_of_what_people_settled(desk):
    settled = settle(desk, METER)
    assert "no token" in choices_of(settled).reveal_token

    after = fetch(desk, settled)

    shown = reveal_tokens(payment_id=after.pk, by=desk.teller, now=desk.at)
    books = desk.taken("SRWB_PREPAID", METER)
    assert [list(shown.tokens)] == [entry["tokens"] for entry in books]
    assert (after.status, after.has_conflict) == ("COMPLETED", False)


def test_a_token_that_is_here_is_not_asked_for(desk):
    sold = desk.confirm("SRWB_PREPAID", METER)

    with pytest.raises(NotPossible, match="here already"):
        fetch(desk, sold)


@pytest.mark.parametrize("biller", ["LWB_POSTPAID", "MASM"])
def test_billers_that_give_no_tokens_are_not_asked(desk, biller):
    with pytest.raises(NotPossible, match="gives no tokens"):
        fetch(desk, desk.pay(biller, METER))


def test_a_biller_that_does_not_answer_leaves_all_as_it_is(desk):
    settled = settle(desk, METER)
    desk.billers.order("error", biller="SRWB_PREPAID", kind="status", times=9)

    with pytest.raises(TokenNotTold):
        fetch(desk, settled)

    settled.refresh_from_db()
    assert (settled.status, settled.has_conflict, len(settled.tokens)) == ("COMPLETED", False, 0)


def test_that_another_server_knows_no_token_contradicts_nothing(desk):
    settled = settle(desk, METER)
    with billers_in_a_thread() as others:
        move_to(others, desk, "SRWB_PREPAID")
        desk.later(minutes=30)
        with pytest.raises(TokenNotTold):
            fetch(desk, settled)

    settled.refresh_from_db()
    assert (settled.status, settled.has_conflict) == ("COMPLETED", False)
