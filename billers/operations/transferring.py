"""Transfers at core banking that belong to no payment: kept first, sent once, looked for after.

Core banking knows no keys (WIRE 4). So a transfer of which nobody knows what became is looked for
by its reference, when the same key comes again and every few minutes by itself, and is never sent
a second time.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from billers import switchboard
from billers.connectors.contract import Accepted, Declined, NoAnswer, NotFound, Reply
from billers.connectors.core_banking import CoreBalance, Transfer
from billers.models import CoreTransfer, Outcome
from billers.operations.gaps import SURE_AFTER
from billers.operations.recording import told
from billers.operations.references import ALPHABET
from billers.queries.transfers import SENDING_FOR, find_unsettled
from billie.staff import audit

LOOKED_FOR = timedelta(days=7)
MOST_AT_ONCE = 10
RANDOM_LETTERS = 12
NEVER_RECEIVED = "Core banking has never received it: no money moved."


class TransferKeyReused(Exception):
    """The same key came before with another transfer."""


class TransferRunning(Exception):
    """The transfer with this key is being sent just now."""


class AccountNotAtBank(Exception):
    """Core banking has no such account."""


class BankSilent(Exception):
    """Core banking gave no usable answer to a question; nothing was moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferIntent:
    """What is to be moved from where to where: `amount` in major units of `currency`."""

    debit_account: str
    credit_account: str
    amount: Decimal
    currency: str


def make_transfer(*, intent: TransferIntent, key: str, by: User, now: datetime) -> CoreTransfer:
    """Move money between two accounts once, and return the transfer as it stands.

    :raises CoreBankingIsOff: if it is not configured
    :raises TransferKeyReused: if the key came before with another transfer
    :raises TransferRunning: if the transfer with this key is being sent just now
    """
    switchboard.core_banking()
    row = CoreTransfer(
        reference="TRF" + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LETTERS)),
        idempotency_key=key,
        debit_account=intent.debit_account,
        credit_account=intent.credit_account,
        amount=intent.amount,
        currency=intent.currency,
        asked_by=by,
        asked_at=now,
    )
    order = _order(row)
    try:
        with transaction.atomic(durable=True):
            row.save(force_insert=True)
            _write_down(row, now)
    except IntegrityError:
        return _look_again(_first(row), now)
    return _settle(row, switchboard.core_banking().move(order), now)


def get_balance(*, account: str, patience_seconds: float | None = None) -> CoreBalance:
    """Return what core banking has in an account.

    With patience it is asked once and not for longer than that.

    :raises CoreBankingIsOff: if it is not configured
    :raises AccountNotAtBank: if there is no such account
    :raises BankSilent: if it gave no usable answer
    """
    found = switchboard.core_banking(patience_seconds=patience_seconds).balance(account).outcome
    if isinstance(found, NotFound):
        raise AccountNotAtBank(found.words)
    if isinstance(found, NoAnswer):
        raise BankSilent(found.words)
    return found


def settle_transfers(*, now: datetime) -> int:
    """Look for transfers of which nobody knows what became; return of how many it is known now.

    The latest come first: what the bank does not tell for days it may never tell.
    """
    if not switchboard.has_core_banking():
        return 0
    unknown = find_unsettled(now=now).filter(asked_at__gte=now - LOOKED_FOR)
    looked = [_look_again(row, now) for row in unknown.order_by("-asked_at", "-id")[:MOST_AT_ONCE]]
    return sum(row.outcome != Outcome.UNKNOWN for row in looked)


def _order(row: CoreTransfer) -> Transfer:
    return Transfer(
        reference=row.reference,
        debit_account=row.debit_account,
        credit_account=row.credit_account,
        amount=row.amount,
        currency=row.currency,
    )


def _first(row: CoreTransfer) -> CoreTransfer:
    first = CoreTransfer.objects.get(asked_by=row.asked_by, idempotency_key=row.idempotency_key)
    names = ("debit_account", "credit_account", "amount", "currency")
    if any(getattr(first, name) != getattr(row, name) for name in names):
        raise TransferKeyReused("This Idempotency-Key came before with another transfer.")
    return first


def _look_again(row: CoreTransfer, now: datetime) -> CoreTransfer:
    """Ask what became of a transfer that was sent before, if nobody knows."""
    if row.outcome not in {"", Outcome.UNKNOWN}:
        return row
    if not row.outcome and now - row.asked_at < SENDING_FOR:
        raise TransferRunning("The transfer with this Idempotency-Key is being sent just now.")
    reply = switchboard.core_banking().find(_order(row))
    if isinstance(reply.outcome, Accepted | Declined):
        return _settle(row, reply, now)
    if isinstance(reply.outcome, NotFound) and now - row.asked_at >= SURE_AFTER:
        row.outcome, row.error_message = Outcome.NOT_SENT, NEVER_RECEIVED
        row.settled_at = now
    else:
        row.outcome = Outcome.UNKNOWN
    return _keep(row)


def _settle(row: CoreTransfer, reply: Reply[Any], now: datetime) -> CoreTransfer:
    answer = told(reply.outcome)
    row.outcome = answer.outcome
    row.their_reference = answer.their_reference
    row.error_code = answer.code
    row.error_message = "" if answer.outcome == Outcome.ACCEPTED else answer.words
    row.settled_at = None if answer.outcome == Outcome.UNKNOWN else now
    return _keep(row)


@transaction.atomic
def _keep(row: CoreTransfer) -> CoreTransfer:
    """Save what was learnt of a transfer; only that it was made unsays another certainty."""
    kept = CoreTransfer.objects.select_for_update().get(pk=row.pk)
    if row.outcome != Outcome.ACCEPTED and kept.outcome not in {"", Outcome.UNKNOWN}:
        return kept
    row.save()
    return row


def _write_down(row: CoreTransfer, now: datetime) -> None:
    audit.record(
        action="CORE_TRANSFER_REQUESTED",
        subject=("transfer at core banking", row.reference),
        now=now,
        actor=row.asked_by,
        after={
            "from": row.debit_account,
            "to": row.credit_account,
            "amount": str(row.amount),
            "currency": row.currency,
        },
    )
