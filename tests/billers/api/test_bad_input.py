"""What nobody should send: each is refused in clear words, and nothing of it is kept or told."""

from typing import Any

import pytest

from billers.models import Attempt, BillerTransaction, IdempotentAnswer, LookupRecord
from billie.staff.roles import Role
from tests.billers.api.conftest import Caller, error
from tests.billers.operations.conftest import lone_bank
from tests.billie.staff.people import person

__all__ = ["lone_bank"]

WATER = {"billerType": "lwb_postpaid", "accountNumber": "2200330044", "amount": "1500.50"}
PAYMENT = "payment"
ARABIC = "\u0661\u0665\u0660\u0660"
"""1500 in figures that Python takes for such."""

BOMB = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
TOLD_OF_US = ("Traceback", "django", "lxml", "psycopg", ".py", "/etc/", "made-up-hush")


@pytest.fixture
def teller(lone_bank):
    return Caller(lone_bank.teller)


def check_refused(answer, bank) -> None:
    """See that an answer has the shape of every error, and that nothing has happened."""
    assert set(error(answer)) >= {"code", "message", "fields", "nextStep"}
    assert error(answer)["nextStep"]
    assert not [word for word in TOLD_OF_US if word in answer.content.decode()]
    assert not BillerTransaction.objects.exists()
    assert not Attempt.objects.exists()
    assert not IdempotentAnswer.objects.exists()
    assert bank.billers.calls("LWB_POSTPAID") == []


#   bytes that are no body                   what is answered
MALFORMED = {
    "half an object": (b'{"billerType": "lwb', 400),
    "nothing": (b"", 400),
    "a list": (b"[]", 400),
    "a word": (b'"pay"', 400),
    "null": (b"null", 400),
    "NaN as an amount": (b'{"billerType":"lwb_postpaid","accountNumber":"2","amount":NaN}', 400),
    "Latin-1": ('{"billerType": "lwb_postpaid", "accountNumber": "é"}'.encode("latin-1"), 400),
    "UTF-16": ('{"billerType": "lwb_postpaid"}'.encode("utf-16"), 400),
    "bytes without meaning": (b"\x00\xfe\xff%PDF", 400),
    "100 000 levels": (b"[" * 100_000 + b"]" * 100_000, 400),
    "5 MB": (b'{"accountNumber": "' + b"1" * 5_000_000 + b'"}', 413),
    "XML with a document type": (BOMB, 400),
}


@pytest.mark.parametrize("sent", MALFORMED)
def test_a_body_that_cannot_be_read_is_refused(teller, lone_bank, sent):
    body, status = MALFORMED[sent]

    answer = teller.pay(PAYMENT, body)

    assert answer.status_code == status, answer.content
    check_refused(answer, lone_bank)


def test_xml_is_no_language_of_this_door(teller, lone_bank):
    answer = teller.client.post(
        "/api/billers/payment",
        BOMB,
        content_type="application/xml",
        headers={"Idempotency-Key": "a-key-of-xml"},
    )

    assert answer.status_code == 415
    check_refused(answer, lone_bank)


#   a field that is not what it should be    and which field the answer names
WRONG = {
    "an account as a number": ({"accountNumber": 2200330044}, "accountNumber"),
    "an account as a boolean": ({"accountNumber": True}, "accountNumber"),
    "an account as a list": ({"accountNumber": ["1"]}, "accountNumber"),
    "an account of blanks": ({"accountNumber": "  "}, "accountNumber"),
    "an account without end": ({"accountNumber": "1" * 101}, "accountNumber"),
    "an account with a NUL": ({"accountNumber": "a\0b"}, "accountNumber"),
    "an account of two lines": ({"accountNumber": "22\n33"}, "accountNumber"),
    "an account with an escape": ({"accountNumber": "22\x1b33"}, "accountNumber"),
    "a name of two lines": (
        {"customerAccountName": "Grace\u2028Aiwalafalls"},
        "customerAccountName",
    ),
    "a debit account with a tab": ({"debitAccount": "1007\t001"}, "debitAccount"),
    "no account": ({"accountNumber": None}, "accountNumber"),
    "an amount as a float": ({"amount": 1500.5}, "amount"),
    "an amount as an object": ({"amount": {"MWK": "1"}}, "amount"),
    "an amount with three decimals": ({"amount": "1500.505"}, "amount"),
    "an amount with an exponent": ({"amount": "1e4"}, "amount"),
    "an amount with a comma in the wrong place": ({"amount": "15,00.50"}, "amount"),
    "no number as an amount": ({"amount": "NaN"}, "amount"),
    "an endless amount": ({"amount": "Infinity"}, "amount"),
    "an amount in other figures": ({"amount": ARABIC}, "amount"),
    "nothing as an amount": ({"amount": "0.00"}, "amount"),
    "less than nothing": ({"amount": "-5.00"}, "amount"),
    "less than the board takes": ({"amount": "99.99"}, "amount"),
    "more than the board takes": ({"amount": "5000000.01"}, "amount"),
    "more than any column holds": ({"amount": "9" * 30}, "amount"),
    "another currency": ({"currency": "USD"}, "currency"),
    "a currency as a number": ({"currency": 454}, "currency"),
    "a biller as a number": ({"billerType": 5}, "billerType"),
    "a type as a number": ({"accountType": 5}, "accountType"),
    "a name as a number": ({"customerAccountName": 5}, "customerAccountName"),
    "a debit account as a number": ({"debitAccount": 1007001}, "debitAccount"),
    "deliberately, in words": ({"isDeliberate": "perhaps"}, "isDeliberate"),
    "a field that nobody knows": ({"ammount": "1.00"}, "ammount"),
    "a credit account alone": ({"creditAccount": "X1"}, "debitAccount"),
}


