"""What can go wrong at the ledger, in words for staff: one class for each row of WIRE 2's table.

`message` is safe to show, `next_step` says what to do, `may_try_again` whether the same order may
be sent again, which for money always means: with the same key.
"""


class LedgerProblem(Exception):
    """The ledger did not do what it was asked to do, or it is not known whether it did."""

    code = "LEDGER_PROBLEM"
    http_status = 503
    may_try_again = False
    message = "The ledger could not be asked."
    next_step = "Wait a moment, then try again."

    def __init__(self, message: str = "", *, next_step: str = "") -> None:
        self.message = message or type(self).message
        self.next_step = next_step or type(self).next_step
        super().__init__(self.message)


class LedgerRejected(LedgerProblem):
    """The ledger refused the order; the message is its own."""

    code = "LEDGER_REJECTED"
    http_status = 422
    message = "The ledger refused this and gave no reason."
    next_step = "Nothing was posted. Correct what the ledger names, then begin anew."


class DuplicateOperation(LedgerProblem):
    """The ledger has done this before."""

    code = "DUPLICATE_OPERATION"
    http_status = 409
    message = "The ledger has posted this before."
    next_step = "Look for it among the account's transactions. Do not send it again."


class AccountNotFound(LedgerProblem):
    """The ledger has no such account."""

    code = "ACCOUNT_NOT_FOUND"
    http_status = 404
    message = "The ledger has no account with this identifier."
    next_step = "Check the loan account's identifier, or search for it."


class LedgerBusy(LedgerProblem):
    """The same key is being worked on, or the account is locked by another posting."""

    code = "LEDGER_BUSY"
    http_status = 409
    may_try_again = True
    message = "The ledger is working on this account already."
    next_step = "Wait a moment, then try again with the same key."


class LedgerUnavailable(LedgerProblem):
    """The ledger could not be asked: a money order was certainly not sent, or a read failed."""

    code = "LEDGER_UNAVAILABLE"
    http_status = 503
    may_try_again = True
    message = "The ledger cannot be reached. Nothing was sent to it."
    next_step = "Try again with the same key once the ledger is back."


class OutcomeUnknown(LedgerProblem):
    """A money order was sent and it is not known whether the ledger posted it."""

    code = "LEDGER_OUTCOME_UNKNOWN"
    http_status = 503
    may_try_again = True
    message = "The ledger was asked, and its answer did not come."
    next_step = (
        "It may have been posted. Do not begin anew: it is settled with the same key by itself."
    )
