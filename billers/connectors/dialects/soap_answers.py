"""What the answer of a web service says of an order: Status and Code, in our own WSDLs' words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from billers.connectors.contract import Fault, NoAnswer, NotFound
from billers.connectors.meanings import NO_SUCH_ACCOUNT, Refusal, Tables
from billers.connectors.verdicts import Paid, Refused, Said, Strange
from billers.connectors.wire import Redactor

SUCCESS, FAILED, PENDING, NOT_FOUND = "SUCCESS", "FAILED", "PENDING", "NOT_FOUND"
_NO_CODE = frozenset({"", "0"})

Fields = Mapping[str, Any]


def text(fields: Fields, name: str) -> str:
    """Return a field as text without space around it; empty if it is not there."""
    value = fields.get(name)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value).strip()


def read_payment(fields: Fields, tables: Tables, redactor: Redactor) -> Said:
    """Return what an answer says of an order."""
    status, code = text(fields, "Status").upper(), text(fields, "Code")
    if status == SUCCESS and code in _NO_CODE:
        return Paid(
            our_reference=text(fields, "OurTransactionId"),
            account=text(fields, "AccountNumber"),
            amount=text(fields, "Amount"),
            currency=text(fields, "Currency"),
            their_reference=redactor.show(text(fields, "TheirTransactionId")),
            tokens=_tokens(fields),
        )
    if status == SUCCESS or (status == FAILED and text(fields, "TheirTransactionId")):
        return Strange(words="The answer says paid and failed at once.", is_alarm=True)
    if status == PENDING:
        return Strange(words="The biller is still working on it.")
    refusal = find_refusal(fields, tables) if status == FAILED else None
    if refusal is None:
        return Strange(words="The biller answered with a word or a code that is not known.")
    return Refused(refusal=refusal, our_reference=text(fields, "OurTransactionId"))


def read_status(fields: Fields, tables: Tables, redactor: Redactor) -> Said | NotFound:
    """Return what an answer to a status query says of the order."""
    if text(fields, "Status").upper() == NOT_FOUND:
        return NotFound(words="The biller has not received this reference.")
    return read_payment(fields, tables, redactor)


def find_trouble(fields: Fields, tables: Tables) -> NotFound | NoAnswer | None:
    """Return why a question was not answered, or None when it was."""
    code = text(fields, "Code")
    status = text(fields, "Status").upper()
    if status == NOT_FOUND:
        return NotFound(words=NO_SUCH_ACCOUNT.words)
    if code in _NO_CODE and status != FAILED:
        return None
    refusal = find_refusal(fields, tables)
    if refusal is None:
        return NoAnswer(words="The biller gave a reason that is not known.", fault=Fault.THEIRS)
    if refusal.meaning.fault is Fault.CUSTOMER:
        return NotFound(words=refusal.meaning.words)
    return NoAnswer(words=refusal.meaning.words, fault=refusal.meaning.fault, code=code)


def find_refusal(fields: Fields, tables: Tables) -> Refusal | None:
    """Return what was refused, or None when the biller's tables do not know it."""
    code = text(fields, "Code")
    return tables.find(codes=set() if code in _NO_CODE else {code}, text=text(fields, "Message"))


def _tokens(fields: Fields) -> tuple[str, ...]:
    """Return the tokens of a prepaid meter, as figures only."""
    written = " ".join(fields.get("Token") or ())
    return tuple(token.replace("-", "") for token in written.replace(",", " ").split())
