"""What the errors of casework mean to callers: promises, flags, collections."""

from billie.web.api_errors import ErrorAnswer
from servicing.operations import collections, contacts, flags, notes, once, promises
from servicing.queries.flags import FlagNotKnown
from servicing.queries.promises import PromiseNotKnown

CORRECT = "Correct what `fields` names and send the request again."
READ_PROMISES = "Read the promises with GET /api/customer/{customerId}/promises."
READ_FLAGS = "Read the flags with GET /api/customer/{customerId}/flags."

CASEWORK: dict[type[Exception], ErrorAnswer] = {
    once.KeyWasUsed: ErrorAnswer(
        status=422,
        code="IDEMPOTENCY_KEY_WAS_USED",
        message="Something else was asked for with this Idempotency-Key.",
        next_step="Mint a new key for each act, and keep it for its retries only.",
    ),
    notes.ContactIsStopped: ErrorAnswer(
        status=409,
        code="CONTACT_IS_STOPPED",
        field="channel",
        next_step="Use LETTER or INTERNAL, or have a supervisor release the flag.",
    ),
    PromiseNotKnown: ErrorAnswer(
        status=404,
        code="PROMISE_NOT_KNOWN",
        message="There is no promise with this number.",
        next_step=READ_PROMISES,
    ),
    promises.PromiseRefused: ErrorAnswer(status=400, code="NOT_VALID", next_step=CORRECT),
    promises.PromiseIsOpen: ErrorAnswer(
        status=409,
        code="PROMISE_IS_OPEN",
        next_step="Cancel the open one with POST /api/promises/{id}/cancel, or wait for it.",
    ),
    promises.PromiseIsSettled: ErrorAnswer(
        status=409, code="PROMISE_IS_SETTLED", next_step=READ_PROMISES
    ),
    promises.CancelReasonMissing: ErrorAnswer(
        status=400, code="NOT_VALID", field="reason", next_step=CORRECT
    ),
    FlagNotKnown: ErrorAnswer(
        status=404,
        code="FLAG_NOT_KNOWN",
        message="There is no flag with this number.",
        next_step=READ_FLAGS,
    ),
    flags.FlagRefused: ErrorAnswer(status=400, code="NOT_VALID", next_step=CORRECT),
    flags.FlagIsSet: ErrorAnswer(status=409, code="FLAG_IS_SET", next_step=READ_FLAGS),
    flags.FlagIsOver: ErrorAnswer(status=409, code="FLAG_IS_OVER", next_step=READ_FLAGS),
    collections.NotInArrears: ErrorAnswer(
        status=409,
        code="NOT_IN_ARREARS",
        next_step="Write a note with POST /api/customer/{customerId}/notes instead.",
    ),
    collections.CaseIsTaken: ErrorAnswer(
        status=409,
        code="CASE_IS_TAKEN",
        next_step="Ask a supervisor to give it to you, or take another account.",
    ),
    collections.OnlyAssignersAssign: ErrorAnswer(
        status=403,
        code="ONLY_SUPERVISORS_ASSIGN",
        next_step="Send your own username, or null, or ask a supervisor.",
    ),
    collections.AssigneeNotPossible: ErrorAnswer(
        status=400, code="NOT_VALID", field="assignedTo", next_step=CORRECT
    ),
    contacts.OutcomeRefused: ErrorAnswer(status=400, code="NOT_VALID", next_step=CORRECT),
}
