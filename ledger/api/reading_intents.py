"""From the body of a request to an intent, and to the key that it comes under."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from rest_framework import serializers
from rest_framework.request import Request

from billie.web.camel_case import camel
from ledger.api.money_bodies import BODIES
from ledger.guards import account_names
from ledger.intents import Intent, IntentRefused
from ledger.models import CommandKind
from ledger.operations.requesting import LONGEST_KEY, SHORTEST_KEY
from ledger.operations.reversals import propose_reversal

KEY_HEADER = "Idempotency-Key"
KEY_FIELD = "idempotencyKey"
OF_INTENTS = {"amount", "principal_delta", "fee_delta", "reason"}
NOT_DETAILS = {"loan_account_id", "currency", "idempotency_key", "reverses_transaction_id"}


def read_intent(kind: CommandKind, data: Any) -> tuple[Intent, str]:
    """Return what a body of a kind asks for, and the key in it, empty if there is none.

    A reversal asks the ledger for the transaction that it reverses.

    :raises serializers.ValidationError: naming each field that is wrong
    :raises LedgerProblem: if a transaction to be reversed cannot be looked up
    """
    body = BODIES[kind](data=data)
    body.is_valid(raise_exception=True)
    given: dict[str, Any] = dict(body.validated_data)
    key = given.get("idempotency_key", "")
    account = given["loan_account_id"]
    currency = given.get("currency") or account_names([account])[account].currency
    try:
        return _intent(kind, given, currency or settings.LOAN_CURRENCY), key
    except IntentRefused as refused:
        raise serializers.ValidationError(fields_of(refused)) from refused


def read_key(request: Request, in_body: str) -> str:
    """Return the key of a request, from its header or its body.

    :raises serializers.ValidationError: if there is none, there are two, or it is too short or
        too long
    """
    in_header: str = request.headers.get(KEY_HEADER, "")
    key = in_header or in_body
    wrong = ""
    if in_header and in_body and in_header != in_body:
        wrong = f"It differs from the {KEY_HEADER} header. Send one of them."
    elif not key:
        wrong = f"Mint a key for this act, and send it as {KEY_HEADER} or {KEY_FIELD}."
    elif not SHORTEST_KEY <= len(key) <= LONGEST_KEY:
        wrong = f"A key has {SHORTEST_KEY} to {LONGEST_KEY} characters; this one has {len(key)}."
    if wrong:
        raise serializers.ValidationError({KEY_FIELD: [wrong]})
    return key


def fields_of(refused: IntentRefused) -> dict[str, list[str]]:
    """Return the sentences of a refusal by the names of this API."""
    whole = "non_field_errors"
    return {camel(name) or whole: [sentence] for name, sentence in refused.fields.items()}


def _intent(kind: CommandKind, given: Mapping[str, Any], currency: str) -> Intent:
    if reversed_id := given.get("reverses_transaction_id"):
        return propose_reversal(
            loan_account_id=given["loan_account_id"],
            transaction_id=reversed_id,
            reason=given["reason"],
            currency=currency,
        )
    own = {name: value for name, value in given.items() if name in OF_INTENTS}
    details = {
        name: value
        for name, value in given.items()
        if name not in OF_INTENTS and name not in NOT_DETAILS
    }
    return Intent(
        kind=kind,
        loan_account_id=given["loan_account_id"],
        currency=currency,
        details=details,
        **own,
    )
