"""Every failure row of WIRE 3: what each biller says when it says no, and what must come of it.

Told by the simulated billers in their own words, and followed from the order to both books.
"""

from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from billers.connectors.contract import NoAnswer, NotFound
from billers.models import Dialect, Leg, LookupRecord
from billers.operations.looking_up import get_bundle, get_invoice, look_up_account
from billers.seeds import ESB_PATHS
from billers.simulator.dialects.esb import ACCESS_KEY
from tests.billers.operations.weather import (
    ACCOUNT,
    BUNDLE,
    DECLINED,
    PAID,
    PAYER,
    PHONE,
    UNKNOWN,
    account_at,
    pay_at,
    stands,
)

NOBODY = "1266404"
ALARMED = UNKNOWN._replace(is_alarm=True)


class Said(NamedTuple):
    """What a biller refuses with, and what staff read of it."""

    biller: str
    refusal: str
    code: str
    words: str


AGENCY = "The board does not know our agency user."
NO_CUSTOMER = "The board has no such customer number."
USED = "The biller has seen this reference before."
NO_KEY_BWB = "The board does not take our access key."
NO_KEY_LWB = "The board does not take our access key, or does not know the account."
HASH = "The registrar does not take our signature."
NO_WAY_IN = "The registrar does not let our server in."
NO_MEMBER = "The society has no such reference."

REFUSALS = {
    "BWB code 2": Said("BWB_POSTPAID", "wrong_access_key", "2", NO_KEY_BWB),
    "BWB code 5": Said("BWB_POSTPAID", "invalid_customer", "5", NO_CUSTOMER),
    "BWB code 11 at first": Said("BWB_POSTPAID", "used_reference", "11", USED),
    "LWB code 2": Said("LWB_POSTPAID", "wrong_access_key", "2", NO_KEY_LWB),
    "LWB code 5": Said("LWB_POSTPAID", "invalid_customer", "5", NO_CUSTOMER),
    "LWB code 11 at first": Said("LWB_POSTPAID", "used_reference", "11", USED),
    "SRWB as JSON": Said("SRWB_POSTPAID", "no_agency_user", "9", AGENCY),
    "SRWB in plain words": Said("SRWB_POSTPAID", "no_agency_user_in_plain_words", "", AGENCY),
    "SRWB prepaid": Said("SRWB_PREPAID", "no_agency_user", "9", AGENCY),
    "MASM, escaped SOAP": Said("MASM", "no_reference_found", "M18", NO_MEMBER),
    "Registrar, address": Said("REGISTER_GENERAL", "ip_not_whitelisted", "", NO_WAY_IN),
    "Registrar, hash": Said("REGISTER_GENERAL", "invalid_signature", "", HASH),
    "TNM 910000000": Said("TNM_BUNDLES", "no_such_bundle", "910000000", "TNM has no such bundle."),
}
BEHIND_THE_BUS = [name for name in REFUSALS if name.startswith("LWB")]


def refuse(bank, said: Said) -> None:
    """Let a biller refuse the next payment in given words."""
    fault = "refuse_used" if said.refusal == "used_reference" else "refuse"
    named = {} if fault == "refuse_used" else {"refusal": said.refusal}
    bank.billers.order(fault, biller=said.biller, **named)


def check_declined(bank, said: Said) -> None:
    """See that a refusal is one: no money anywhere, and the reason in our words."""
    payment = pay_at(bank, said.biller)

    attempt = payment.attempts.get(leg=Leg.PAY)
    assert stands(bank, payment) == DECLINED
    assert attempt.http_status == 200
    assert (payment.error_code, payment.error_message) == (said.code, said.words)
    assert ACCESS_KEY not in attempt.answer
    assert bank.taken(said.biller, account_at(said.biller)) == []


@pytest.mark.parametrize("row", REFUSALS)
def test_a_refusal_with_http_200_releases_the_money_and_offers_a_retry(lone_bank, row):
    refuse(lone_bank, REFUSALS[row])

    check_declined(lone_bank, REFUSALS[row])


