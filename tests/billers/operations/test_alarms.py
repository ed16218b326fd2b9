"""What cannot be right reaches people: by one notice, and until somebody has looked into it."""

from decimal import Decimal

import pytest
from django.db import transaction
from structlog.testing import capture_logs

from billers import tasks
from billers.models import Alarm, Evidence, Leg, Outcome
from billers.operations.alarms import (
    UNTIL_NEXT_TRY,
    close_alarm,
    list_untold_alarms,
    tell_of_alarm,
)
from billers.operations.choosing import NotPossible
from billers.operations.evidence import Said, take
from billers.operations.locking import lock_payment
from billers.operations.recording import stand
from billers.queries.attention import page_attention, standing_of
from billers.queries.troubles import Trouble
from billers.states import Status
from billie.celery import app
from billie.staff.models import AuditEntry
from tests.billers.operations.test_resolving import resolve
from tests.billie.staff.test_approval_notices import Mailbox, mailbox

__all__ = ["mailbox"]

ANOTHER = "The biller called about another account or amount than ours."


def contradict(desk, payment, words=ANOTHER):
    """Let the biller say something that cannot be right."""
    with transaction.atomic():
        locked = lock_payment(payment.pk)
        said = Said(
            leg=Leg.PAY,
            reference=payment.attempts.filter(leg=Leg.PAY).latest("pk").reference,
            source=Evidence.Source.CALLBACK,
            says=Outcome.UNKNOWN,
            words=words,
            is_alarm=True,
        )
        take(locked, said, now=desk.at)
        stand(locked, said, now=desk.at)
    payment.refresh_from_db()
    return payment


def test_a_wrong_amount_in_the_answer_raises_an_alarm_with_an_owner(desk):
    desk.billers.order("wrong_amount")
    payment = desk.pay("LWB_POSTPAID", "2200330044")

    assert (payment.status, payment.has_alarm) == (Status.UNKNOWN, True)
    assert payment.alarm.words.startswith("The biller accepted another amount")
    assert payment.owner == desk.teller


def test_an_alarm_about_a_payment_that_is_over_needs_a_person_all_the_same(desk):
    payment = contradict(desk, desk.pay("LWB_POSTPAID", "2200330044"))

    (row,) = page_attention(now=desk.at).rows
    standing = standing_of(row)

    assert payment.status == Status.COMPLETED
    assert (standing.trouble, standing.alarm) == (Trouble.ALARM, ANOTHER)
    assert standing.owner == desk.teller
    assert standing.next_step == "Nothing: somebody has to look into it."
    assert payment.timeline.latest("pk").why == f"Alarm: {ANOTHER}"


def test_people_are_told_once_a_payment_and_nothing_personal(desk, mailbox: Mailbox):
    app.set_default()
    payment = contradict(desk, desk.pay("LWB_POSTPAID", "2200330044"))
    [alarm_id] = list_untold_alarms(now=desk.at)

    told = [tasks.tell_of_alarm(alarm_id=alarm_id) for _ in range(2)]
    contradict(desk, payment, "Yet another thing.")
    again = list_untold_alarms(now=desk.at)

    assert (told, again) == ([True, False], [])
    [notice] = mailbox.notices
    assert notice["title"] == f"Alarm: bill payment {payment.number} at Lilongwe Water Board"
    assert notice["message"] == f"https://billie.example/billers/transactions/{payment.number}"
    assert "2200330044" not in str(notice)


def test_without_addresses_nobody_is_told_and_the_alarm_waits(desk, settings):
    settings.NOTICE_URLS = []
    contradict(desk, desk.pay("LWB_POSTPAID", "2200330044"))

    assert tasks.look_after_alarms() == 0
    assert len(list_untold_alarms(now=desk.at)) == 1


def untold_payment(desk, settings):
    """Return the id of an alarm whose notices go to where nobody takes them."""
    settings.NOTICE_URLS = ["json://user:secret@127.0.0.1:9"]
    contradict(desk, desk.pay("LWB_POSTPAID", "2200330044"))
    return Alarm.objects.get().pk


def tell(desk, alarm_id, address):
    return tell_of_alarm(
        alarm_id=alarm_id, addresses=[address], site="https://billie.example", now=desk.at
    )


def test_a_notice_that_was_not_delivered_is_tried_again_when_it_is_due(desk, settings, mailbox):
    alarm_id = untold_payment(desk, settings)

    with capture_logs() as logs:
        first = tell(desk, alarm_id, "json://user:secret@127.0.0.1:9")
    at_once = tell(desk, alarm_id, mailbox.address)
    desk.at += UNTIL_NEXT_TRY[0]
    due = list_untold_alarms(now=desk.at)
    second = tell(desk, alarm_id, mailbox.address)
    desk.later(days=1)

    assert (first, at_once, second) == (False, False, True)
    assert due == [alarm_id]
    assert len(mailbox.notices) == 1
    assert list_untold_alarms(now=desk.at) == []
    [line] = [line for line in logs if line["event"] == "alarm_notice_not_delivered"]
    assert "secret" not in str(line)


def test_a_worker_that_dies_while_telling_costs_no_notice(desk, settings, mailbox):
    alarm_id = untold_payment(desk, settings)
    Alarm.objects.update(notices=1, next_notice_at=desk.at + UNTIL_NEXT_TRY[0])  # and then it died

    desk.at += UNTIL_NEXT_TRY[0]

    assert list_untold_alarms(now=desk.at) == [alarm_id]
    assert tell(desk, alarm_id, mailbox.address)
    assert len(mailbox.notices) == 1


def test_telling_is_given_up_in_the_end_and_the_alarm_stays(desk, settings):
    alarm_id = untold_payment(desk, settings)

    for gap in UNTIL_NEXT_TRY:
        assert list_untold_alarms(now=desk.at) == [alarm_id]
        assert not tell(desk, alarm_id, "json://127.0.0.1:9")
        desk.at += gap

    assert list_untold_alarms(now=desk.at) == []
    assert Alarm.objects.get().told_at is None
    assert len(page_attention(now=desk.at).rows) == 1


def test_whoever_has_looked_closes_the_alarm_with_what_was_found(desk):
    payment = contradict(desk, desk.pay("LWB_POSTPAID", "2200330044"))

    close_alarm(payment_id=payment.pk, by=desk.teller, why="A call for a test.", now=desk.at)
    payment.refresh_from_db()

    assert not payment.has_alarm
    assert page_attention(now=desk.at).rows == []
    assert payment.timeline.latest("pk").why == "Alarm looked into: A call for a test."
    assert AuditEntry.objects.filter(action="PAYMENT_ALARM_CLOSED").count() == 1
    with pytest.raises(NotPossible):
        close_alarm(payment_id=payment.pk, by=desk.teller, why="Again.", now=desk.at)


def test_an_alarm_that_comes_again_opens_again(desk):
    payment = contradict(desk, desk.pay("LWB_POSTPAID", "2200330044"))
    close_alarm(payment_id=payment.pk, by=desk.teller, why="A test.", now=desk.at)

    contradict(desk, payment, "Yet another thing.")

    alarm = Alarm.objects.get()
    assert (alarm.words, alarm.closed_at) == ("Yet another thing.", None)
    assert payment.has_alarm


def test_two_people_who_resolve_a_payment_have_looked(desk):
    payment = contradict(desk, desk.pay("MASM", "22003366613", amount=Decimal(500)))

    payment = resolve(desk, payment, "PAID")

    assert (payment.status, payment.has_alarm) == (Status.COMPLETED, False)
