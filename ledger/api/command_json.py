"""A money command in JSON. Amounts are in `currency`; what is not known is null."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billie.web.api_fields import KnownText, instant, money
from billie.web.camel_case import CamelSerializer, camel
from ledger.models import CommandKind, CommandMove, MoneyCommand
from ledger.queries.next_steps import next_step
from ledger.states import State

COMMAND: dict[str, Any] = {
    "id": 42,
    "reference": "CMD-000042-7F3A9C",
    "kind": "REPAYMENT",
    "state": "POSTED",
    "loanAccountId": "LOAN-90817",
    "accountNumber": "40000017",
    "customerId": "CUS-4417",
    "amount": "145.00",
    "principalDelta": None,
    "feeDelta": None,
    "currency": "AUD",
    "reason": None,
    "details": {"paymentMethod": "bank transfer", "paymentReference": "FT-1182"},
    "before": {"principal": "500.00", "fees": "100.00", "total": "600.00"},
    "after": {"principal": "455.00", "fees": "0.00", "total": "455.00"},
    "reversesTransactionId": None,
    "requestedBy": "o.perations",
    "requestedAt": "2026-10-10T11:20:03.551000+11:00",
    "approvalId": None,
    "approvedBy": None,
    "attempts": 1,
    "sentAt": "2026-10-10T11:20:03.551000+11:00",
    "settledAt": "2026-10-10T11:20:03.581000+11:00",
    "nextAttemptAt": None,
    "outcome": {"code": None, "message": None},
    "transactionId": "TXN-100000000017",
    "eventId": "7f3f6c4e-9a55-4bd5-9a4f-1c1f0a6a0d11",
    "allocation": {"fees": "100.00", "principal": "45.00", "overpayment": "0.00"},
    "nextStep": "Nothing is left to do: the ledger has posted it.",
}

MOVES: list[dict[str, Any]] = [
    {
        "at": "2026-10-10T11:20:03.551000+11:00",
        "before": None,
        "after": "SENDING",
        "why": "Asked for, to be sent at once.",
        "who": "o.perations",
    },
    {
        "at": "2026-10-10T11:20:03.581000+11:00",
        "before": "SENDING",
        "after": "POSTED",
        "why": "The ledger posted it.",
        "who": "Billie",
    },
]


class OwedSerializer(CamelSerializer):
    """What is owed on an account."""

    principal = money(allow_null=False)
    fees = money(allow_null=False)
    total = money(allow_null=False)


class SpreadSerializer(CamelSerializer):
    """How a repayment is spread: fees first, then principal; what is left over is overpaid."""

    fees = money()
    principal = money()
    overpayment = money()


class OutcomeSerializer(CamelSerializer):
    """Why a command is where it is, if it was not simply posted."""

    code = KnownText(source="outcome_code")
    message = KnownText(source="outcome_message")


class CommandSummarySerializer(CamelSerializer):
    """One money command, from the request to its end."""

    id = serializers.IntegerField(read_only=True)
    reference = serializers.CharField(read_only=True)
    kind = serializers.ChoiceField(CommandKind.choices, read_only=True)
    state = serializers.ChoiceField(State.choices, read_only=True)
    loan_account_id = serializers.CharField(read_only=True)
    account_number = KnownText()
    customer_id = KnownText()
    amount = money()
    principal_delta = money()
    fee_delta = money()
    currency = serializers.CharField(read_only=True)
    reason = KnownText()
    details = serializers.SerializerMethodField()
    before = OwedSerializer(read_only=True, help_text="As shown when it was asked for.")
    after = OwedSerializer(read_only=True, help_text="As reckoned when it was asked for.")
    reverses_transaction_id = KnownText()
    requested_by = serializers.CharField(source="requested_by.username", read_only=True)
    requested_at = instant(allow_null=False)
    approval_id = serializers.IntegerField(allow_null=True, read_only=True)
    approved_by = KnownText(source="approved_by.username", default=None)
    attempts = serializers.IntegerField(read_only=True)
    sent_at = instant()
    settled_at = instant()
    next_attempt_at = instant()
    outcome = OutcomeSerializer(source="*", read_only=True)
    transaction_id = KnownText()
    event_id = KnownText()
    allocation = serializers.SerializerMethodField()
    next_step = serializers.SerializerMethodField()

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_details(self, command: MoneyCommand) -> dict[str, Any]:
        """Return the rest of the order by the names of this API."""
        return {camel(name): value for name, value in command.details.items()}

    @extend_schema_field(SpreadSerializer(allow_null=True))
    def get_allocation(self, command: MoneyCommand) -> Any:
        """Return how the ledger has spread a repayment."""
        return (command.result or {}).get("allocation")

    def get_next_step(self, command: MoneyCommand) -> str:
        """Return what is to be done about it."""
        return next_step(command)


class MoveSerializer(CamelSerializer):
    """One move of a command: from which state to which, why, and who moved it."""

    at = instant(allow_null=False)
    before = KnownText()
    after = serializers.ChoiceField(State.choices, read_only=True)
    why = serializers.CharField(read_only=True)
    who = serializers.CharField(read_only=True)


class CommandSerializer(CommandSummarySerializer):
    """One money command with all of its moves, the first one first."""

    moves = serializers.SerializerMethodField()

    @extend_schema_field(MoveSerializer(many=True))
    def get_moves(self, command: MoneyCommand) -> Any:
        """Return the moves."""
        return MoveSerializer(self.context["moves"], many=True).data


def to_json(command: MoneyCommand) -> Any:
    """Return a command in JSON."""
    return CommandSummarySerializer(command).data


def to_json_with_moves(command: MoneyCommand, moves: list[CommandMove]) -> Any:
    """Return a command with its moves in JSON."""
    return CommandSerializer(command, context={"moves": moves}).data
