"""Addresses that nothing can mean."""

import pytest

from billie.staff.roles import Role
from tests.billie.staff.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    ["/servicing/customers/a%00b", "/servicing/conversations/a%00b", "/api/customer/a%00b"],
)
def test_a_nul_in_an_address_is_refused_and_nothing_fails(address):
    answer = signed_in(Role.READONLY).get(address)

    assert answer.status_code == 400


def test_the_refusal_of_an_address_below_the_api_is_json():
    answer = signed_in(Role.READONLY).get("/api/customer/a%00b")

    assert answer.json()["error"]["code"] == "NOT_READABLE"
