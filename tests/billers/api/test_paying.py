"""Bills paid over the API: once under a key, at the biller's amount, with an answer for each."""

import threading
import time
from decimal import Decimal

import pytest
from django.db import connections

from billers.models import BillerTransaction, IdempotentAnswer
from billers.operations.advancing import advance_payment
from tests.billers.api.conftest import error

WATER = {"billerType": "lwb_postpaid", "accountNumber": "2200330044", "amount": "1500.50"}


def advance_soon(desk):
    """Let a worker come a moment later, in a thread of its own."""
    desk.later(minutes=1)

    def work() -> None:
        try:
            deadline = time.monotonic() + 20
            while not BillerTransaction.objects.exists() and time.monotonic() < deadline:
                time.sleep(0.02)
            payment = BillerTransaction.objects.get()
            advance_payment(payment_id=payment.pk, clock=desk.clock)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_payment_is_taken_on_and_says_where_to_follow_it(teller):
    answer = teller.pay("payment", WATER)

    body = answer.json()
    assert answer.status_code == 202
    assert answer["Location"] == f"/api/billers/transactions/{body['id']}"
    assert (body["status"], body["billerType"]) == ("PENDING", "LWB_POSTPAID")
    assert (body["amount"], body["currency"]) == ("1500.50", "MWK")
    assert teller.get(answer["Location"])["ourTransactionId"] == body["id"]


def test_who_prefers_to_wait_gets_the_end_as_soon_as_it_is_there(teller, desk):
    worker = advance_soon(desk)

    answer = teller.pay("payment", WATER, prefer="respond-async, wait=20")

    worker.join()
    assert answer.status_code == 201
    assert answer.json()["status"] == "COMPLETED"
    assert answer["Preference-Applied"] == "wait=20"


def test_who_waits_in_vain_is_told_that_it_goes_on(teller):
    answer = teller.pay("payment", WATER, prefer="wait=1")

    assert (answer.status_code, answer.json()["status"]) == (202, "PENDING")


@pytest.mark.parametrize("path", ["payment", "transactions"])
def test_the_same_key_and_body_get_the_same_answer(teller, path):
    first = teller.pay(path, WATER, key="one-and-the-same")
    again = teller.pay(path, WATER, key="one-and-the-same")

    assert (again.status_code, again.json()) == (202, first.json())
    assert again["Idempotency-Replayed"] == "true"
    assert again["Location"] == first["Location"]
    assert BillerTransaction.objects.count() == 1


def test_the_same_key_with_another_amount_is_refused(teller):
    teller.pay("payment", WATER, key="one-and-the-same")

    answer = teller.pay("payment", {**WATER, "amount": "2.00"}, key="one-and-the-same")

    assert answer.status_code == 422
    assert error(answer) == {
        "code": "IDEMPOTENCY_KEY_WAS_USED",
        "message": "This Idempotency-Key came before with another body.",
        "fields": {"Idempotency-Key": ["This Idempotency-Key came before with another body."]},
        "nextStep": "Mint a new key for each act, and keep it for its retries only.",
    }


def test_a_key_whose_answer_is_forgotten_still_pays_nothing_else(teller):
    first = teller.pay("payment", WATER, key="minted-once").json()["id"]
    IdempotentAnswer.objects.all().delete()

    answer = teller.pay("payment", WATER | {"amount": "9000.00"}, key="minted-once")

    assert (answer.status_code, error(answer)["code"]) == (422, "IDEMPOTENCY_KEY_WAS_USED")
    assert first in error(answer)["message"]


def test_without_a_key_nothing_is_paid(teller):
    answer = teller.post("payment", WATER)

    assert (answer.status_code, error(answer)["code"]) == (400, "IDEMPOTENCY_KEY_MISSING")
    assert BillerTransaction.objects.count() == 0


def test_a_refused_payment_gives_its_key_back(teller):
    refused = teller.pay("payment", {**WATER, "amount": "1.00"}, key="one-and-the-same")
    accepted = teller.pay("payment", WATER, key="one-and-the-same")

    assert (refused.status_code, accepted.status_code) == (422, 202)
    assert error(refused)["code"] == "PAYMENT_REFUSED"
    assert error(refused)["fields"] == {
        "amount": ["Lilongwe Water Board takes 100.00 MWK or more."]
    }