@pytest.mark.parametrize("row", BEHIND_THE_BUS)
def test_the_same_refusals_are_read_behind_the_banks_service_bus(lone_bank, row):
    config = lone_bank.config("LWB_POSTPAID")
    config.dialect, config.endpoints = Dialect.ESB, ESB_PATHS
    config.base_url, config.version = f"{lone_bank.billers.url}/esb/lwb_postpaid", 2
    config.save()
    refuse(lone_bank, REFUSALS[row])

    check_declined(lone_bank, REFUSALS[row])


@pytest.mark.parametrize("refusal", ["wrong_access_key", "invalid_customer", "used_reference"])
@pytest.mark.parametrize("first", ["reset_before", "answer_lost"])
def test_a_refused_resend_says_nothing_of_the_first_sending(lone_bank, first, refusal):
    lone_bank.billers.order(first, biller="BWB_POSTPAID")
    payment = pay_at(lone_bank, "BWB_POSTPAID")
    refuse(lone_bank, Said("BWB_POSTPAID", refusal, "", ""))

    after = lone_bank.wait(payment)

    references = after.attempts.filter(leg=Leg.PAY).values_list("reference", flat=True)
    assert stands(lone_bank, after) == UNKNOWN
    assert len(references) == 2
    assert len(set(references)) == 1
    assert len(lone_bank.taken("BWB_POSTPAID", ACCOUNT)) == (first == "answer_lost")


@pytest.mark.parametrize("biller", ["SRWB_POSTPAID", "SRWB_PREPAID", "REGISTER_GENERAL"])
def test_a_page_in_answer_to_a_payment_is_no_refusal(lone_bank, biller):
    lone_bank.billers.order("page", biller=biller)

    assert stands(lone_bank, pay_at(lone_bank, biller)) == ALARMED


def test_a_payment_for_nobody_that_is_answered_with_a_404_page_is_unknown(lone_bank):
    payment = pay_at(lone_bank, "SRWB_POSTPAID", NOBODY)

    assert stands(lone_bank, payment) == ALARMED
    assert payment.attempts.get(leg=Leg.PAY).http_status == 404
    assert lone_bank.taken("SRWB_POSTPAID", NOBODY) == []


def test_dropped_decimals_are_the_amount_that_was_sent(lone_bank):
    payment = pay_at(lone_bank, "BWB_POSTPAID")

    assert payment.amount == Decimal("1500.50")
    assert "<amount>1500</amount>" in payment.attempts.get(leg=Leg.PAY).answer
    assert stands(lone_bank, payment) == PAID


#   TNM's three rows, and answers about something else than was bought
TNM = {
    "0 with an order": ({}, PAID),
    "100 that succeeded": ({"fault": "contradiction"}, ALARMED),
    "a result that is not known": ({"fault": "strange_word"}, UNKNOWN),
    "another bundle": ({"fault": "wrong_amount"}, ALARMED),
    "another phone": ({"fault": "wrong_account"}, ALARMED),
}


@pytest.mark.parametrize("row", TNM)
def test_a_bundle_is_paid_only_where_the_whole_row_says_so(lone_bank, row):
    ordered, must_stand = TNM[row]
    if ordered:
        lone_bank.billers.order(biller="TNM_BUNDLES", **ordered)

    payment = pay_at(lone_bank, "TNM_BUNDLES")

    assert stands(lone_bank, payment) == must_stand
    assert len(lone_bank.taken("TNM_BUNDLES", PHONE)) == 1


def test_a_bundle_that_does_not_exist_is_declined_and_its_money_given_back(lone_bank):
    bought = BUNDLE | {"bundle_id": "9999"}

    payment = lone_bank.pay("TNM_BUNDLES", PHONE, debit_account=PAYER, **bought)

    assert stands(lone_bank, payment) == DECLINED


