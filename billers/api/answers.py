"""What the errors of this room mean to callers: one table."""

from billers.connectors.contract import OrderIsUnsound, SettingsAreUnfinished
from billers.connectors.core_banking import CoreBankingIsOff
from billers.connectors.registry import NoSuchConnector
from billers.operations import (
    assigning,
    choosing,
    configuring,
    idempotency,
    intents,
    requesting,
    revealing,
    taking_on,
    transferring,
)
from billers.queries import billers, payments, stats
from billers.states import MoveNotAllowed
from billie.web.api_errors import ErrorAnswer

KEY = "Idempotency-Key"
NOTHING_PAID = "Nothing was paid. Ask again in a while."
READ_IT = "Read it with GET /api/billers/transactions/{id}."

REFUSALS: dict[type[intents.PaymentRefused], int] = {
    intents.PaymentRefused: 422,
    intents.BillerInactive: 409,
    intents.AbilityMissing: 422,
    requesting.AlreadyPaid: 409,
    requesting.KeyOfAnother: 422,
    requesting.BillerPaused: 503,
}

ANSWERS: dict[type[Exception], ErrorAnswer] = {
    **{
        refusal: ErrorAnswer(status=status, code=refusal.code, next_step=refusal.next_step)
        for refusal, status in REFUSALS.items()
    },
    choosing.NotPossible: ErrorAnswer(status=409, code="NOT_POSSIBLE", next_step=READ_IT),
    assigning.OwnerNotPossible: ErrorAnswer(
        status=400,
        code="NOT_VALID",
        field="owner",
        next_step="Name somebody in operations, or a supervisor.",
    ),
    MoveNotAllowed: ErrorAnswer(status=409, code="NOT_POSSIBLE", next_step=READ_IT),
    **{
        refusal: ErrorAnswer(
            status=422, code=refusal.code, field="reason", next_step=refusal.next_step
        )
        for refusal in (revealing.ReasonMissing, revealing.ReasonTellsToken)
    },
    configuring.ConfigWasChanged: ErrorAnswer(
        status=409,
        code="CONFIG_WAS_CHANGED",
        field="version",
        next_step="Read it with GET /api/billers/configs/{id}, then change it from that version.",
    ),
    idempotency.KeyRefused: ErrorAnswer(
        status=400,
        code="IDEMPOTENCY_KEY_MISSING",
        field=KEY,
        next_step="Mint a key for each act, and send it with all of its retries.",
    ),
    idempotency.KeyReused: ErrorAnswer(
        status=422,
        code="IDEMPOTENCY_KEY_WAS_USED",
        field=KEY,
        next_step="Mint a new key for each act, and keep it for its retries only.",
    ),
    idempotency.StillRunning: ErrorAnswer(
        status=409,
        code="IDEMPOTENCY_KEY_IN_USE",
        field=KEY,
        next_step="Send the same request again in a moment.",
    ),
    transferring.TransferKeyReused: ErrorAnswer(
        status=422,
        code="IDEMPOTENCY_KEY_WAS_USED",
        field=KEY,
        next_step="Mint a new key for each transfer, and keep it for its retries only.",
    ),
    transferring.TransferRunning: ErrorAnswer(
        status=409,
        code="IDEMPOTENCY_KEY_IN_USE",
        field=KEY,
        next_step="Send the same request again in two minutes.",
    ),
    taking_on.NothingFound: ErrorAnswer(
        status=404, code="NOT_AT_BILLER", next_step="Check the number with the customer."
    ),
    taking_on.BillerSilent: ErrorAnswer(
        status=502, code="BILLER_NOT_ANSWERING", next_step=NOTHING_PAID
    ),
    taking_on.SetUpRefused: ErrorAnswer(
        status=502,
        code="BILLER_REFUSES_US",
        next_step="Nothing was paid. Ask an administrator to check the biller's configuration.",
    ),
    taking_on.QuestionRefused: ErrorAnswer(
        status=422, code="BILLER_REFUSES_QUESTION", next_step="Check it with the customer."
    ),
    taking_on.AmountChanged: ErrorAnswer(
        status=409,
        code="AMOUNT_CHANGED",
        field="amount",
        next_step="Nothing was paid. Review the amount of now, then confirm it with a new key.",
    ),
    OrderIsUnsound: ErrorAnswer(
        status=400, code="NOT_VALID", next_step="Correct it and send the request again."
    ),
    NoSuchConnector: ErrorAnswer(
        status=503,
        code="BILLER_NOT_SET_UP",
        next_step="Ask an administrator to correct the biller's configuration.",
    ),
    SettingsAreUnfinished: ErrorAnswer(
        status=503,
        code="BILLER_NOT_SET_UP",
        next_step="Ask an administrator to complete the biller's configuration.",
    ),
    CoreBankingIsOff: ErrorAnswer(
        status=503,
        code="CORE_BANKING_OFF",
        next_step="Ask an administrator to configure core banking. Bills can be paid without it.",
    ),
    transferring.AccountNotAtBank: ErrorAnswer(
        status=404,
        code="ACCOUNT_NOT_FOUND",
        field="account",
        next_step="Check the account number with the customer.",
    ),
    transferring.BankSilent: ErrorAnswer(
        status=502, code="CORE_BANKING_NOT_ANSWERING", next_step="Ask again in a while."
    ),
    billers.BillerNotKnown: ErrorAnswer(
        status=404,
        code="BILLER_NOT_KNOWN",
        message="There is no such biller.",
        next_step="Compare it with the billers at GET /api/billers/configs.",
    ),
    payments.PaymentNotKnown: ErrorAnswer(
        status=404,
        code="TRANSACTION_NOT_FOUND",
        message="There is no payment with this number.",
        next_step="List them with GET /api/billers/transactions.",
    ),
    payments.PeriodBackwards: ErrorAnswer(
        status=400, code="NOT_VALID", field="to", next_step="Correct it and ask again."
    ),
    stats.PeriodTooLong: ErrorAnswer(
        status=400,
        code="PERIOD_TOO_LONG",
        field="from",
        next_step="Ask for a shorter period with `from` and `to`.",
    ),
}
