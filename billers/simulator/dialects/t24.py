"""Core banking's JSON: failures with HTTP 200, references in three places (WIRE 4).

A transfer is found again by the client's own reference, which travels as
`header.uniqueIdentifier`: `GET …/transaction/1.0/search/transaction?uniqueIdentifier=…`.
An idempotency header is not looked at.
"""

import re
from typing import Any

import orjson

from billers.simulator import vault
from billers.simulator.books import Books, Entry
from billers.simulator.calls import CORE_BANKING, Call, Kind
from billers.simulator.carrying_out import Done, told
from billers.simulator.dialects.dialect import NotUnderstood
from billers.simulator.exchange import JSON, Answer, Request
from billers.simulator.faults import Lie
from billers.simulator.people import exists
from billers.simulator.roster import USED, Refusal, Why
from billers.simulator.troubles import Trouble
from billie.kernel.money import NotAnAmount, read_positive_amount

CURRENCY = "MWK"
KEY_HEADERS = ("x-api-key", "apikey", "authorization")
_REFERENCE = re.compile(r"[A-Z0-9]{1,64}")
_ACCOUNT = re.compile(r"[A-Z0-9]{1,36}")


class CoreBanking:
    """The bank's accounts, balances and transfers."""

    def __init__(self, books: Books) -> None:
        """Keep accounts in books."""
        self._books = books

    def read(self, request: Request) -> Call:
        """Return what a request asks for; see `Dialect`."""
        if not any(request.headers.get(name) for name in KEY_HEADERS):
            raise _malformed(401, "SECURITY", "an API key is needed", "apikey")
        match (request.method, *request.segments):
            case ("GET", "t24", "accounts", "account", "v1", "balances", account):
                return _call(Kind.LOOK_UP, "balance", account=account)
            case ("POST", "t24", "transaction", "1.0", "initiate", "transaction"):
                return _read_transfer(request.body)
            case ("GET", "t24", "transaction", "1.0", "search", "transaction"):
                reference = request.query.get("uniqueIdentifier", "")
                found = vault.find(reference, self._books)
                account = found.account if found else ""
                return _call(Kind.STATUS, "search", reference=reference, account=account)
        raise _malformed(404, "TGVCP-001", "no such service", "")

    def carry_out(self, call: Call, trouble: Trouble) -> Done:
        """Do it; see `Dialect`."""
        fault = trouble.fault
        found: Entry | Refusal | None = None
        if fault.takes and call.kind is Kind.MONEY:
            found = vault.transfer(call, self._books, fault)
        elif fault.takes and call.kind is Kind.STATUS:
            found = vault.find(call.reference, self._books) or vault.NO_ACCOUNT
        elif call.kind is Kind.LOOK_UP and not exists(call.account):
            found = vault.NO_ACCOUNT
        if fault.refuses:
            refusal = _refusal(fault.refuses, trouble.refusal)
            return Done(refusal=refusal, kept=found if isinstance(found, Entry) else None)
        return told(found, fault.lie, self._books)

    def write(self, call: Call, done: Done) -> Answer:
        """Return the answer; see `Dialect`."""
        if done.refusal:
            return _failed(done.refusal)
        if done.entry and call.kind is Kind.STATUS:
            return _json({"header": _header(done.lie), "body": [_listed(done.entry)]})
        if done.entry:
            return _made(done.entry, done.lie, self._books)
        return self._balance(call, done.lie)

    def _balance(self, call: Call, lie: Lie | None) -> Answer:
        amount = vault.balance_of(call.account, self._books).now + (lie is Lie.AMOUNT)
        names = ("workingBalance", "availableBalance", "clearedBalance", "onlineActualBalance")
        balances = dict.fromkeys(names, f"{amount:.2f}")
        return _json({"header": _header(lie), "body": [{**balances, "currencyId": CURRENCY}]})


def _call(kind: Kind, operation: str, **fields: Any) -> Call:
    return Call(
        biller=CORE_BANKING, kind=kind, operation=operation, **{"currency": CURRENCY, **fields}
    )


