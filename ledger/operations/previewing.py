"""What an act would do, reckoned from the ledger's live figures before anything is posted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import User

from billie.kernel.money import ZERO, Money
from ledger.allocation import Allocation, Owed
from ledger.intents import Intent
from ledger.operations.checking import (
    check_allowed,
    check_not_reversed,
    check_possible,
    known_as,
    read_record,
)
from ledger.operations.effects import Effect, reckon_effect
from ledger.operations.limits import why_approval

LIVE = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What is owed before and after an act, and what has to happen for it.

    `amount` is what would move, in the intent's currency: all that is owed for a write-off, None
    for an adjustment. `basis` says where the figures are from, `as_of` when they were read.
    """

    before: Owed
    after: Owed
    amount: Decimal | None
    allocation: Allocation | None
    needs_approval: bool
    why_approval: str
    warnings: tuple[str, ...]
    as_of: datetime
    basis: str
    latest_transaction_id: str


def preview_command(*, intent: Intent, now: datetime, by: User | None = None) -> Preview:
    """Return what an intent would do if it were posted now. Asks the ledger, changes nothing.

    With `by`, whoever may object to that person's doing it is asked as well.

    :raises IntentRefused: if it is not possible, with a sentence for each field to mend
    :raises AlreadyReversed: if it reverses what another command reverses
    :raises LedgerProblem: if the ledger does not know the account or cannot be asked
    """
    if by is not None:
        check_allowed(intent, by=by, now=now)
    check_not_reversed(intent)
    record = read_record(intent.loan_account_id)
    check_possible(intent, record, known_as(intent))
    effect = reckon_effect(intent, record)
    why = why_approval(intent)
    return Preview(
        before=effect.before,
        after=effect.after,
        amount=effect.amount,
        allocation=effect.allocation,
        needs_approval=bool(why),
        why_approval=why,
        warnings=tuple(_warnings(intent, effect)),
        as_of=now,
        basis=LIVE,
        latest_transaction_id=record.latest_transaction_id,
    )


def _warnings(intent: Intent, effect: Effect) -> Iterator[str]:
    if effect.allocation and effect.allocation.overpayment:
        over = Money(effect.allocation.overpayment, intent.currency)
        yield f"{over} are more than is owed and will stand as an overpayment."
    if min(effect.after.principal, effect.after.fees) < ZERO:
        yield "This leaves less than nothing owed: we would owe the customer."
    if effect.before.total > ZERO >= effect.after.total:
        yield "Nothing will be owed after this; the account will be closed."
