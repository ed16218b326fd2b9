"""The token of a prepaid meter on the pages: asked for by a form, shown in its answer alone."""

import re

import pytest

from billers.models import BillerTransaction
from billie.staff.roles import Role, who_may
from tests.billers.operations.test_fetching_tokens import settle
from tests.billers.pages.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

METER = "1000200030"
WHY = {"why": "The paper jammed."}


@pytest.fixture
def sold(desk):
    """A payment that prepaid tokens were given for."""
    return desk.confirm("SRWB_PREPAID", METER)


@pytest.fixture
def seller(teller):
    return teller.browser


def page_of(payment):
    return f"/billers/transactions/{payment.number}"


def text(answer):
    return answer.content.decode()


def clear(payment):
    """Return the tokens as they are read aloud."""
    return [re.sub(r"(\d{4})(?=\d)", r"\1 ", token) for token in payment.tokens.values()]


def test_a_token_is_shown_once_for_the_asking_and_again_for_a_reason(seller, sold):
    address = f"{page_of(sold)}/token"
    before = text(seller.get(page_of(sold)))

    shown = seller.post(address)
    reloaded = seller.post(address)
    again = seller.post(address, WHY)
    after = text(seller.get(page_of(sold)))

    assert "Shown to nobody yet" in before
    assert all(token in text(shown) for token in clear(sold))
    assert reloaded.status_code == 422
    assert "Say why the token is shown again" in text(reloaded)
    assert all(token in text(again) for token in clear(sold))
    assert "reprinted once" in after
    assert "The paper jammed." in after


def test_nobody_keeps_the_page_that_shows_it(seller, sold):
    shown = seller.post(f"{page_of(sold)}/token")

    assert "no-store" in shown.headers["Cache-Control"]
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert all(token not in shown.request["PATH_INFO"] for token in sold.tokens.values())


def test_every_other_page_shows_it_masked(seller, sold):
    seller.post(f"{page_of(sold)}/token")
    pages = ["", "?part=payment", "?step=result", "/receipt", "/token"]
    seen = [text(seller.get(f"{page_of(sold)}{page}")) for page in pages]
    seen.append(text(seller.get("/billers/transactions/")))

    for token in sold.tokens.values():
        assert all(f"•••• {token[-4:]}" in page for page in seen[:-1])
        assert all(token not in page.replace(" ", "") for page in seen)


def test_a_page_that_only_asks_shows_nothing_and_records_nothing(seller, sold):
    asked = seller.get(f"{page_of(sold)}/token")

    assert "Whoever has the token" in text(asked)
    assert not sold.reveals.exists()


def test_a_form_of_another_site_shows_nothing(desk, sold):
    strict = signed_in(Role.SUPERVISOR)
    strict.handler.enforce_csrf_checks = True

    assert strict.post(f"{page_of(sold)}/token").status_code == 403
    assert not sold.reveals.exists()


def test_who_may_not_see_it_is_told_whom_to_ask(readonly, sold):
    page = text(readonly.get(page_of(sold)))
    refused = readonly.post(f"{page_of(sold)}/token")

    assert f"{page_of(sold)}/token" not in page
    assert who_may("billers.reveal_token") in page
    assert refused.status_code == 403
    assert not sold.reveals.exists()


def test_a_reason_with_the_token_in_it_is_not_shown_back(seller, sold):
    seller.post(f"{page_of(sold)}/token")
    token = sold.tokens["1"]

    refused = seller.post(f"{page_of(sold)}/token", {"why": f"Read out {token}."})

    assert refused.status_code == 422
    assert "The reason has the token in it." in text(refused)
    assert token not in text(refused)


def test_the_token_of_a_reversed_payment_is_shown_to_nobody(seller, sold):
    BillerTransaction.objects.filter(pk=sold.pk).update(status="REVERSED")

    answer = seller.post(f"{page_of(sold)}/token", follow=True)

    assert "The payment was reversed" in text(answer)
    assert all(token not in text(answer) for token in clear(sold))
    assert not sold.reveals.exists()


def test_a_token_that_never_came_is_fetched_without_buying_again(teller, desk):
    settled = settle(desk, METER)
    page = teller.open(page_of(settled))

    teller.browser.post(f"{page_of(settled)}/fetch-token")

    after = teller.open(page_of(settled))
    assert "Fetch the token" in page
    assert "Shown to nobody yet" in after
    assert len(desk.taken("SRWB_PREPAID", METER)) == 1
