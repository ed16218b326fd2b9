"""Paying a bill on the pages, step by step, at simulated billers."""

import pytest
from django.utils.html import escape

from billers.models import BillerTransaction
from billie.web import words

pytestmark = pytest.mark.django_db(transaction=True)

WATER = "/billers/payment/?biller=LWB_POSTPAID"
ACCOUNT = "1000200030"


def test_who_can_be_paid_is_offered_and_who_takes_no_payments_is_not(teller):
    page = teller.open("/billers/payment/")

    assert "Lilongwe Water Board" in page
    assert "/billers/payment/invoice?biller=SRWB_PREPAID" in page
    assert "/billers/payment/bundle?biller=TNM_BUNDLES" in page
    assert "AIRTEL_VALIDATION" not in page


def test_a_bill_is_paid_in_steps_under_a_name_that_was_read_out(teller, desk):
    teller.open(WATER)
    said = teller.send("account", account_number=ACCOUNT)
    review = teller.send("review", amount="1,500.50")
    teller.send("confirm")

    payment = teller.payment()
    assert payment.customer_account_name
    assert escape(payment.customer_account_name) in said
    assert "Pay 1,500.50 MWK to Lilongwe Water Board" in review
    assert desk.wait(payment).status == "COMPLETED"


def test_where_exactly_what_is_owed_is_taken_it_stands_in_the_form(teller, desk):
    config = desk.config("LWB_POSTPAID")
    config.validation_rules = {"amount": "exact"}
    config.save()
    teller.open(WATER)
    asked = teller.send("account", account_number=ACCOUNT)
    owed = teller.page.context["form"]["amount"].value()
    refused = teller.send("review", amount="700")
    review = teller.send("review", amount=str(owed))
    teller.send("confirm")

    assert "Exactly what is owed." in asked
    assert f"takes exactly what is owed: {owed} MWK." in refused
    assert "Pay " in review
    assert str(teller.payment().amount) == owed


def test_a_form_that_was_sent_pays_once_however_often_it_is_sent(teller):
    teller.open(WATER)
    teller.send("account", account_number=ACCOUNT)
    teller.send("review", amount="700")
    review = teller.page
    teller.send("confirm")
    teller.page = review
    teller.send("confirm", deliberate="yes")

    assert BillerTransaction.objects.count() == 1
    assert teller.payment().amount == 700


def test_the_same_bill_again_leads_to_the_first_and_wants_a_deliberate_word(teller, desk):
    first = desk.ask("LWB_POSTPAID", ACCOUNT)
    teller.open(WATER)
    teller.send("account", account_number=ACCOUNT)
    teller.send("review", amount="1500.50")

    page = teller.send("confirm")

    assert teller.page.status_code == 409
    assert f"/billers/transactions/{first.number}" in page
    assert BillerTransaction.objects.count() == 1
    teller.send("confirm", deliberate="yes")
    assert teller.payment().is_deliberate


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(teller):
    teller.open(WATER)
    teller.send("account", account_number=ACCOUNT)

    page = teller.send("review", amount="5")

    assert teller.page.status_code == 422
    assert "takes 100.00 MWK or more" in page
    assert 'href="#pay-amount"' in page
    assert not BillerTransaction.objects.exists()


def test_an_account_that_does_not_exist_is_said_at_its_field(teller):
    teller.open("/billers/payment/?biller=BWB_POSTPAID")

    page = teller.send("account", account_number="1000066404")

    assert teller.page.status_code == 422
    assert 'href="#pay-account_number"' in page


def test_what_the_biller_said_cannot_be_made_up(teller):
    teller.open("/billers/payment/invoice?biller=SRWB_PREPAID")
    teller.send("account", account_number=ACCOUNT)

    teller.send("review", seen="made-up")

    assert teller.page.status_code == 302
    assert not BillerTransaction.objects.exists()


def test_an_invoice_is_found_reviewed_and_paid_as_it_is(teller, desk):
    teller.open("/billers/payment/invoice?biller=SRWB_PREPAID")
    teller.send("account", account_number=ACCOUNT)
    teller.send("review")
    teller.send("confirm")

    payment = desk.wait(teller.payment())
    assert payment.invoice_number
    assert payment.status == "COMPLETED"


def test_a_bundle_is_chosen_at_its_price(teller, desk):
    teller.open("/billers/payment/bundle?biller=TNM_BUNDLES")
    offered = teller.send("account", account_number="0881234567")
    teller.send("review", bundle_id="1003")
    teller.send("confirm")

    payment = desk.wait(teller.payment())
    assert "Weekly 2GB" in offered
    assert str(payment.amount) == "1950.00"
    assert payment.status == "COMPLETED"


def test_medical_aid_asks_for_the_type_of_account(teller, desk):
    opened = teller.open("/billers/payment/?biller=MASM")
    teller.send("account", account_number=ACCOUNT, account_type="M")
    teller.send("review", amount="2500")
    teller.send("confirm")

    assert "Account type" in opened
    assert desk.wait(teller.payment()).account_type == "M"


def test_accounts_at_the_bank_are_asked_for_where_core_banking_is_configured(teller, bank):
    teller.open(WATER)
    asked = teller.send("account", account_number=ACCOUNT)
    teller.send("review", amount="900", debit_account="1012345678")
    teller.send("confirm")

    payment = bank.wait(teller.payment())
    assert "From the customer" in asked
    assert payment.uses_core_banking
    assert payment.credit_account == "LWBWATER"


def review_of(teller, payer):
    """Go as far as the review of a payment from an account at the bank."""
    teller.open(WATER)
    teller.send("account", account_number=ACCOUNT)
    return teller.send("review", amount="900", debit_account=payer)


def test_the_review_says_what_is_available_in_the_account_that_pays(teller, bank):
    page = review_of(teller, "1012345678")

    assert "Available there" in page
    assert words.amount(bank.balance("1012345678")) in page
    assert "There is less in the account" not in page


def test_the_review_warns_of_an_account_with_less_than_is_to_be_paid(teller, bank):
    page = review_of(teller, "1012366405")  # where the simulator has next to nothing

    assert "There is less in the account than this payment takes." in page
    assert 'value="confirm"' in page


def test_a_bank_that_does_not_say_what_is_there_keeps_nobody_from_paying(teller, bank):
    bank.billers.order("error", kind="look_up", biller="core_banking")

    page = review_of(teller, "1012345678")

    assert "Not known:" in page
    assert 'value="confirm"' in page


def test_without_core_banking_no_balance_is_spoken_of(teller, desk):
    teller.open(WATER)
    teller.send("account", account_number=ACCOUNT)

    assert "Available there" not in teller.send("review", amount="900")
