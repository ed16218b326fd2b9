"""Waiving fees on many accounts at once: kept whole first, then asked for account by account.

# Note [How a bulk waiver survives a crash]
All accounts and amounts are rows before the first waiver is asked for. A worker takes them in
order; each becomes a command under a key that is made of the bulk waiver's key and the account,
so whoever takes over after a crash finds the same command and not a second one. Until all rows
have a command or a refusal, the sweeper gives the bulk waiver to a worker again and again.
"""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from billie.enqueueing import enqueue
from billie.kernel.money import ZERO
from billie.staff import audit
from ledger.client import LedgerProblem
from ledger.intents import Intent, IntentRefused
from ledger.models import BatchRow, CommandBatch, CommandKind
from ledger.operations.requesting import digest_of, request_command
from ledger.operations.sending import BATCH_TASK
from ledger.operations.trying import try_command

MOST_ACCOUNTS = 500
LEASE = timedelta(minutes=2)
RETRY = timedelta(seconds=30)


class BatchRefused(ValueError):
    """A bulk waiver cannot be asked for as it is; the message says why."""


class BatchKeyReused(Exception):
    """The same key came before with other accounts, amounts or words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """How much to waive on one account."""

    loan_account_id: str
    amount: Decimal


def request_bulk_waiver(
    *, waivers: Sequence[Waiver], currency: str, reason: str, key: str, by: User, now: datetime
) -> CommandBatch:
    """Keep a bulk waiver, once for a key, and give it to a worker; return it.

    :raises KeyRefused: if the key has not 8 to 128 characters
    :raises BatchKeyReused: if the caller used the key for something else
    :raises BatchRefused: if there is no account, one comes twice, or there are more than 500
    :raises IntentRefused: if an amount or the reason cannot be meant
    """
    digest = digest_of(key, by)
    intents = checked_intents(waivers, currency=currency, reason=reason)
    content = _content_of(intents)
    if (batch := _find_first(digest, content)) is None:
        try:
            with transaction.atomic(durable=True):
                batch = _keep(intents, key=digest, content=content, by=by, now=now)
        except IntegrityError:  # somebody was faster with the same key
            if (batch := _find_first(digest, content)) is None:
                raise
    if batch.finished_at is None:
        enqueue(BATCH_TASK, batch_id=batch.pk)
    return batch


def checked_intents(waivers: Sequence[Waiver], *, currency: str, reason: str) -> list[Intent]:
    """Return the intent for each account.

    :raises BatchRefused: if there is no account, one comes twice, or there are more than 500
    :raises IntentRefused: if an amount or the reason cannot be meant
    """
    check_accounts([waiver.loan_account_id for waiver in waivers])
    return [
        Intent(
            kind=CommandKind.FEE_WAIVER,
            loan_account_id=waiver.loan_account_id,
            currency=currency,
            amount=waiver.amount,
            reason=reason,
        )
        for waiver in waivers
    ]


def check_accounts(loan_account_ids: Collection[str]) -> None:
    """Let accounts pass that can be one bulk waiver.

    :raises BatchRefused: if there is none, one comes twice, or there are more than 500
    """
    if not loan_account_ids:
        raise BatchRefused("Name at least one account.")
    if len(loan_account_ids) > MOST_ACCOUNTS:
        raise BatchRefused(f"At most {MOST_ACCOUNTS} accounts can be waived at once.")
    seen: set[str] = set()
    for account in loan_account_ids:
        if account in seen:
            raise BatchRefused(f"{account} is there twice.")
        seen.add(account)


def advance_batch(*, batch_id: int, now: datetime) -> int:
    """Ask for what is left of a bulk waiver, and send it; return how many accounts that were.

    For a worker: the ledger is called for each account. While the ledger is away it stops, and
    the sweeper has it go on later. Another worker may do the same at the same time, to no harm.
    """
    began = time.monotonic()
    done = 0
    batch = _lease(batch_id, now)
    if batch is None:
        return 0
    for row in batch.rows.filter(command=None, refusal="").order_by("place"):
        at = now + timedelta(seconds=time.monotonic() - began)
        try:
            _ask(batch, row, at)
        except LedgerProblem as problem:
            if not _is_about_account(problem):
                _again_at(batch, at + RETRY)
                return done
            _refuse(row, problem.message)
        done += 1
        _again_at(batch, at + LEASE)
    _finish(batch, now + timedelta(seconds=time.monotonic() - began))
    return done


def _ask(batch: CommandBatch, row: BatchRow, now: datetime) -> None:
    """Ask for one account and send it, or write down why it cannot be asked for."""
    try:
        command = request_command(
            intent=_intent_of(batch, row), key=_key_of(batch, row), by=batch.requested_by, now=now
        )
    except IntentRefused as refused:
        _refuse(row, str(refused))
        return
    BatchRow.objects.filter(pk=row.pk).update(command=command)
    try_command(command_id=command.pk, now=now)


def _is_about_account(problem: LedgerProblem) -> bool:
    """Return whether a problem stays the same however often the ledger is asked."""
    return not problem.may_try_again


def _refuse(row: BatchRow, why: str) -> None:
    BatchRow.objects.filter(pk=row.pk).update(refusal=why)


def _intent_of(batch: CommandBatch, row: BatchRow) -> Intent:
    return Intent(
        kind=CommandKind.FEE_WAIVER,
        loan_account_id=row.loan_account_id,
        currency=batch.currency,
        amount=row.amount,
        reason=batch.reason,
    )


def _key_of(batch: CommandBatch, row: BatchRow) -> str:
    return sha256(f"{batch.idempotency_key}:{row.loan_account_id}".encode()).hexdigest()


def _lease(batch_id: int, now: datetime) -> CommandBatch | None:
    """Return a bulk waiver of which something is left, kept from the sweeper for a while."""
    left = CommandBatch.objects.filter(pk=batch_id, finished_at=None)
    if not left.update(next_attempt_at=now + LEASE):
        return None
    return left.select_related("requested_by").first()


def _again_at(batch: CommandBatch, at: datetime) -> None:
    CommandBatch.objects.filter(pk=batch.pk, finished_at=None).update(next_attempt_at=at)


def _finish(batch: CommandBatch, now: datetime) -> None:
    left = CommandBatch.objects.filter(pk=batch.pk, finished_at=None)
    left.update(finished_at=now, next_attempt_at=None)


def _keep(
    intents: Sequence[Intent], *, key: str, content: str, by: User, now: datetime
) -> CommandBatch:
    first = intents[0]
    batch = CommandBatch.objects.create(
        requested_by=by,
        requested_at=now,
        reason=first.reason,
        currency=first.currency,
        idempotency_key=key,
        content_hash=content,
        next_attempt_at=now + LEASE,
    )
    BatchRow.objects.bulk_create(
        BatchRow(
            batch=batch,
            place=place,
            loan_account_id=intent.loan_account_id,
            amount=intent.amount or ZERO,
        )
        for place, intent in enumerate(intents)
    )
    audit.record(
        action="BULK_WAIVER_REQUESTED",
        subject=("bulk waiver", str(batch.pk)),
        now=now,
        actor=by,
        after={
            "accounts": len(intents),
            "amount": str(sum(intent.amount or ZERO for intent in intents)),
            "currency": first.currency,
            "reason": first.reason,
        },
    )
    return batch


def _find_first(digest: str, content: str) -> CommandBatch | None:
    first = CommandBatch.objects.filter(idempotency_key=digest).first()
    if first is not None and first.content_hash != content:
        raise BatchKeyReused(f"This key stands for {first}, which asks for something else.")
    return first


def _content_of(intents: Sequence[Intent]) -> str:
    hashes = "".join(intent.content_hash for intent in intents)
    return sha256(hashes.encode()).hexdigest()
