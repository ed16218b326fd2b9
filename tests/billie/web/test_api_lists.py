"""Lists of the API: rows, and the addresses of the pages before and after."""

from typing import Any

import pytest
from django.test import Client
from django.urls import include, path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.staff.access import SIGNED_IN
from billie.staff.roles import Role
from billie.web.api_lists import answer_list, list_page, page_of
from billie.web.camel_case import CamelModelSerializer
from servicing.models import Customer
from tests.billie.staff.people import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.billie.web.test_api_lists")]


class _PersonSerializer(CamelModelSerializer):
    class Meta:
        model = Customer
        fields = ("customer_id",)


class _ListView(APIView):
    required_permission = SIGNED_IN

    def get(self, request: Request) -> Response:
        page = list_page(request, Customer.objects.all(), order=("customer_id",))
        return answer_list(
            request, page, to_json=lambda rows: _PersonSerializer(rows, many=True).data
        )


urlpatterns = [path("api/list", _ListView.as_view()), path("", include("billie.urls"))]


@pytest.fixture
def staff() -> Client:
    Customer.objects.bulk_create(Customer(customer_id=f"CUS-{n:02}") for n in range(5))
    return signed_in(Role.READONLY)


def _ids(answer: Any) -> list[str]:
    return [row["customerId"] for row in answer.json()["results"]]


def test_a_list_is_walked_by_its_own_addresses(staff: Client) -> None:
    first = staff.get("/api/list?limit=2&flag=yes")
    second = staff.get(first.json()["next"])
    third = staff.get(second.json()["next"])
    back = staff.get(third.json()["previous"])

    assert [_ids(answer) for answer in (first, second, third, back)] == [
        ["CUS-00", "CUS-01"],
        ["CUS-02", "CUS-03"],
        ["CUS-04"],
        ["CUS-02", "CUS-03"],
    ]
    assert first.json()["previous"] is None
    assert third.json()["next"] is None
    assert "flag=yes" in second.json()["next"]
    assert "limit=2" in second.json()["next"]


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "1.5", "٣", "99999999999999999999"])
def test_a_limit_that_is_none_is_refused_at_its_field(staff: Client, limit: str) -> None:
    answer = staff.get("/api/list", {"limit": limit})

    assert answer.status_code == 400
    assert "limit" in answer.json()["error"]["fields"]


@pytest.mark.parametrize("cursor", ["x", "'; DROP TABLE x; --", "a:b:c", "\x00", "é" * 3000])
def test_a_cursor_that_is_none_is_refused_at_its_field(staff: Client, cursor: str) -> None:
    answer = staff.get("/api/list", {"cursor": cursor})

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "CURSOR_NOT_VALID"
    assert "cursor" in answer.json()["error"]["fields"]


def test_an_empty_cursor_and_limit_mean_the_first_page(staff: Client) -> None:
    assert len(_ids(staff.get("/api/list?cursor=&limit="))) == 5


def test_a_page_is_described_with_its_rows() -> None:
    described = page_of(_PersonSerializer)

    assert isinstance(described, serializers.Serializer)
    assert set(described.fields) == {"results", "next", "previous"}
