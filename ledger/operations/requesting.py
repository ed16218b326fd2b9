"""Asking for money to be moved: one row for one intent, however often it is sent.

# Note [One key, one intent]
The key is minted when the form opens, or by the program that calls, and comes again with every
retry. The row keeps a digest of key and caller, which is unique, and which the ledger gets as its
key: two callers who chose the same words do not meet, and the same caller finds the first row,
even in a ledger whose answer we lost together with our row.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from billie.staff import audit
from ledger.allocation import Owed
from ledger.answers import LedgerRecord
from ledger.guards import AccountName
from ledger.intents import Intent
from ledger.models import CommandKind, MoneyCommand
from ledger.operations.approving import ask_for_approval
from ledger.operations.checking import (
    check_allowed,
    check_not_reversed,
    check_possible,
    known_as,
    read_record,
)
from ledger.operations.effects import Effect, reckon_effect
from ledger.operations.limits import why_approval
from ledger.operations.moving import first_move, subject_of
from ledger.operations.sending import UNTIL_SENT
from ledger.operations.write_off_events import tell_write_off_requested
from ledger.states import State

SHORTEST_KEY, LONGEST_KEY = 8, 128


class KeyRefused(ValueError):
    """A key is too short or too long to tell intents apart."""


class KeyReused(Exception):
    """The same key came before with other content; `more` names the command it stands for."""

    def __init__(self, command: MoneyCommand) -> None:
        self.more = {"commandId": command.pk}
        super().__init__(
            f"This key stands for {command.reference} ({command.get_kind_display().lower()}),"
            " which asks for something else."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """All that a new row says."""

    intent: Intent
    key: str
    by: User
    now: datetime
    name: AccountName
    record: LedgerRecord
    effect: Effect


def mint_key() -> str:
    """Return a new key for one intent."""
    return uuid4().hex


def request_command(*, intent: Intent, key: str, by: User, now: datetime) -> MoneyCommand:
    """Keep what somebody asks for, once for a key, and return it; nothing is sent yet.

    It waits for a second person where one is needed, and to be sent otherwise. The ledger is
    asked what is owed before; a key that is known already is answered without asking.

    :raises KeyRefused: if the key has not 8 to 128 characters
    :raises KeyReused: if the caller used the key for something else
    :raises IntentRefused: if it is not possible or forbidden, with a sentence for each field
    :raises AlreadyReversed: if it reverses what another command reverses
    :raises LedgerProblem: if the ledger does not know the account or cannot be asked
    """
    digest = digest_of(key, by)
    if (first := _find_first(digest, intent)) is not None:
        return first
    check_allowed(intent, by=by, now=now)
    check_not_reversed(intent)
    name, record = known_as(intent), read_record(intent.loan_account_id)
    check_possible(intent, record, name)
    effect = reckon_effect(intent, record)
    request = _Request(
        intent=intent, key=digest, by=by, now=now, name=name, record=record, effect=effect
    )
    try:
        with transaction.atomic(durable=True):
            return _keep(request)
    except IntegrityError:  # somebody was faster: with the same key, or in reversing it
        if (first := _find_first(digest, intent)) is not None:
            return first
        check_not_reversed(intent)
        raise


def find_requested(*, key: str, by: User) -> MoneyCommand | None:
    """Return what a caller's key stands for already, None if nothing.

    :raises KeyRefused: if the key has not 8 to 128 characters
    """
    return MoneyCommand.objects.filter(idempotency_key=digest_of(key, by)).first()


def digest_of(key: str, by: User) -> str:
    """Return what a caller's key is kept and sent as.

    :raises KeyRefused: if it has not 8 to 128 characters
    """
    if not SHORTEST_KEY <= len(key) <= LONGEST_KEY:
        raise KeyRefused(
            f"A key has {SHORTEST_KEY} to {LONGEST_KEY} characters; this one has {len(key)}."
        )
    return sha256(f"{by.pk}:{key}".encode()).hexdigest()


def _find_first(digest: str, intent: Intent) -> MoneyCommand | None:
    """Return the command that the key stands for, if it asks for the same."""
    first = MoneyCommand.objects.filter(idempotency_key=digest).first()
    if first is not None and first.content_hash != intent.content_hash:
        raise KeyReused(first)
    return first


def _keep(request: _Request) -> MoneyCommand:
    """Keep the row with its first move, its trail, its approval and what others are told."""
    intent, now = request.intent, request.now
    why = why_approval(intent)
    state = State.AWAITING_APPROVAL if why else State.SENDING
    command = MoneyCommand.objects.create(
        **_columns(request), state=state, next_attempt_at=None if why else now + UNTIL_SENT
    )
    first_move(command, why or "Asked for, to be sent at once.")
    audit.record(
        action="COMMAND_REQUESTED",
        subject=subject_of(command),
        now=now,
        actor=request.by,
        before=command.before,
        after=_trail(command),
    )
    if why:
        command.approval_id = ask_for_approval(command, request.effect, request.record, now=now)
        command.save(update_fields=["approval_id"])
    if intent.kind == CommandKind.WRITE_OFF:
        tell_write_off_requested(command, now=now)
    return command


def _columns(request: _Request) -> dict[str, Any]:
    intent, name, record = request.intent, request.name, request.record
    return {
        "kind": intent.kind,
        "loan_account_id": intent.loan_account_id,
        "account_number": name.account_number or record.account_number or intent.account_number,
        "customer_id": name.customer_id or record.customer_id or intent.customer_id,
        "customer_name": name.customer_name or intent.customer_name,
        "amount": request.effect.amount,
        "principal_delta": intent.principal_delta,
        "fee_delta": intent.fee_delta,
        "currency": intent.currency,
        "reason": intent.reason,
        "details": dict(intent.details),
        "before": shown_before(request.effect.before, record),
        "after": owed_json(request.effect.after),
        "idempotency_key": request.key,
        "content_hash": intent.content_hash,
        "requested_by": request.by,
        "requested_at": request.now,
        "reverses_transaction_id": intent.reverses_transaction_id,
    }


def shown_before(owed: Owed, record: LedgerRecord) -> dict[str, str]:
    """Return how an account was before an act: what is owed, and what was posted last."""
    return {**owed_json(owed), "latestTransactionId": record.latest_transaction_id}


def owed_json(owed: Owed) -> dict[str, str]:
    """Return what is owed as decimal strings."""
    return {
        "principal": f"{owed.principal:.2f}",
        "fees": f"{owed.fees:.2f}",
        "total": f"{owed.total:.2f}",
    }


def _trail(command: MoneyCommand) -> dict[str, Any]:
    """Return what the trail keeps of a request."""
    amounts = (command.amount, command.principal_delta, command.fee_delta)
    amount, principal, fees = (None if one is None else str(one) for one in amounts)
    return {
        "reference": command.reference,
        "kind": command.kind,
        "state": command.state,
        "loanAccountId": command.loan_account_id,
        "amount": amount,
        "principalDelta": principal,
        "feeDelta": fees,
        "currency": command.currency,
        "reason": command.reason,
        "after": command.after,
    }