@pytest.mark.parametrize("sent", WRONG)
def test_a_field_that_is_wrong_is_named(teller, lone_bank, sent):
    change, field = WRONG[sent]

    answer = teller.pay(PAYMENT, {**WATER, **change})

    assert answer.status_code in {400, 422}
    assert list(error(answer)["fields"]) == [field]
    check_refused(answer, lone_bank)


def test_markup_in_an_account_is_sent_as_text_and_is_nobodys(teller, lone_bank):
    answer = teller.pay(PAYMENT, {**WATER, "accountNumber": "<x>&y;66404"})

    assert answer.status_code == 202
    lone_bank.later(minutes=1)
    payment = lone_bank.advance(BillerTransaction.objects.get())
    assert (payment.status, payment.pay_outcome) == ("FAILED", "DECLINED")
    assert lone_bank.billers.payments("lwb_postpaid") == []


INVOICE = {"billerType": "masm", "invoiceNumber": "I1"}
BUNDLE = {"billerType": "masm", "bundleId": "1001", "phoneNumber": "0888123456"}
#   what a biller has not                    where, what is sent, and what is answered
NOT_HAD: dict[str, tuple[str, dict[str, Any], int, str]] = {
    "a biller that is not ours":
        (PAYMENT, {**WATER, "billerType": "ESCOM"}, 404, "BILLER_NOT_KNOWN"),
    "a payment at Airtel":
        (PAYMENT, {**WATER, "billerType": "airtel_validation"}, 422, "BILLER_CANNOT"),
    "an amount at the registrar":
        (PAYMENT, {**WATER, "billerType": "register_general"}, 422, "BILLER_CANNOT"),
    "an amount for bundles":
        (PAYMENT, {**WATER, "billerType": "tnm_bundles"}, 422, "BILLER_CANNOT"),
    "an invoice of the medical aid": ("invoice/confirm", INVOICE, 422, "BILLER_CANNOT"),
    "a bundle of the medical aid": ("bundles/purchase", BUNDLE, 422, "BILLER_CANNOT"),
    "a biller that is switched off":
        (PAYMENT, {**WATER, "billerType": "bwb_postpaid"}, 409, "BILLER_INACTIVE"),
    "a bundle that does not exist":
        ("bundles/purchase", {"bundleId": "9999", "phoneNumber": "0888123456"}, 404,
         "NOT_AT_BILLER"),
    "a phone that is none":
        ("bundles/purchase", {"bundleId": "1001", "phoneNumber": "12"}, 422, "PAYMENT_REFUSED"),
}  # fmt: skip


@pytest.mark.parametrize("wanted", NOT_HAD)
def test_what_a_biller_has_not_is_refused_with_a_next_step(teller, lone_bank, wanted):
    path, body, status, code = NOT_HAD[wanted]
    config = lone_bank.config("BWB_POSTPAID")
    config.is_active = False
    config.save()

    answer = teller.pay(path, body)

    assert (answer.status_code, error(answer)["code"]) == (status, code)
    check_refused(answer, lone_bank)


def test_nothing_is_asked_of_a_biller_that_is_switched_off(teller, lone_bank):
    config = lone_bank.config("AIRTEL_VALIDATION")
    config.is_active = False
    config.save()

    answer = teller.post(
        "account-lookup", {"billerType": "airtel_validation", "accountNumber": "0991234567"}
    )

    assert (answer.status_code, error(answer)["code"]) == (409, "BILLER_INACTIVE")
    assert not LookupRecord.objects.exists()


#   what is done with a payment              a field that should be a text
ACTS = {
    "cancel": {"reason": 5},
    "reverse": {"reason": 5},
    "resolve": {"outcome": "PAID", "reason": 5.5},
    "close-alarm": {"reason": False},
    "reveal-token": {"reason": 5},
    "assign": {"owner": 5},
    "retry": {"reason": 5},
}


@pytest.mark.parametrize("act", ACTS)
def test_a_number_is_no_reason(lone_bank, act):
    payment = lone_bank.ask("LWB_POSTPAID", "2200330044")
    admin = Caller(person(Role.ADMIN))
    before = payment.timeline.count()

    answer = admin.post(f"transactions/{payment.number}/{act}", ACTS[act])

    assert answer.status_code == 400
    assert list(error(answer)["fields"]) == ["owner" if act == "assign" else "reason"]
    payment.refresh_from_db()
    assert (payment.status, payment.timeline.count()) == ("PENDING", before)
