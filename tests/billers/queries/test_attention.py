"""What needs a person is told with its age, its value, its owner and what comes by itself."""

from datetime import UTC, datetime
from decimal import Decimal

from billers.operations.breaker_states import open_breakers
from billers.queries.attention import count_attention, page_attention, standing_of
from billers.queries.held_back import list_biller_standings
from billers.queries.overview import get_overview
from billers.queries.troubles import Trouble

UNKNOWN = "22003366613"


def test_an_unknown_payment_waits_for_its_next_look(desk):
    payment = desk.pay("LWB_POSTPAID", UNKNOWN)

    (row,) = page_attention(now=desk.at).rows
    standing = standing_of(row)

    assert standing.trouble == Trouble.UNKNOWN
    assert (standing.owner, standing.since) == (desk.teller, payment.unknown_since)
    assert standing.next_step_at == payment.next_action_at is not None
    assert standing.next_step.startswith("It is looked into again by itself")


def test_where_nobody_can_be_asked_that_is_said(desk):
    desk.wait(desk.pay("MASM", UNKNOWN))

    (row,) = page_attention(now=desk.at).rows

    assert standing_of(row).next_step.startswith("Nobody can be asked")


def test_a_payment_that_stands_still_is_there_after_a_while(desk):
    desk.ask("LWB_POSTPAID", "2200330044")
    assert count_attention(now=desk.at) == 0

    desk.later(minutes=11)

    (row,) = page_attention(now=desk.at).rows
    assert standing_of(row).trouble == Trouble.STANDING_STILL


def test_a_biller_with_too_much_unresolved_money_is_paused(desk):
    desk.config("MASM").__class__.objects.filter(biller_type="MASM").update(pause_above=1000)
    desk.pay("MASM", UNKNOWN)

    (standing,) = list_biller_standings(breakers={})

    assert (standing.config.biller_type, standing.is_paused) == ("MASM", True)
    assert (standing.payments, standing.unresolved) == (1, Decimal("1500.50"))


def test_an_open_breaker_is_told_with_its_end(desk):
    for number in range(5):
        desk.pay("MASM", UNKNOWN, amount=Decimal(1000 + number))

    now = datetime.now(UTC)
    breakers = open_breakers(biller_types=["MASM", "LWB_POSTPAID"], now=now)
    (standing,) = list_biller_standings(breakers=breakers)

    assert set(breakers) == {"MASM"}
    assert standing.open_until is not None
    assert standing.open_until > now


def test_the_overview_has_today_and_what_is_recent(desk):
    payment = desk.pay("LWB_POSTPAID", "2200330044")

    overview = get_overview(now=desk.at)

    assert overview.today.total.succeeded == 1
    assert [row.number for row in overview.recent] == [payment.number]
    assert len(overview.billers) == 8
