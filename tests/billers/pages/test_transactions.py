"""The list of payments, and one payment with its story and what can be done with it."""

from decimal import Decimal

import pytest

from billers.models import BillerTransaction

pytestmark = pytest.mark.django_db(transaction=True)

ACCOUNT = "1000200030"
LIST = "/billers/transactions/"


def story(payment):
    return f"{LIST}{payment.number}"


def test_the_list_shows_payments_and_its_address_carries_the_filters(teller, desk):
    paid = desk.pay("LWB_POSTPAID", ACCOUNT)
    waiting = desk.ask("BWB_POSTPAID", ACCOUNT)

    everything = teller.open(LIST)
    narrowed = teller.open(f"{LIST}?status=COMPLETED&biller_type=LWB_POSTPAID")
    found = teller.open(f"{LIST}?search={waiting.number}")

    assert paid.number in everything
    assert waiting.number in everything
    assert paid.number in narrowed
    assert waiting.number not in narrowed
    assert paid.number not in found


def test_a_list_masks_the_phone_that_a_bundle_is_for(teller, desk):
    sold = desk.ask(
        "TNM_BUNDLES",
        "0881234567",
        transaction_type="CONFIRM_BUNDLE",
        bundle_id="1003",
        amount=Decimal("1950.00"),
    )

    assert "0881234567" not in teller.open(LIST)
    assert "0881234567" in teller.open(story(sold))


def test_no_link_of_a_live_part_asks_for_a_part(teller, desk):
    desk.ask("BWB_POSTPAID", ACCOUNT)

    part = teller.open(f"{LIST}?status=PENDING&part=results")

    assert "part=results" not in part


def test_a_paid_bill_shows_its_story_its_calls_and_a_receipt(teller, desk):
    paid = desk.pay("LWB_POSTPAID", ACCOUNT)

    page = teller.open(story(paid))
    receipt = teller.open(f"{story(paid)}/receipt")

    assert "The biller has the money." in page
    assert paid.external_transaction_id in page
    assert "Request and answer" in page
    assert "made-up-hush" not in page
    assert paid.external_transaction_id in receipt


def test_an_unknown_payment_offers_no_retry_and_says_why(teller, desk):
    desk.billers.order("answer_lost", biller="LWB_POSTPAID")
    unknown = desk.pay("LWB_POSTPAID", ACCOUNT)

    page = teller.open(story(unknown))
    answer = teller.browser.post(f"{story(unknown)}/retry")

    assert unknown.status == "UNKNOWN"
    assert f"{story(unknown)}/retry" not in page
    assert "It is settled first, so that it is not paid twice." in page
    assert "Do not pay the bill again" in page
    assert answer.status_code == 302
    assert BillerTransaction.objects.get(pk=unknown.pk).status == "UNKNOWN"


def test_looking_again_makes_the_next_step_due_at_once(teller, desk):
    desk.billers.order("answer_lost", biller="LWB_POSTPAID")
    unknown = desk.pay("LWB_POSTPAID", ACCOUNT)

    teller.browser.post(f"{story(unknown)}/look-again")

    desk.at = BillerTransaction.objects.get(pk=unknown.pk).next_action_at
    assert desk.at < unknown.next_action_at
    assert desk.advance(unknown).status == "COMPLETED"


def test_a_resolution_wants_what_happened_and_how_one_knows(teller, desk):
    desk.billers.order("answer_lost", biller="LWB_POSTPAID")
    unknown = desk.pay("LWB_POSTPAID", ACCOUNT)

    empty = teller.browser.post(f"{story(unknown)}/resolve", {"says": "PAID"})
    asked = teller.browser.post(
        f"{story(unknown)}/resolve", {"says": "PAID", "words": "Line 4 of the statement."}
    )
    again = teller.browser.post(
        f"{story(unknown)}/resolve", {"says": "PAID", "words": "Line 4 of the statement."}
    )

    assert empty.status_code == 422
    assert asked.status_code == 302
    assert again.status_code == 422
    assert BillerTransaction.objects.get(pk=unknown.pk).status == "UNKNOWN"


def test_a_payment_that_waits_is_cancelled_with_a_reason(teller, desk):
    waiting = desk.ask("LWB_POSTPAID", ACCOUNT)

    without = teller.browser.post(f"{story(waiting)}/cancel", {})
    teller.browser.post(f"{story(waiting)}/cancel", {"why": "The customer has left."})

    assert without.status_code == 422
    assert BillerTransaction.objects.get(pk=waiting.pk).status == "CANCELLED"
    assert "The customer has left." in teller.open(story(waiting))


def test_who_may_only_read_sees_the_story_and_whom_to_ask(readonly, desk):
    waiting = desk.ask("LWB_POSTPAID", ACCOUNT)

    page = readonly.get(story(waiting)).content.decode()

    assert f"{story(waiting)}/cancel" not in page
    assert "Ask somebody in operations" in page


def test_what_needs_a_person_is_listed_with_its_next_step(teller, desk):
    desk.billers.order("answer_lost", biller="LWB_POSTPAID")
    unknown = desk.pay("LWB_POSTPAID", ACCOUNT)
    paid = desk.pay("BWB_POSTPAID", ACCOUNT)

    page = teller.open("/billers/attention/")

    assert unknown.number in page
    assert "looked into again by itself" in page
    assert paid.number not in page


def test_the_overview_counts_today_and_names_what_needs_attention(teller, desk):
    desk.billers.order("answer_lost", biller="LWB_POSTPAID")
    desk.pay("LWB_POSTPAID", ACCOUNT)
    desk.pay("BWB_POSTPAID", ACCOUNT)

    page = teller.open("/billers/")

    assert "1 payment needs attention." in page
    assert "1,500.50 MWK" in page
    assert "100.0 %" in page


def test_what_core_banking_was_asked_is_not_said_to_be_the_billers_word(teller, bank):
    bank.billers.order("answer_lost", biller="core_banking")
    paid = bank.wait(bank.pay("LWB_POSTPAID", ACCOUNT, debit_account="1007001"))

    page = teller.open(story(paid))

    assert paid.status == "COMPLETED"
    assert "Core banking, asked" in page
    assert "Ask core banking what became of it" in page
    assert "The biller, asked" not in page


def test_what_the_biller_was_asked_is_its_word(teller, bank):
    bank.billers.order("answer_lost", biller="LWB_POSTPAID")
    paid = bank.wait(bank.pay("LWB_POSTPAID", ACCOUNT, debit_account="1007001"))

    page = teller.open(story(paid))

    assert "The biller, asked" in page
    assert "Ask the biller what became of it" in page
    assert "Core banking, asked" not in page
