"""Money commands: the list, one of them, and what a person does with one that was not sent."""

from typing import cast

from django.contrib.auth.models import User
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.staff.access import PermissionMissing, may
from billie.web import api_examples
from billie.web.api_lists import PAGE_PARAMETERS, answer_list, page_of
from billie.web.api_parameters import NoParameters, read_parameters
from billie.web.api_strictness import StrictSerializer, choice
from billie.web.camel_case import CamelSerializer
from ledger.api.command_answers import answer_command
from ledger.api.command_json import (
    COMMAND,
    MOVES,
    CommandSerializer,
    CommandSummarySerializer,
    to_json_with_moves,
)
from ledger.models import KEY_LENGTH, CommandKind, MoneyCommand
from ledger.operations.limits import PERMISSIONS
from ledger.operations.redriving import LONGEST_WORDS, drop_command, resend_command
from ledger.queries.commands import CommandFilters, get_command, list_moves, page_commands
from ledger.states import State

VIEW = "ledger.view_moneycommand"
ASK = "ledger.record_repayment"
"""What everybody has who may ask for any kind; the kind's own permission is checked then."""


class CommandParameters(CamelSerializer):
    """How the list of commands can be narrowed."""

    loan_account_id = serializers.CharField(required=False, max_length=KEY_LENGTH)
    customer_id = serializers.CharField(required=False, max_length=KEY_LENGTH)
    kind = choice(CommandKind.choices, required=False)
    state = choice(State.choices, required=False)


class DropSerializer(StrictSerializer):
    """Why a command is given up."""

    reason = serializers.CharField(max_length=LONGEST_WORDS)


class NothingSerializer(StrictSerializer):
    """A body that says nothing."""


class CommandsEndpoint(APIView):
    """All money commands."""

    required_permission = VIEW

    @extend_schema(
        operation_id="listCommands",
        tags=["ledger"],
        parameters=[CommandParameters, *PAGE_PARAMETERS],
        responses=page_of(CommandSummarySerializer),
        examples=api_examples.page(COMMAND, "ledger/commands"),
    )
    def get(self, request: Request) -> Response:
        """List money commands, the newest first."""
        asked = read_parameters(request, CommandParameters, is_list=True)
        cursor, limit = asked.pop("cursor"), asked.pop("limit")
        page = page_commands(filters=CommandFilters(**asked), cursor=cursor, limit=limit)
        return answer_list(
            request, page, to_json=lambda rows: CommandSummarySerializer(rows, many=True).data
        )


class CommandEndpoint(APIView):
    """One money command."""

    required_permission = VIEW

    @extend_schema(
        operation_id="getCommand",
        tags=["ledger"],
        responses=CommandSerializer,
        examples=api_examples.answer({**COMMAND, "moves": MOVES}),
    )
    def get(self, request: Request, id: int) -> Response:
        """Return a command with all of its moves."""
        read_parameters(request, NoParameters)
        command = get_command(command_id=id)
        return Response(to_json_with_moves(command, list_moves(command_id=id)))


class ResendEndpoint(APIView):
    """Send a command again that was not sent."""

    required_permission = ASK

    @extend_schema(
        operation_id="resendCommand",
        tags=["ledger"],
        request=NothingSerializer,
        responses={201: CommandSummarySerializer, 202: CommandSummarySerializer},
        examples=[OpenApiExample("It was posted", value=COMMAND, response_only=True)],
    )
    def post(self, request: Request, id: int) -> Response:
        """Send it under its own key; one whose outcome is unknown is looked into."""
        NothingSerializer(data=request.data).is_valid(raise_exception=True)
        _check_may(request, get_command(command_id=id))
        command = resend_command(command_id=id, by=cast(User, request.user), now=timezone.now())
        return answer_command(command)


class DropEndpoint(APIView):
    """Give a command up that was not sent."""

    required_permission = ASK

    @extend_schema(
        operation_id="dropCommand",
        tags=["ledger"],
        request=DropSerializer,
        responses=CommandSerializer,
        examples=[
            OpenApiExample("A reason", value={"reason": "Paid in cash."}, request_only=True),
            *api_examples.answer({**COMMAND, "state": "REFUSED", "moves": MOVES}),
        ],
    )
    def post(self, request: Request, id: int) -> Response:
        """Drop it for a reason, which is kept."""
        asked = DropSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        _check_may(request, get_command(command_id=id))
        drop_command(
            command_id=id,
            by=cast(User, request.user),
            why=asked.validated_data["reason"],
            now=timezone.now(),
        )
        return Response(to_json_with_moves(get_command(command_id=id), list_moves(command_id=id)))


def _check_may(request: Request, command: MoneyCommand) -> None:
    """Let somebody pass who may ask for this kind of act."""
    permission = PERMISSIONS[CommandKind(command.kind)]
    if not may(request, permission):
        raise PermissionMissing(permission)
