"""What a gRPC status means: one table (WIRE 2), and what reads and money orders make of it."""

from collections.abc import Mapping

import grpc

from ledger.client.problems import (
    AccountNotFound,
    DuplicateOperation,
    LedgerBusy,
    LedgerProblem,
    LedgerRejected,
    LedgerUnavailable,
    OutcomeUnknown,
)

Status = grpc.StatusCode
Metadata = tuple[tuple[str, str], ...]

PROBLEMS: Mapping[grpc.StatusCode, type[LedgerProblem]] = {
    Status.FAILED_PRECONDITION: LedgerRejected,
    Status.INVALID_ARGUMENT: LedgerRejected,
    Status.ALREADY_EXISTS: DuplicateOperation,
    Status.NOT_FOUND: AccountNotFound,
    Status.ABORTED: LedgerBusy,
    Status.UNAVAILABLE: LedgerUnavailable,
    Status.DEADLINE_EXCEEDED: OutcomeUnknown,
    Status.CANCELLED: OutcomeUnknown,
    Status.UNKNOWN: OutcomeUnknown,
    Status.INTERNAL: OutcomeUnknown,
}
"""A status that is not here was never met before, so its outcome is not known."""

READ_FAILED = "The ledger did not answer ({status})."
ASK_AGAIN = "Nothing was changed. Ask again in a moment; until then there are projected figures."
ANSWER_LOST = "The ledger was asked, and its answer did not come ({status})."
LONGEST_WORDS = 500  # of the ledger's own, which are shown to staff


def status_of(error: grpc.RpcError) -> grpc.StatusCode:
    """Return the status of a call that failed."""
    return error.code() if isinstance(error, grpc.Call) else Status.UNKNOWN


def problem_of_read(error: grpc.RpcError) -> LedgerProblem:
    """Return what a failed read means: nothing was to be done, so nothing is in doubt."""
    status = status_of(error)
    problem = PROBLEMS.get(status, OutcomeUnknown)
    if problem in {LedgerUnavailable, OutcomeUnknown}:
        return LedgerUnavailable(READ_FAILED.format(status=status.name), next_step=ASK_AGAIN)
    return problem(_own_words(error))


def problem_of_order(error: grpc.RpcError) -> LedgerProblem:
    """Return what a failed money order means, whose call had begun.

    "Unavailable" is no proof here that the ledger did nothing: a connection that breaks in the
    middle says it too (decision 9).
    """
    status = status_of(error)
    problem = PROBLEMS.get(status, OutcomeUnknown)
    if problem in {LedgerUnavailable, OutcomeUnknown}:
        return OutcomeUnknown(ANSWER_LOST.format(status=status.name))
    return problem(_own_words(error))


def _own_words(error: grpc.RpcError) -> str:
    words = error.details() if isinstance(error, grpc.Call) else ""
    return (words or "").strip()[:LONGEST_WORDS]