def test_the_same_bill_twice_is_refused_with_the_first(teller):
    first = teller.pay("payment", WATER).json()

    answer = teller.pay("payment", WATER)
    meant = teller.pay("payment", {**WATER, "isDeliberate": True})

    assert answer.status_code == 409
    assert error(answer)["code"] == "DUPLICATE_PAYMENT"
    assert error(answer)["transactionId"] == first["id"]
    assert meant.status_code == 202


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"amount": 1500.5}, 400, "NOT_VALID"),
        ({"amount": "-1"}, 400, "NOT_VALID"),
        ({"amount": "1.005"}, 400, "NOT_VALID"),
        ({"ammount": "1"}, 400, "NOT_VALID"),
        ({"accountNumber": "a\0b"}, 400, "NOT_VALID"),
        ({"billerType": "ESCOM"}, 404, "BILLER_NOT_KNOWN"),
        ({"billerType": "AIRTEL_VALIDATION", "accountNumber": "0991234567"}, 422, "BILLER_CANNOT"),
        ({"currency": "USD"}, 422, "PAYMENT_REFUSED"),
        ({"creditAccount": "X1"}, 422, "PAYMENT_REFUSED"),
    ],
    ids=str,
)
def test_what_cannot_be_paid_is_refused_and_not_kept(teller, change, status, code):
    answer = teller.pay("payment", {**WATER, **change})

    assert (answer.status_code, error(answer)["code"]) == (status, code)
    assert set(error(answer)) == {"code", "message", "fields", "nextStep"}
    assert BillerTransaction.objects.count() == 0


def test_a_biller_that_is_switched_off_takes_nothing(teller, desk):
    config = desk.config("LWB_POSTPAID")
    config.is_active = False
    config.save()

    answer = teller.pay("payment", WATER)

    assert (answer.status_code, error(answer)["code"]) == (409, "BILLER_INACTIVE")


def test_an_invoice_is_paid_at_the_amount_that_the_biller_wants(teller, desk):
    invoice = teller.get(
        "/api/billers/invoice", billerType="register_general", accountNumber="RG1"
    )
    body = {"billerType": "register_general", "invoiceNumber": "RG1"}

    changed = teller.pay("invoice/confirm", {**body, "amount": "1.00"})
    answer = teller.pay("invoice/confirm", {**body, "amount": invoice["amount"]})

    assert (changed.status_code, error(changed)["code"]) == (409, "AMOUNT_CHANGED")
    assert error(changed)["amount"] == invoice["amount"]
    assert answer.status_code == 202, answer.content
    desk.later(minutes=1)
    payment = desk.advance(BillerTransaction.objects.get())
    assert payment.amount == Decimal(invoice["amount"])
    assert payment.status == "COMPLETED", payment.error_message


def test_a_bundle_is_bought_at_the_price_that_the_biller_wants(teller, desk):
    (bundle, *_) = teller.get("/api/billers/bundles")["results"]
    body = {"bundleId": bundle["bundleId"], "phoneNumber": "0888123456"}

    answer = teller.pay("bundles/purchase", body)

    assert answer.status_code == 202, answer.content
    desk.later(minutes=1)
    payment = desk.advance(BillerTransaction.objects.get())
    assert (payment.status, str(payment.amount)) == ("COMPLETED", bundle["price"])


def test_an_account_is_looked_up_and_the_question_is_kept(teller, desk):
    asked = {"billerType": "lwb_postpaid", "accountNumber": "2200330044"}

    answer = teller.post("account-lookup", asked)

    assert answer.status_code == 200, answer.content
    assert answer.json()["billerType"] == "LWB_POSTPAID"
    assert answer.json()["accountNumber"] == "2200330044"
    assert isinstance(answer.json()["name"], str)


def test_a_biller_that_cannot_be_asked_is_told_apart(teller, desk):
    config = desk.config("LWB_POSTPAID")
    config.base_url, config.version, config.retry_attempts = "http://127.0.0.1:9/soap", 2, 0
    config.save()

    asked = {"billerType": "lwb_postpaid", "accountNumber": "2200330044"}
    silent = teller.post("account-lookup", asked)
    cannot = teller.get("/api/billers/bundles", billerType="TNM_BUNDLES")["billerType"]
    wrong = teller.ask("/api/billers/bundles", billerType="MASM")

    assert (silent.status_code, error(silent)["code"]) == (502, "BILLER_NOT_ANSWERING")
    assert cannot == "TNM_BUNDLES"
    assert (wrong.status_code, error(wrong)["code"]) == (422, "BILLER_CANNOT")