@pytest.mark.parametrize("lie", ["wrong_amount", "wrong_account", "wrong_reference"])
@pytest.mark.parametrize("biller", ["REGISTER_GENERAL", "SRWB_PREPAID"])
def test_an_invoice_counts_as_paid_only_as_it_was_sent(lone_bank, biller, lie):
    lone_bank.billers.order(lie, biller=biller)

    payment = pay_at(lone_bank, biller)

    assert stands(lone_bank, payment) == ALARMED
    assert payment.tokens == {}
    assert payment.external_transaction_id == ""


class Asked(NamedTuple):
    """A question that is not answered with what was asked for; `fault` says who can mend that."""

    biller: str
    account: str
    refusal: str
    answer: type
    fault: str = ""


#   questions: no money moves, and who is at fault decides what staff are told
QUESTIONS = {
    "Airtel, not found": Asked("AIRTEL_VALIDATION", NOBODY, "", NotFound),
    "an HTML page": Asked("SRWB_POSTPAID", NOBODY, "", NotFound),
    "MASM M18": Asked("MASM", NOBODY, "", NotFound),
    "BWB code 5": Asked("BWB_POSTPAID", NOBODY, "", NotFound),
    "LWB code 2 for a bad account": Asked("LWB_POSTPAID", NOBODY, "", NoAnswer, "OURS"),
    "BWB code 2": Asked("BWB_POSTPAID", ACCOUNT, "wrong_access_key", NoAnswer, "OURS"),
    "SRWB code 9": Asked("SRWB_POSTPAID", ACCOUNT, "no_agency_user", NoAnswer, "OURS"),
    "an invoice that is not there": Asked("REGISTER_GENERAL", NOBODY, "", NotFound),
    "Registrar, address": Asked(
        "REGISTER_GENERAL", ACCOUNT, "ip_not_whitelisted", NoAnswer, "OURS"
    ),
    "no such bundle": Asked("TNM_BUNDLES", "9999", "", NotFound),
    "another bundle than asked": Asked("TNM_BUNDLES", "1001", "wrong_account", NoAnswer, "THEIRS"),
    "another account than asked": Asked("MASM", ACCOUNT, "wrong_account", NoAnswer, "THEIRS"),
}


@pytest.mark.parametrize("row", QUESTIONS)
def test_a_question_that_is_refused_is_kept_as_what_it_came_to(lone_bank, row):
    asked = QUESTIONS[row]
    if asked.refusal == "wrong_account":
        lone_bank.billers.order(asked.refusal, kind="look_up", biller=asked.biller)
    elif asked.refusal:
        lone_bank.billers.order(
            "refuse", kind="look_up", biller=asked.biller, refusal=asked.refusal
        )

    found = ask(lone_bank, asked.biller, asked.account)

    kept = LookupRecord.objects.get()
    assert type(found) is asked.answer
    assert getattr(found, "fault", "") == asked.fault
    assert kept.result == ("NOT_FOUND" if asked.answer is NotFound else "FAILED")
    assert kept.error_message == found.words


def test_a_balance_with_a_space_and_four_decimals_is_an_amount(lone_bank):
    account = ask(lone_bank, "BWB_POSTPAID", ACCOUNT)

    seen = lone_bank.billers.ask(f"/esb/bwb_postpaid/accounts/{ACCOUNT}").text("attribute_3")
    assert seen.startswith(" ")
    assert len(seen.partition(".")[2]) == 4
    assert account.balance == Decimal(seen.strip())


def ask(bank, biller: str, account: str) -> Any:
    """Ask a biller for an account, an invoice or a bundle, whichever it has."""
    who: dict[str, Any] = {"config": bank.config(biller), "by": bank.teller, "now": bank.at}
    if biller == "TNM_BUNDLES":
        return get_bundle(bundle_id=account, **who).found
    question = get_invoice if biller == "REGISTER_GENERAL" else look_up_account
    return question(account_number=account, account_type="", **who).found
