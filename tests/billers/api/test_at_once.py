"""Two who do the same at the same moment: one effect, and one clear answer for the other."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from billers.models import BillerTransaction
from billie.staff.roles import Role
from tests.billers.api.conftest import Caller, error
from tests.billie.staff.people import person

WATER = {"billerType": "lwb_postpaid", "accountNumber": "2200330044", "amount": "1500.50"}
DECLINED = "22003366601"


@pytest.fixture
def colleague(desk):
    return Caller(person(Role.OPERATIONS, username="a.colleague"))


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Let all act at the same moment, each in a thread; return what each was answered."""
    together, answers = threading.Barrier(len(acts)), []

    def work(act: Callable[[], Any]) -> None:
        try:
            together.wait()
            answers.append(act())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers, key=lambda answer: answer.status_code)


def test_two_tellers_who_pay_the_same_bill_make_one_payment(teller, colleague, desk):
    taken_on, refused = at_once(
        lambda: teller.pay("payment", WATER), lambda: colleague.pay("payment", WATER)
    )

    payment = BillerTransaction.objects.get()
    assert (taken_on.status_code, taken_on.json()["id"]) == (202, payment.number)
    assert (refused.status_code, error(refused)["code"]) == (409, "DUPLICATE_PAYMENT")
    assert error(refused)["transactionId"] == payment.number
    desk.later(minutes=1)
    assert desk.advance(payment).status == "COMPLETED"
    assert len(desk.taken("LWB_POSTPAID", "2200330044")) == 1


def test_the_same_key_at_the_same_moment_is_one_payment(teller):
    answers = at_once(*[lambda: teller.pay("payment", WATER, key="one-and-the-same")] * 4)

    payment = BillerTransaction.objects.get()
    first, *others = answers
    assert (first.status_code, first.json()["id"]) == (202, payment.number)
    for other in others:
        is_replayed = other.status_code == 202 and other.json() == first.json()
        assert is_replayed or error(other)["code"] == "IDEMPOTENCY_KEY_IN_USE"
    again = teller.pay("payment", WATER, key="one-and-the-same")
    assert (again.status_code, again.json()) == (202, first.json())


def test_two_who_try_a_failed_payment_again_begin_one_round(teller, colleague, desk):
    failed = desk.pay("LWB_POSTPAID", DECLINED)
    path = f"transactions/{failed.number}/retry"

    begun, refused = at_once(lambda: teller.post(path), lambda: colleague.post(path))

    failed.refresh_from_db()
    assert begun.status_code == 202
    assert (refused.status_code, error(refused)["code"]) == (409, "NOT_POSSIBLE")
    assert (failed.status, failed.round) == ("PENDING", 2)


def test_what_is_cancelled_while_a_worker_takes_it_up_is_one_of_both(teller, desk):
    payment = desk.ask("LWB_POSTPAID", "2200330044")
    path = f"transactions/{payment.number}"

    answers = at_once(
        lambda: teller.post(f"{path}/cancel", {"reason": "Keyed in twice."}),
        lambda: (desk.advance(payment), teller.ask(f"/api/billers/{path}"))[1],
    )

    payment.refresh_from_db()
    was_cancelled = [answer.status_code for answer in answers] == [200, 200]
    assert payment.status == ("CANCELLED" if was_cancelled else "COMPLETED")
    assert len(desk.taken("LWB_POSTPAID", "2200330044")) == (not was_cancelled)
