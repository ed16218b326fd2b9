"""What the errors of this room mean to callers: one table."""

from billie.web.api_errors import ErrorAnswer
from servicing.api.casework_answers import CASEWORK
from servicing.models import ContactNote, DeadLetter
from servicing.operations import notes
from servicing.operations.dead_letters import DeadLetterIsSettled, ReasonIsMissing
from servicing.queries.accounts import AccountNotKnown
from servicing.queries.conversations import ConversationNotKnown
from servicing.queries.customers import CustomerNotKnown

SEARCH = "Check the identifier, or search for it with /api/search?q=… ."
READ_AGAIN = "Read the notes again with GET, then amend the newest version."

ANSWERS: dict[type[Exception], ErrorAnswer] = {
    **CASEWORK,
    CustomerNotKnown: ErrorAnswer(
        status=404,
        code="CUSTOMER_NOT_KNOWN",
        message="No event has named this customer.",
        next_step=SEARCH,
    ),
    AccountNotKnown: ErrorAnswer(
        status=404,
        code="ACCOUNT_NOT_KNOWN",
        message="No event has named this loan account.",
        next_step=SEARCH,
    ),
    ConversationNotKnown: ErrorAnswer(
        status=404,
        code="CONVERSATION_NOT_KNOWN",
        message="No event has named this conversation.",
        next_step=SEARCH,
    ),
    DeadLetter.DoesNotExist: ErrorAnswer(
        status=404,
        code="DEAD_LETTER_NOT_KNOWN",
        message="There is no dead letter with this number.",
        next_step="List them with GET /api/events/dead-letters.",
    ),
    DeadLetterIsSettled: ErrorAnswer(
        status=409,
        code="DEAD_LETTER_IS_SETTLED",
        next_step="Nothing is left to do; read who settled it at /api/events/dead-letters/{id}.",
    ),
    ReasonIsMissing: ErrorAnswer(
        status=400, code="NOT_VALID", field="reason", next_step="Send a reason in words."
    ),
    ContactNote.DoesNotExist: ErrorAnswer(
        status=400,
        code="NOT_VALID",
        field="amends",
        message="This customer has no note with this number.",
        next_step=READ_AGAIN,
    ),
    notes.NoteRefused: ErrorAnswer(
        status=400, code="NOT_VALID", field="text", next_step="Correct it and send it again."
    ),
    notes.ChannelNotKnown: ErrorAnswer(
        status=400, code="NOT_VALID", field="channel", next_step="Correct it and send it again."
    ),
    notes.SubjectIsNotTheirs: ErrorAnswer(
        status=400,
        code="SUBJECT_IS_NOT_THEIRS",
        next_step="List what is theirs with GET /api/customer/{customerId}.",
    ),
    notes.NoteIsAmended: ErrorAnswer(
        status=409, code="NOTE_IS_AMENDED", field="amends", next_step=READ_AGAIN
    ),
    notes.KeyWasUsed: ErrorAnswer(
        status=422,
        code="IDEMPOTENCY_KEY_WAS_USED",
        message="Another note was written with this Idempotency-Key.",
        next_step="Mint a new key for each note, and keep it for its retries only.",
    ),
}
