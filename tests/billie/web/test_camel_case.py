"""Serializers speak camelCase outside and snake_case inside, and leave free JSON alone."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer

from billie.web.camel_case import CamelModelSerializer, CamelSerializer, camel
from servicing.models import Conversation


class _PartSerializer(CamelSerializer):
    due_date = serializers.DateField()
    amount_paid = serializers.DecimalField(max_digits=18, decimal_places=2)


class _WholeSerializer(CamelSerializer):
    loan_account_id = serializers.CharField(max_length=5)
    opened = serializers.DateTimeField(source="opened_at")
    is_in_arrears = serializers.BooleanField(default=False)
    free_facts = serializers.JSONField(default=dict)
    how_many = serializers.SerializerMethodField()
    payments_made = _PartSerializer(many=True)

    def get_how_many(self, row: dict[str, Any]) -> int:
        return len(row["payments_made"])


class _ConversationSerializer(CamelModelSerializer):
    class Meta:
        model = Conversation
        fields = ("conversation_id", "application_data", "latest_utterance_at")


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("customer_id", "customerId"),
        ("status", "status"),
        ("a_b_cd", "aBCd"),
        ("cursor", "cursor"),
    ],
)
def test_a_name_is_seen_in_camel_case(name: str, seen: str) -> None:
    assert camel(name) == seen


def test_an_object_is_answered_in_camel_case_with_free_json_untouched() -> None:
    row = {
        "loan_account_id": "A1",
        "opened_at": datetime(2026, 3, 1, 1, 2, 3, tzinfo=UTC),
        "is_in_arrears": True,
        "free_facts": {"snake_case_key": {"inner_key": 1}, "camelKey": [{"x_y": 2}]},
        "payments_made": [{"due_date": None, "amount_paid": Decimal("145.5")}],
    }

    data = _WholeSerializer(row).data

    assert data["freeFacts"] == row["free_facts"]
    assert data["howMany"] == 1
    assert data["paymentsMade"] == [{"dueDate": None, "amountPaid": "145.50"}]
    assert set(data) == {
        "loanAccountId", "opened", "isInArrears", "freeFacts", "howMany", "paymentsMade",
    }  # fmt: skip
    assert b'"opened":"2026-03-01T12:02:03+11:00"' in JSONRenderer().render(data)


def test_what_comes_in_camel_case_is_read_into_snake_case() -> None:
    asked = _WholeSerializer(
        data={
            "loanAccountId": "A1",
            "opened": "2026-03-01T01:02:03Z",
            "isInArrears": True,
            "freeFacts": {"snake_case_key": 1},
            "paymentsMade": [{"dueDate": "2026-03-01", "amountPaid": "1.00"}],
        }
    )

    assert asked.is_valid(), asked.errors
    assert asked.validated_data["loan_account_id"] == "A1"
    assert asked.validated_data["is_in_arrears"] is True
    assert asked.validated_data["free_facts"] == {"snake_case_key": 1}
    assert asked.validated_data["payments_made"][0]["amount_paid"] == Decimal("1.00")


def test_what_is_wrong_is_said_in_camel_case() -> None:
    asked = _WholeSerializer(
        data={"loan_account_id": "A1", "opened": "x", "paymentsMade": [{"dueDate": "x"}]}
    )

    assert not asked.is_valid()
    assert set(asked.errors) == {"loanAccountId", "opened", "paymentsMade"}
    assert set(asked.errors["paymentsMade"][0]) == {"dueDate", "amountPaid"}


def test_a_row_of_a_model_is_answered_in_camel_case() -> None:
    row = Conversation(conversation_id="C1", application_data={"first_name": "A"})

    assert _ConversationSerializer(row).data == {
        "conversationId": "C1",
        "applicationData": {"first_name": "A"},
        "latestUtteranceAt": None,
    }
