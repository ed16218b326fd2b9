"""What cannot be right reaches people: once by a notice, and until somebody has looked into it."""

from decimal import Decimal

import pytest
from django.db import transaction

from billers import tasks
from billers.models import Alarm, Evidence, Leg, Outcome
from billers.operations.alarms import close_alarm, list_untold_alarms
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
    [alarm_id] = list_untold_alarms()

    told = [tasks.tell_of_alarm(alarm_id=alarm_id) for _ in range(2)]
    contradict(desk, payment, "Yet another thing.")
    again = list_untold_alarms()

    assert (told, again) == ([True, False], [])
    [notice] = mailbox.notices
    assert notice["title"] == f"Alarm: bill payment {payment.number} at Lilongwe Water Board"
    assert notice["message"] == f"https://billie.example/billers/transactions/{payment.number}"
    assert "2200330044" not in str(notice)


def test_without_addresses_nobody_is_told_and_the_alarm_waits(desk, settings):
    settings.NOTICE_URLS = []
    contradict(desk, desk.pay("LWB_POSTPAID", "2200330044"))

    assert tasks.look_after_alarms() == 0
    assert len(list_untold_alarms()) == 1


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
