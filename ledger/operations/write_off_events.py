"""What other systems are told about requests for write-offs (WIRE 1.5)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from ledger.models import CommandKind, CommandMove, MoneyCommand
from ledger.operations.outbox import put_out
from ledger.states import State

REJECTED = "APPROVAL_REJECTED"
NORMAL = "normal"


def tell_write_off_requested(command: MoneyCommand, *, now: datetime) -> None:
    """Tell that a write-off was asked for, in the transaction that keeps the request."""
    notes = command.details.get("notes")
    payload = {
        "loanAccountId": command.loan_account_id,
        "customerId": command.customer_id,
        "customerName": command.customer_name,
        "accountNumber": command.account_number,
        "amount": _money(command.amount),
        "originalBalance": (command.before or {}).get("total"),
        "reason": command.reason,
        **({"notes": notes} if notes else {}),
        "priority": command.details.get("priority", NORMAL),
        **_person("requestedBy", command.requested_by),
    }
    _tell("requested", command, payload, now)


def tell_write_off(command: MoneyCommand, *, by: User | None, now: datetime) -> None:
    """Tell what became of a request, in the transaction of its last move; nothing of other kinds.

    What was refused is told as rejected if an approver said no, and as cancelled otherwise.
    """
    if command.kind != CommandKind.WRITE_OFF:
        return
    if command.state == State.POSTED:
        payload = {
            "comment": _words_of_approver(command),
            **_person("approvedBy", command.approved_by),
            "ledgerEventId": command.event_id,
            "transactionId": command.transaction_id,
        }
        _tell("approved", command, payload, now)
    elif command.outcome_code == REJECTED:
        payload = {"comment": command.outcome_message, **_person("rejectedBy", by)}
        _tell("rejected", command, payload, now)
    else:
        payload = {"reason": command.outcome_message, **_person("cancelledBy", by)}
        _tell("cancelled", command, payload, now)


def _tell(what: str, command: MoneyCommand, payload: Mapping[str, Any], now: datetime) -> None:
    request_id = command.reference
    names = {"requestId": request_id, "requestNumber": command.request_number}
    put_out(
        typ=f"writeoff.{what}.v1",
        conversation=request_id,
        payload={**names, **payload},
        now=now,
    )


def _person(name: str, person: User | None) -> dict[str, str]:
    if person is None:
        return {name: "billie", f"{name}Name": "Billie"}
    full_name = person.get_full_name() or person.get_username()
    return {name: person.get_username(), f"{name}Name": full_name}


def _words_of_approver(command: MoneyCommand) -> str:
    move = CommandMove.objects.filter(command=command, before=State.AWAITING_APPROVAL).first()
    return str((move.evidence or {}).get("words", "")) if move else ""


def _money(amount: Any) -> str:
    return f"{amount:.2f}"
