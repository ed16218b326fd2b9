"""Having a paid bill taken back, on the pages."""

import pytest

from billers.models import BillerTransaction
from tests.billers.operations.reversals import begin, reverse

pytestmark = pytest.mark.django_db(transaction=True)

ACCOUNT = "1000200030"


def story(payment):
    return f"/billers/transactions/{payment.number}"


def test_a_reversal_wants_a_reason_and_a_second_person(teller, desk):
    paid = desk.pay("LWB_POSTPAID", ACCOUNT)

    page = teller.open(story(paid))
    form = teller.open(f"{story(paid)}/reverse")
    empty = teller.browser.post(f"{story(paid)}/reverse", {})
    asked = teller.browser.post(f"{story(paid)}/reverse", {"words": "Another household's."})
    again = teller.browser.post(f"{story(paid)}/reverse", {"words": "Another household's."})

    assert f"{story(paid)}/reverse" in page
    assert "Two people decide this." in form
    assert (empty.status_code, asked.status_code, again.status_code) == (422, 302, 422)
    assert "waits for a second person" in teller.open(story(paid))
    assert BillerTransaction.objects.get().status == "COMPLETED"


def test_one_that_cannot_be_reversed_says_why(teller, desk):
    paid = desk.pay("MASM", ACCOUNT)

    page = teller.open(story(paid))

    assert f"{story(paid)}/reverse" not in page
    assert "takes no payment back" in page


def test_the_page_follows_a_reversal_to_its_end(teller, desk):
    paid = begin(desk, desk.pay("LWB_POSTPAID", ACCOUNT))

    meanwhile = teller.open(story(paid))
    desk.advance(paid)
    afterwards = teller.open(story(paid))

    assert "Being reversed" in meanwhile
    assert "Take the payment back at the biller" in afterwards
    assert "the biller has given the money back" in afterwards


def test_a_reversal_that_nobody_knows_of_is_resolved_in_its_own_words(teller, desk):
    paid = desk.pay("LWB_POSTPAID", ACCOUNT)
    desk.billers.order("answer_lost", biller="LWB_POSTPAID")
    unknown = reverse(desk, paid)

    page = teller.open(story(unknown))
    form = teller.open(f"{story(unknown)}/resolve")
    wrong = teller.browser.post(f"{story(unknown)}/resolve", {"says": "PAID", "words": "Seen."})

    assert "Do not give the money back by hand" in page
    assert unknown.number in teller.open("/billers/attention/")
    assert "The biller took the payment back" in form
    assert wrong.status_code == 422


def test_who_may_only_read_is_offered_nothing(readonly, desk):
    paid = desk.pay("LWB_POSTPAID", ACCOUNT)

    page = readonly.get(story(paid)).content.decode()

    assert f"{story(paid)}/reverse" not in page
    assert readonly.get(f"{story(paid)}/reverse").status_code == 403
