"""What tests ask for: intents of every kind, and the way from an intent to its end."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

from django.contrib.auth.models import User
from django.db import connection

from billie.staff import approvals
from billie.staff.models import Approval
from ledger.client import forget_clients, get_client
from ledger.intents import Intent
from ledger.models import CommandKind, CommandMove, MoneyCommand
from ledger.operations.requesting import mint_key, request_command
from ledger.operations.sending import send_command
from ledger.operations.settling import settle_command, sweep
from tests.conftest import wait_until

KINDS = list(CommandKind)
APPROVED = (CommandKind.ADJUSTMENT, CommandKind.WRITE_OFF)
"""Kinds that always need a second person."""

DETAILS: dict[CommandKind, dict[str, Any]] = {
    CommandKind.LATE_FEE: {"days_past_due": 9},
    CommandKind.DISBURSEMENT: {"bank_reference": "FT-1", "payment_method": "bank transfer"},
}
REASONS = {
    CommandKind.FEE_WAIVER: "Charged by mistake.",
    CommandKind.ADJUSTMENT: "Charged by mistake.",
    CommandKind.WRITE_OFF: "hardship",
}
AMOUNTS = {CommandKind.DISBURSEMENT: Decimal("500.00"), CommandKind.WRITE_OFF: None}
POSTED_AS = {CommandKind.DISBURSEMENT: ["DISBURSEMENT", "ESTABLISHMENT_FEE"]}


def now(**later: float) -> datetime:
    """Return the present instant, or one that is later by so much."""
    return datetime.now(UTC) + timedelta(**later)


def account_for(kind: CommandKind, books: Any) -> str:
    """Open an account on which an act of a kind is possible; return its id."""
    is_disbursed = kind != CommandKind.DISBURSEMENT
    return str(books.open_account(is_disbursed=is_disbursed).loan_account_id)


def meant(kind: CommandKind, account: str, **changed: Any) -> Intent:
    """Return an intent of a kind that can be posted on an account that is opened as usual."""
    fields: dict[str, Any] = {
        "kind": kind,
        "loan_account_id": account,
        "currency": "AUD",
        "amount": AMOUNTS.get(kind, Decimal("10.00")),
        "reason": REASONS.get(kind, ""),
        "details": DETAILS.get(kind, {}),
    }
    if kind == CommandKind.ADJUSTMENT:
        deltas = {"principal_delta": Decimal("-10.00"), "fee_delta": Decimal("0.00")}
        fields |= {"amount": None, **deltas}
    return Intent(**{**fields, **changed})


def ask(intent: Intent, by: User, *, key: str = "", at: datetime | None = None) -> MoneyCommand:
    """Ask for an intent, under a key of its own unless one is given."""
    return request_command(intent=intent, key=key or mint_key(), by=by, now=at or now())


def send(command: MoneyCommand) -> MoneyCommand:
    """Send a command now."""
    return send_command(command_id=command.pk, now=now())


def settle(command: MoneyCommand, **later: float) -> MoneyCommand:
    """Do what is next with a command, now or later."""
    return settle_command(command_id=command.pk, now=now(**later))


def approve(command: MoneyCommand, by: User, *, at: datetime | None = None) -> MoneyCommand:
    """Approve a command as it was shown; return it as it is then."""
    approval = approval_of(command)
    approvals.approve(
        approval_id=approval.pk,
        by=by,
        words="Checked with the customer.",
        seen=approval.content_hash,
        now=at or now(),
    )
    command.refresh_from_db()
    return command


def approval_of(command: MoneyCommand) -> Approval:
    """Return the approval that a command waits for."""
    assert command.approval_id is not None
    return Approval.objects.get(pk=command.approval_id)


def posted(intent: Intent, by: User, approver: User) -> MoneyCommand:
    """Ask for an intent, have it approved if it must be, and return it as it ended."""
    command = ask(intent, by)
    if command.state == "AWAITING_APPROVAL":
        return approve(command, approver)
    return send(command)


def sweep_until_quiet(*, hours: float = 30) -> None:
    """Do what the sweeper and the workers would within some hours, a minute at a time at first."""
    for minutes in (1, 3, 10, 30, 60, 120, 240, hours * 60):
        at = now(minutes=minutes)
        for command_id in sweep(now=at).command_ids:
            settle_command(command_id=command_id, now=at)


def bring_back(ledger: Any) -> None:
    """Start a ledger again, and forget that it was away: that is believed for seconds."""
    ledger.start()
    wait_until(lambda: not get_client().check_health().is_offline)
    forget_clients()


def moves_of(command: MoneyCommand) -> list[tuple[str, str]]:
    """Return the moves of a command, the first one first."""
    moves = CommandMove.objects.filter(command=command).order_by("id")
    return [(move.before, move.after) for move in moves]


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Let several threads begin an act in the same moment; return what each of them got.

    An exception that a thread ran into stands in the place of its answer.
    """
    start = Barrier(count)

    def run(number: int) -> Any:
        try:
            start.wait()
            return act(number)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
