"""What the errors of moving money mean to callers, beside those of the ledger itself."""

from billie.web.api_errors import ErrorAnswer
from ledger.client import LedgerRejected
from ledger.intents import IntentRefused
from ledger.operations.checking import AlreadyReversed, Forbidden, NotPossible
from ledger.operations.redriving import AccountChanged, DropNotExplained, NotADraft
from ledger.operations.requesting import KeyReused
from ledger.operations.reversals import NothingToReverse, TransactionNotKnown
from ledger.queries.commands import CommandNotKnown

BEGIN_ANEW = "Nothing was posted. Correct it, then begin anew with a new key."
READ_IT = "Read it at /api/ledger/commands/{id}."

MONEY_ANSWERS: dict[type[Exception], ErrorAnswer] = {
    IntentRefused: ErrorAnswer(status=400, code="NOT_VALID", next_step=BEGIN_ANEW),
    # What the ledger's figures forbid is told by one code, whoever noticed it first.
    NotPossible: ErrorAnswer(
        status=LedgerRejected.http_status, code=LedgerRejected.code, next_step=BEGIN_ANEW
    ),
    Forbidden: ErrorAnswer(
        status=422,
        code="FORBIDDEN_FOR_NOW",
        next_step="Nothing was posted. Read what staff wrote down about the customer.",
    ),
    KeyReused: ErrorAnswer(
        status=422,
        code="IDEMPOTENCY_KEY_WAS_USED",
        field="idempotencyKey",
        next_step="Mint a new key for each act, and keep it for its retries only.",
    ),
    AlreadyReversed: ErrorAnswer(
        status=409,
        code="ALREADY_REVERSED",
        field="reversesTransactionId",
        next_step="Nothing was posted, and nothing is left to do.",
    ),
    TransactionNotKnown: ErrorAnswer(
        status=404,
        code="TRANSACTION_NOT_FOUND",
        field="reversesTransactionId",
        next_step="List them with GET /api/ledger/transactions/{accountId}.",
    ),
    NothingToReverse: ErrorAnswer(
        status=422,
        code="NOTHING_TO_REVERSE",
        field="reversesTransactionId",
        next_step="Nothing was posted, and nothing is left to do.",
    ),
    CommandNotKnown: ErrorAnswer(
        status=404,
        code="COMMAND_NOT_KNOWN",
        message="There is no money command with this number.",
        next_step="List them with GET /api/ledger/commands.",
    ),
    NotADraft: ErrorAnswer(status=409, code="NOT_A_DRAFT", next_step=READ_IT),
    DropNotExplained: ErrorAnswer(
        status=400, code="NOT_VALID", field="reason", next_step="Send a reason in words."
    ),
    AccountChanged: ErrorAnswer(
        status=409,
        code="ACCOUNT_CHANGED",
        next_step="Drop it with POST /api/ledger/commands/{id}/drop, then ask anew.",
    ),
}
