"""What no evidence settles, two people do; and what contradicts itself waits for them."""

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from billers.models import Evidence, Leg, Outcome
from billers.operations.choosing import NotPossible, choices_of
from billers.operations.evidence import Said, take
from billers.operations.locking import lock_payment
from billers.operations.recording import stand
from billers.operations.resolving import SAYABLE, request_resolution
from billers.states import Status
from billie.staff.approval_refusals import ApproverIsRequester, SubjectChanged
from billie.staff.approvals import approve
from billie.staff.roles import Role
from tests.billie.staff.people import person


def supervisor() -> User:
    """Return the supervisor of this desk, the same one each time."""
    return User.objects.filter(username="a.supervisor").first() or person(Role.SUPERVISOR)


def resolve(desk, payment, says, by=None):
    """Ask as the teller, and agree as a supervisor or whoever else is named."""
    asked = request_resolution(
        payment_id=payment.pk, says=says, words="Seen on their portal.", by=desk.teller,
        now=desk.at,
    )  # fmt: skip
    approve(
        approval_id=asked.pk,
        by=by or supervisor(),
        words="I saw it too.",
        seen=asked.content_hash,
        now=desk.at,
    )
    payment.refresh_from_db()
    return desk.advance(payment)


def say(desk, payment, says):
    """Let the biller say of itself what became of a payment."""
    attempt = payment.attempts.filter(leg=Leg.PAY, is_resend=False).last()
    with transaction.atomic():
        locked = lock_payment(payment.pk)
        said = Said(
            leg=Leg.PAY,
            reference=attempt.reference,
            source=Evidence.Source.CALLBACK,
            says=says,
            words="It called.",
        )
        take(locked, said, now=desk.at)
        stand(locked, said, now=desk.at)
    payment.refresh_from_db()
    return payment


def test_two_people_settle_an_unknown_payment_as_paid(bank):
    payment = bank.pay("MASM", "22003366613", debit_account="1007001")

    after = resolve(bank, payment, "PAID")

    assert after.status == Status.COMPLETED
    assert bank.balance("SUSPENSE1") == 0
    assert bank.balance("MASMAID") == after.amount


def test_two_people_settle_an_unknown_payment_as_not_paid(bank):
    payment = bank.pay("MASM", "22003366615", debit_account="1007001")

    after = resolve(bank, payment, "NOT_PAID")

    assert after.status == Status.FAILED
    assert bank.balance("SUSPENSE1") == 0
    assert not choices_of(after).retry


def test_money_that_may_have_been_given_back_is_not_given_back_by_the_words_not_paid(bank):
    unknown = bank.pay("MASM", "22003366615", debit_account="1007001")
    bank.billers.order("answer_lost", biller="core_banking")
    stuck = resolve(bank, unknown, "NOT_PAID")
    assert stuck.release_outcome == Outcome.UNKNOWN

    with pytest.raises(NotPossible, match="Say GIVEN_BACK or NOT_GIVEN_BACK"):
        request_resolution(
            payment_id=stuck.pk, says="NOT_PAID", words="Sure.", by=bank.teller, now=bank.at
        )
    after = resolve(bank, stuck, "GIVEN_BACK")

    assert after.status == Status.FAILED
    assert bank.balance("SUSPENSE1") == 0
    assert after.attempts.filter(leg=Leg.RELEASE).count() == 1


@pytest.mark.parametrize(
    ("at_the_biller", "says", "ends"),
    [("PAID", "MOVED_ON", Status.COMPLETED), ("NOT_PAID", "GIVEN_BACK", Status.FAILED)],
)
def test_money_that_the_bank_refuses_to_move_is_settled_once_people_moved_it_by_hand(
    bank, at_the_biller, says, ends
):
    unknown = bank.pay("MASM", "22003366615", debit_account="1007001")
    bank.billers.order("refuse", biller="core_banking")
    stuck = resolve(bank, unknown, at_the_biller)
    assert (stuck.status, stuck.has_conflict) == (Status.UNKNOWN, False)

    after = resolve(bank, stuck, says)

    assert (after.status, after.has_conflict) == (ends, False)
    assert after.attempts.filter(leg__in=[Leg.CAPTURE, Leg.RELEASE]).count() == 1


@pytest.mark.parametrize("leg", SAYABLE)
def test_each_leg_has_a_word_for_that_it_happened_and_one_for_that_it_did_not(leg):
    meanings = [said.means for said in SAYABLE[leg].values()]

    assert meanings == [Outcome.ACCEPTED, Outcome.DECLINED]


def test_nobody_resolves_alone(desk):
    payment = desk.pay("MASM", "22003366613")
    asked = request_resolution(
        payment_id=payment.pk, says="PAID", words="I am sure.", by=desk.teller, now=desk.at
    )

    with pytest.raises(ApproverIsRequester):
        approve(
            approval_id=asked.pk,
            by=desk.teller,
            words="Yes.",
            seen=asked.content_hash,
            now=desk.at,
        )


def test_a_resolution_lapses_when_evidence_came_meanwhile(desk):
    payment = desk.pay("MASM", "22003366613")
    asked = request_resolution(
        payment_id=payment.pk, says="NOT_PAID", words="Not seen.", by=desk.teller, now=desk.at
    )
    say(desk, payment, Outcome.ACCEPTED)

    with pytest.raises(SubjectChanged):
        approve(
            approval_id=asked.pk,
            by=supervisor(),
            words="All right.",
            seen=asked.content_hash,
            now=desk.at,
        )

    assert payment.status == Status.COMPLETED


def test_what_is_known_needs_no_resolution(desk):
    payment = desk.pay("MASM", "2200330044")

    with pytest.raises(NotPossible):
        request_resolution(
            payment_id=payment.pk, says="PAID", words="Sure.", by=desk.teller, now=desk.at
        )


def test_a_late_success_after_a_failure_is_a_conflict_and_moves_no_money(bank):
    payment = resolve(bank, bank.pay("MASM", "22003366615", debit_account="1007001"), "NOT_PAID")
    held = bank.balance("SUSPENSE1")

    after = say(bank, payment, Outcome.ACCEPTED)
    bank.advance(after)

    assert after.has_conflict
    assert after.status == Status.FAILED
    assert bank.balance("SUSPENSE1") == held == 0
    assert "contradicts" in choices_of(after).retry


def test_two_people_end_a_conflict_and_the_money_is_held_again_and_moved_on(bank):
    payment = resolve(bank, bank.pay("MASM", "22003366615", debit_account="1007001"), "NOT_PAID")
    say(bank, payment, Outcome.ACCEPTED)

    after = resolve(bank, payment, "PAID")

    assert after.status == Status.COMPLETED
    assert not after.has_conflict
    assert bank.balance("MASMAID") == after.amount
    assert bank.balance("SUSPENSE1") == 0
