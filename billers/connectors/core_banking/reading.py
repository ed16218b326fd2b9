"""Core banking's JSON, read without trust: "failed" with HTTP 200, references in many places.

Its errors are told by code. A code that is not in `REFUSALS` is no refusal that we know, so the
transfer stays unknown.
"""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson

from billers.connectors.contract import (
    Accepted,
    Declined,
    Fault,
    MoneyOutcome,
    NoAnswer,
    NotFound,
    StatusOutcome,
    Unknown,
)
from billers.connectors.contract.checks import LONGEST_TEXT
from billers.connectors.core_banking.money import CoreBalance, Transfer
from billers.connectors.dialects.decimals import find_amount

NO_RECORDS = "TGVCP-007"
SUCCESS = "success"
FAILED = "failed"
STRANGE = "Core banking's answer is none that we know."
UNREADABLE = "Core banking's answer cannot be read."
LONGEST_CODE = 60
UNNAMED = "unnamed"
CURRENCY = re.compile(r"[A-Z]{3}")
BALANCES = "workingBalance", "availableBalance", "clearedBalance"

REFUSALS: Mapping[str, tuple[str, Fault]] = {
    NO_RECORDS: ("Core banking has no such account.", Fault.CUSTOMER),
    "TGVCP-002": ("Core banking could not read the request.", Fault.OURS),
    "TGVCP-003": ("Core banking does not take a transfer like this.", Fault.OURS),
    "TGVCP-011": ("There is not enough money in the account.", Fault.CUSTOMER),
    "TGVCP-012": ("The account is blocked at core banking.", Fault.CUSTOMER),
    "ACCT.UNAUTH.OD": ("There is not enough money in the account.", Fault.CUSTOMER),
    "EB-RECORD.LOCKED": ("The account is locked at core banking just now.", Fault.THEIRS),
    "SECURITY": ("Core banking does not accept our key.", Fault.OURS),
}
"""What a code means; an override's code is told by what stands before its variable part."""


def written(transfer: Transfer) -> dict[str, Any]:
    """Return the body of a transfer; our reference travels as `uniqueIdentifier`."""
    return {
        "header": {"uniqueIdentifier": transfer.reference},
        "body": {
            "transactionType": "AC",
            "debitAccountNumber": transfer.debit_account,
            "debitAmount": f"{transfer.amount:.2f}",
            "debitCurrency": transfer.currency,
            "creditAccountNumber": transfer.credit_account,
            "creditCurrencyId": transfer.currency,
        },
    }


def tells_error(body: bytes) -> bool:
    """Tell whether an answer holds an error or an override, of whatever code."""
    return bool(_code(_json(body)))


def read_balance(account: str, body: bytes) -> CoreBalance | NotFound | NoAnswer:
    """Return what is in an account, or why that is not known."""
    whole = _json(body)
    if code := _code(whole):
        words, fault = REFUSALS.get(code, (STRANGE, Fault.THEIRS))
        if code == NO_RECORDS:
            return NotFound(words=words)
        return NoAnswer(words=words, fault=fault, code=code)
    rows = whole.get("body")
    row = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
    working, available, cleared = (find_amount(str(row.get(name))) for name in BALANCES)
    currency = str(row.get("currencyId"))
    is_currency = CURRENCY.fullmatch(currency)
    if working is None or available is None or cleared is None or not is_currency:
        return NoAnswer(words=STRANGE, fault=Fault.THEIRS)
    return CoreBalance(
        account=account, working=working, available=available, cleared=cleared, currency=currency
    )


def read_transfer(transfer: Transfer, body: bytes) -> MoneyOutcome:
    """Return how a transfer ended; a status and an error that contradict each other: unknown."""
    whole = _json(body)
    if not whole:
        return Unknown(words=UNREADABLE, is_alarm=True)
    status, code = _status(whole), _code(whole)
    if status == FAILED and code in REFUSALS:
        words, fault = REFUSALS[code]
        return Declined(code=code, words=words, fault=fault)
    if status != SUCCESS or code:
        is_alarm = status == SUCCESS and bool(code)
        return Unknown(words=STRANGE, is_alarm=is_alarm, code=code)
    return _accepted(
        transfer, _header(whole).get("uniqueIdentifier", ""), _reference(whole), whole
    )


def read_found(transfer: Transfer, body: bytes) -> StatusOutcome:
    """Return what became of a transfer that was looked for by our reference."""
    whole = _json(body)
    if _code(whole) == NO_RECORDS:
        return NotFound(words="Core banking has no transfer of this reference.")
    rows = whole.get("body")
    if _status(whole) != SUCCESS or not isinstance(rows, list) or len(rows) != 1:
        return NoAnswer(words=STRANGE, fault=Fault.THEIRS, code=_code(whole))
    row = rows[0] if isinstance(rows[0], dict) else {}
    found = {"body": row}
    return _accepted(transfer, row.get("uniqueIdentifier", ""), str(row.get("id", "")), found)


def _accepted(
    transfer: Transfer, ours: object, theirs: str, whole: Mapping[str, Any]
) -> Accepted | Unknown:
    """Accept what equals what was sent (WIRE 3.2); what differs is unknown, with an alarm."""
    told = whole.get("body")
    told = told if isinstance(told, dict) else {}
    differs = [
        name
        for name, sent in written(transfer)["body"].items()
        if name in told and not _equals(str(told[name]).strip(), sent)
    ]
    if differs or ours not in ("", transfer.reference):
        return Unknown(words="Core banking tells of another transfer.", is_alarm=True)
    if not (theirs.startswith("FT") and theirs.isprintable() and len(theirs) <= LONGEST_TEXT):
        return Unknown(words="Core banking says moved, and gives no reference.", is_alarm=True)
    return Accepted(their_reference=theirs)


def _equals(told: str, sent: str) -> bool:
    """Tell whether two texts are the same, or the same amount written differently."""
    if told == sent:
        return True
    try:
        return "." in sent and Decimal(told) == Decimal(sent)
    except InvalidOperation:
        return False


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _header(whole: Mapping[str, Any]) -> dict[str, Any]:
    header = whole.get("header")
    return header if isinstance(header, dict) else {}


def _status(whole: Mapping[str, Any]) -> str:
    return str(_header(whole).get("status", ""))


def _code(whole: Mapping[str, Any]) -> str:
    """Return the code of the first error or override, empty if there is none."""
    for block, details in (("error", "errorDetails"), ("override", "overrideDetails")):
        found = whole.get(block)
        rows = found.get(details, found) if isinstance(found, dict) else found
        if rows:
            row = rows[0] if isinstance(rows, list) and isinstance(rows[0], dict) else {}
            name = str(row.get("code") or row.get("id") or UNNAMED)[:LONGEST_CODE]
            name = name if name.isprintable() else UNNAMED
            return name if name in REFUSALS else name.partition("*")[0] or UNNAMED
    return ""


def _reference(whole: Mapping[str, Any]) -> str:
    """Return core banking's own reference, from any of the places where it may stand (WIRE 4)."""
    body = whole.get("body")
    inner = body.get("header") if isinstance(body, dict) else None
    places = [inner if isinstance(inner, dict) else {}, _header(whole), whole]
    return next((str(place["id"]) for place in places if place.get("id")), "")
