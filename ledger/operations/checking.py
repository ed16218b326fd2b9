"""Whether an act is possible on an account as it is now: who objects, and what the ledger says."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User

from billie.kernel.money import ZERO, Money
from ledger.answers import LedgerRecord
from ledger.client import LedgerUnavailable, get_client
from ledger.guards import AccountName, account_names, find_objection
from ledger.intents import WHOLE, Intent, IntentRefused
from ledger.models import CommandKind, MoneyCommand
from ledger.states import State


class NotPossible(IntentRefused):
    """What was asked is well said, but not possible on this account as it is now."""


class Forbidden(IntentRefused):
    """Something that staff wrote down about the customer or the account forbids it for now."""


class AlreadyReversed(Exception):
    """Another command reverses the same transaction, or has done so."""


def read_record(loan_account_id: str) -> LedgerRecord:
    """Return an account as the ledger has it now. Asks over the network: never in a transaction.

    :raises LedgerUnavailable: if the ledger is offline, at once
    :raises LedgerProblem: another of its subclasses, as `AccountNotFound`
    """
    client = get_client()
    if client.health().is_offline:
        raise LedgerUnavailable("The ledger cannot be reached, so nothing can be posted now.")
    return client.get_record(loan_account_id=loan_account_id)


def known_as(intent: Intent) -> AccountName:
    """Return how people know the account of an intent, as far as anybody does."""
    return account_names([intent.loan_account_id])[intent.loan_account_id]


def check_allowed(intent: Intent, *, by: User, now: datetime) -> None:
    """Let an intent pass to which nobody objects.

    :raises Forbidden: with the sentence of whoever does
    """
    if objection := find_objection(intent, by, now):
        raise Forbidden({WHOLE: objection})


def check_not_reversed(intent: Intent) -> None:
    """Let an intent pass unless it reverses what another command reverses or has reversed.

    :raises AlreadyReversed: naming the command that does
    """
    if not intent.reverses_transaction_id:
        return
    others = MoneyCommand.objects.filter(
        loan_account_id=intent.loan_account_id,
        reverses_transaction_id=intent.reverses_transaction_id,
    ).exclude(state=State.REFUSED)
    if (other := others.first()) is not None:
        raise AlreadyReversed(
            f"{other.reference} reverses {intent.reverses_transaction_id} already"
            f" ({other.get_state_display().lower()})."
        )


def check_possible(intent: Intent, record: LedgerRecord, name: AccountName) -> None:
    """Let an intent pass that is possible on an account as it is now.

    :raises IntentRefused: if it is in another currency than the account
    :raises NotPossible: with a sentence for each field that stands in the way
    """
    currency = name.currency or settings.LOAN_CURRENCY
    if intent.currency != currency:
        raise IntentRefused({"currency": f"This account is in {currency}. Write {currency}."})
    if obstacles := dict(_obstacles(intent, record)):
        raise NotPossible(obstacles)


def _obstacles(intent: Intent, record: LedgerRecord) -> Iterator[tuple[str, str]]:
    """Yield the fields that stand in the way, with what the ledger says about them."""
    is_paid_out = record.transaction_count > 0
    if intent.kind == CommandKind.DISBURSEMENT:
        if is_paid_out:
            yield WHOLE, f"This loan was paid out already.{_latest(record)}"
        return
    if not is_paid_out:
        yield WHOLE, "This loan has not been paid out yet: the ledger has nothing posted on it."
    elif record.total <= ZERO and intent.kind != CommandKind.ADJUSTMENT:
        yield WHOLE, f"This account is closed: nothing is owed on it any more.{_latest(record)}"
    elif intent.kind == CommandKind.FEE_WAIVER:
        yield from _waiver_obstacles(intent, record)
    elif intent.kind == CommandKind.WRITE_OFF:
        yield from _write_off_obstacles(intent, record)


def _waiver_obstacles(intent: Intent, record: LedgerRecord) -> Iterator[tuple[str, str]]:
    if intent.amount is not None and intent.amount > record.fees:
        owed = Money(record.fees, intent.currency)
        yield "amount", f"Only {owed} of fees are owed. Waive at most that."


def _write_off_obstacles(intent: Intent, record: LedgerRecord) -> Iterator[tuple[str, str]]:
    if intent.amount is not None and intent.amount != record.total:
        shown, owed = Money(intent.amount, intent.currency), Money(record.total, intent.currency)
        yield "amount", f"{owed} are owed by now, not {shown}. Look at it again, then ask."


def _latest(record: LedgerRecord) -> str:
    if not record.latest_transaction_id:
        return ""
    return f" Its latest transaction is {record.latest_transaction_id}."
