"""What a caller is told of a command that they sent: by its state, and by WIRE 2's table."""

from collections.abc import Callable, Mapping

from django.urls import reverse
from rest_framework.response import Response

from billie.web.api_errors import error_body
from ledger.api.command_json import to_json
from ledger.client import (
    AccountNotFound,
    DuplicateOperation,
    LedgerBusy,
    LedgerRejected,
    LedgerUnavailable,
    OutcomeUnknown,
)
from ledger.models import MoneyCommand
from ledger.queries.next_steps import next_step
from ledger.states import State

CONFLICT = 409
STATUS_OF_REFUSAL: Mapping[str, int] = {
    problem.code: problem.http_status
    for problem in (LedgerRejected, AccountNotFound, DuplicateOperation)
}
"""What ended otherwise, by a person's decision, is a conflict with what is asked for again."""


def answer_command(command: MoneyCommand) -> Response:
    """Return the answer to whoever asked for a command; it always says where it can be read."""
    response = _BY_STATE[State(command.state)](command)
    response["Location"] = reverse("ledger-api:command", args=[command.pk])
    return response


def _posted(command: MoneyCommand) -> Response:
    return Response(to_json(command), status=201)


def _accepted(command: MoneyCommand) -> Response:
    return Response(to_json(command), status=202)


def _sending(command: MoneyCommand) -> Response:
    if command.outcome_code == LedgerBusy.code:
        return _error(command, LedgerBusy.http_status)
    return _accepted(command)


def _unknown(command: MoneyCommand) -> Response:
    command.outcome_code = OutcomeUnknown.code
    command.outcome_message = command.outcome_message or OutcomeUnknown.message
    return _error(command, OutcomeUnknown.http_status)


def _draft(command: MoneyCommand) -> Response:
    is_unsent = command.outcome_code == LedgerUnavailable.code
    return _error(command, LedgerUnavailable.http_status if is_unsent else CONFLICT)


def _refused(command: MoneyCommand) -> Response:
    return _error(command, STATUS_OF_REFUSAL.get(command.outcome_code, CONFLICT))


def _error(command: MoneyCommand, status: int) -> Response:
    body = error_body(
        code=command.outcome_code,
        message=command.outcome_message,
        next_step=next_step(command),
        more={"commandId": command.pk},
    )
    return Response(body, status=status)


_BY_STATE: Mapping[State, Callable[[MoneyCommand], Response]] = {
    State.POSTED: _posted,
    State.AWAITING_APPROVAL: _accepted,
    State.SENDING: _sending,
    State.UNKNOWN: _unknown,
    State.DRAFT: _draft,
    State.REFUSED: _refused,
}
