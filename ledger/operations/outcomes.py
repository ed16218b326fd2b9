"""What the ledger's answer means for a command: one table, from answer to where the command goes.

# Note [What a try proves, and what it does not]
An answer says what became of *this* try. Where an earlier try of the same command may have
arrived, "this one was not sent" proves nothing about that one, and the command stays unknown. A
refusal is proof even then, but only after the books were looked through: a ledger that forgot the
key would refuse a waiver because an earlier try has waived the fee.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeAlias

from ledger.answers import Posted
from ledger.client import problems
from ledger.models import MoneyCommand
from ledger.states import State

Answer: TypeAlias = Posted | problems.LedgerProblem

GAPS = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 300, 1800))
AWAY = timedelta(seconds=30)
"""When to try again while the ledger is away: it is no fault of the command, so no growing gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Where a command goes, why, and when it is looked into again if it stays on its way.

    `was_not_sent` tells that no try of it can have arrived, this one included.
    """

    state: State
    why: str
    code: str = ""
    message: str = ""
    again_after: timedelta | None = None
    was_not_sent: bool = False
    evidence: Mapping[str, Any] = field(default_factory=dict)


def judge(answer: Answer, command: MoneyCommand, *, may_have_arrived: bool) -> Verdict:
    """Return what an answer means; `may_have_arrived` tells of tries before this one."""
    for kind in type(answer).__mro__:
        if kind in VERDICTS:
            return VERDICTS[kind](answer, command, may_have_arrived)
    raise TypeError(f"{type(answer).__name__} has no row in the table of outcomes")


def gap(command: MoneyCommand) -> timedelta:
    """Return how long to wait before a command is looked into again; it grows with each look."""
    return GAPS[min(command.looks, len(GAPS) - 1)]


def _posted(answer: Posted, command: MoneyCommand, may_have_arrived: bool) -> Verdict:
    why = "The ledger had posted it before." if answer.is_replay else "The ledger posted it."
    return Verdict(
        state=State.POSTED,
        why=why,
        evidence={"transactionId": answer.transaction_id, "isReplay": answer.is_replay},
    )


def _refused(
    problem: problems.LedgerProblem, command: MoneyCommand, may_have_arrived: bool
) -> Verdict:
    return _verdict(problem, State.REFUSED, "The ledger refused it.")


def _done_before(
    problem: problems.LedgerProblem, command: MoneyCommand, may_have_arrived: bool
) -> Verdict:
    """Judge "done before" for which our reference was looked up, and not found."""
    if may_have_arrived:
        why = "The ledger says it was done before, but does not show it yet."
        return _verdict(problem, State.UNKNOWN, why, gap(command))
    return _verdict(problem, State.REFUSED, "The ledger says it was done before, not by us.")


def _busy(
    problem: problems.LedgerProblem, command: MoneyCommand, may_have_arrived: bool
) -> Verdict:
    why = "The ledger was busy with this account or this command."
    return _verdict(problem, State.SENDING, why, gap(command))


def _not_sent(
    problem: problems.LedgerProblem, command: MoneyCommand, may_have_arrived: bool
) -> Verdict:
    if may_have_arrived:
        why = "The ledger cannot be reached to tell what became of it."
        return _verdict(problem, State.UNKNOWN, why, AWAY)
    why = "The ledger could not be reached: it was not sent."
    return replace(_verdict(problem, State.DRAFT, why), was_not_sent=True)


def _unknown(
    problem: problems.LedgerProblem, command: MoneyCommand, may_have_arrived: bool
) -> Verdict:
    why = "The ledger's answer was lost: it may have been posted or not."
    return _verdict(problem, State.UNKNOWN, why, gap(command))


VERDICTS: Mapping[type, Callable[[Any, MoneyCommand, bool], Verdict]] = {
    Posted: _posted,
    problems.LedgerRejected: _refused,
    problems.AccountNotFound: _refused,
    problems.DuplicateOperation: _done_before,
    problems.LedgerBusy: _busy,
    problems.LedgerUnavailable: _not_sent,
    problems.OutcomeUnknown: _unknown,
}


def _verdict(
    problem: problems.LedgerProblem,
    state: State,
    why: str,
    again_after: timedelta | None = None,
) -> Verdict:
    return Verdict(
        state=state,
        why=why,
        code=problem.code,
        message=problem.message,
        again_after=again_after,
        evidence={"code": problem.code, "message": problem.message},
    )
