"""What the ledger's own errors mean to callers (WIRE 2), and those of reading it: one table."""

from billie.web.api_errors import ErrorAnswer
from ledger.client import problems
from ledger.queries.statements import PeriodBackwards
from ledger.queries.transactions import PeriodTooLong

PROBLEMS = (
    problems.LedgerRejected,
    problems.DuplicateOperation,
    problems.AccountNotFound,
    problems.LedgerBusy,
    problems.LedgerUnavailable,
    problems.OutcomeUnknown,
)

ANSWERS: dict[type[Exception], ErrorAnswer] = {
    **{
        problem: ErrorAnswer(
            status=problem.http_status, code=problem.code, next_step=problem.next_step
        )
        for problem in PROBLEMS
    },
    PeriodTooLong: ErrorAnswer(
        status=400,
        code="PERIOD_TOO_LONG",
        field="to",
        next_step="Ask for an earlier or a shorter period with `from` and `to`.",
    ),
    PeriodBackwards: ErrorAnswer(
        status=400, code="NOT_VALID", field="to", next_step="Correct it and ask again."
    ),
}
