"""What a browser can be made to send and a server to answer: a page comes, never an error 500."""

import pytest
from django.urls import reverse

from billers.connectors.wire import Redactor
from billers.models import Attempt
from billers.pages.pretty import pretty
from billie.staff.roles import Role
from tests.billers.pages.conftest import signed_in
from tests.billers.pages.test_configuring import WATER, typed, water

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("came", ['{"a": "\\ud800"}', "[" * 15_000, '{"a":' * 3_000])
def test_a_payment_can_be_looked_at_whatever_its_biller_answered(admin, desk, came):
    payment = desk.ask("LWB_POSTPAID", "2200330044")
    desk.advance(payment)
    Attempt.objects.update(answer=Redactor({}).keep(came))

    answer = admin.get(f"/billers/transactions/{payment.number}")

    assert answer.status_code == 200


def test_a_short_answer_makes_no_page_without_end():
    came = "[" * 900 + "1," * 9_000 + "1" + "]" * 900

    assert len(pretty(came)) < 500_000


@pytest.mark.parametrize("route", ["lookup", "pay", "pay-invoice", "pay-bundle"])
def test_a_nul_names_no_biller(admin, desk, route):
    assert admin.get(reverse(f"billers:{route}"), {"biller": "\0"}).status_code == 200


@pytest.mark.parametrize(("to", "back"), [("a\0b", ""), ("me", "foo"), ("me", "[x")])
def test_whatever_is_sent_to_assign_leads_somewhere(desk, to, back):
    desk.billers.order("answer_lost", biller="MASM")
    payment = desk.advance(desk.ask("MASM", "2200330044"))

    answer = signed_in(Role.SUPERVISOR).post(
        f"/billers/transactions/{payment.number}/assign", {"to": to, "next": back}
    )

    assert answer.status_code == 302


def test_a_view_named_with_a_nul_is_saved_without_it(admin, desk):
    answer = admin.post(reverse("billers:save-view"), {"name": "a\0b", "filters": "status=FAILED"})

    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("features", '{"a": ' + "1" * 5_000 + "}"),
        ("base_url", "https://xn--a.example"),
        ("validation_rules", '{"accountNumberFormat": "a{99999}"}'),
    ],
)
def test_what_no_configuration_can_hold_is_told_at_its_field(admin, desk, field, text):
    answer = admin.post(f"{WATER}/edit", typed(water(), **{field: text}))

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