def _read_transfer(body: bytes) -> Call:
    try:
        given = orjson.loads(body)
        header, wanted = given.get("header", {}), given["body"]
        reference = header.get("uniqueIdentifier", "")
        accounts = wanted["debitAccountNumber"], wanted["creditAccountNumber"]
        currencies = {wanted["debitCurrency"], wanted["creditCurrencyId"]}
        amount = read_positive_amount(wanted["debitAmount"])
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError) as error:
        raise _malformed(400, "TGVCP-002", "the request cannot be read", str(error)) from error
    except NotAnAmount as error:
        raise _malformed(400, "TGVCP-003", str(error), "debitAmount") from error
    if wanted.get("transactionType") != "AC":
        raise _malformed(400, "TGVCP-003", "only AC is known here", "transactionType")
    if reference and not _REFERENCE.fullmatch(str(reference)):
        raise _malformed(400, "TGVCP-003", "upper-case letters and digits", "uniqueIdentifier")
    if not all(_ACCOUNT.fullmatch(str(account)) for account in accounts):
        raise _malformed(400, "TGVCP-003", "not an account number", "debitAccountNumber")
    if currencies != {CURRENCY} or accounts[0] == accounts[1]:
        raise _malformed(400, "TGVCP-003", "accounts or currencies do not fit", "creditCurrencyId")
    return _call(
        Kind.MONEY,
        "transfer",
        account=accounts[0],
        to_account=accounts[1],
        amount=amount,
        reference=reference,
    )


def _refusal(why: Why, name: str) -> Refusal:
    if why is Why.USED:
        return USED
    named = [refusal for refusal in vault.REFUSALS if refusal.name == name]
    return (named or [refusal for refusal in vault.REFUSALS if refusal.why is why])[0]


def _made(entry: Entry, lie: Lie | None, books: Books) -> Answer:
    """Return the answer to a transfer; its reference stands in one of three places."""
    header = {**_header(lie), "uniqueIdentifier": entry.reference or f"SIM{entry.receipt}"}
    wanted = {
        "transactionType": "AC",
        "debitAccountNumber": entry.account,
        "debitAmount": f"{entry.amount:.2f}",
        "debitCurrency": entry.currency,
        "creditAccountNumber": entry.to_account,
        "creditCurrencyId": entry.currency,
    }
    answers: tuple[dict[str, Any], ...] = (
        {"header": {**header, "id": entry.receipt}, "body": wanted},
        {"header": header, "body": {"header": {"id": entry.receipt}, **wanted}},
        {"id": entry.receipt, "header": header, "body": wanted},
    )
    if lie is Lie.CONTRADICTION:
        return _json({"header": header, "error": _errors(vault.LOCKED, "")})
    return _json(answers[books.count(CORE_BANKING) % len(answers)])


def _listed(entry: Entry) -> dict[str, str]:
    return {
        "id": entry.receipt,
        "uniqueIdentifier": entry.reference,
        "transactionType": "AC",
        "debitAccountNumber": entry.account,
        "debitAmount": f"{entry.amount:.2f}",
        "debitCurrency": entry.currency,
        "creditAccountNumber": entry.to_account,
        "creditCurrencyId": entry.currency,
        "processingDate": f"{entry.at:%Y%m%d}",
    }


def _failed(refusal: Refusal) -> Answer:
    """Return a failure: HTTP 200, unless there is no record of what was asked for."""
    header = {"status": "failed"}
    if refusal is vault.OVERDRAWN:
        detail = {"code": refusal.code, "id": "ACCT.UNAUTH.OD*1", "description": refusal.words}
        return _json({"header": header, "override": {"overrideDetails": [detail]}})
    status = 404 if refusal is vault.NO_ACCOUNT else 200
    return _json({"header": header, "error": _errors(refusal, "")}, status)


def _malformed(status: int, code: str, words: str, field: str) -> NotUnderstood:
    refusal = Refusal(name="malformed", why=Why.SETUP, code=code, words=words)
    body = {"header": {"status": "failed"}, "error": _errors(refusal, field)}
    return NotUnderstood(words, _json(body, status))


def _errors(refusal: Refusal, field: str) -> dict[str, Any]:
    detail = {"code": refusal.code, "message": refusal.words, "fieldName": field}
    return {"type": "BUSINESS", "errorDetails": [detail]}


def _header(lie: Lie | None) -> dict[str, str]:
    return {"status": "queued" if lie is Lie.STRANGE_WORD else "success"}


def _json(body: Any, status: int = 200) -> Answer:
    return Answer(status=status, body=orjson.dumps(body), content_type=JSON)
