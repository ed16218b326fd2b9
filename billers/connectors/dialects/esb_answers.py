"""What an answer of the bank's service bus says: HTTP 200 for success and for failure.

Only the body tells. The outer `status` speaks of the request, the inner one of a transaction, and
only where both say `success`, and nothing else in the answer disagrees, is something paid.
"""

from billers.connectors.dialects.esb_messages import read_message
from billers.connectors.dialects.xml_reading import (
    Element,
    children_of,
    find_child,
    name_of,
    read_xml,
    text_of,
)
from billers.connectors.meanings import NO_SUCH_ACCOUNT, Refusal, Tables
from billers.connectors.verdicts import Paid, Refused, Said, Strange, Unreadable
from billers.connectors.wire import Answer, Redactor

SUCCESS, FAILED, NOT_FOUND = "success", "request failed", "not found"
_INNER_FAILED = frozenset({"failed", FAILED})
_NO_CODE = frozenset({"", "0", "00", "000"})


def read_response(answer: Answer) -> Element:
    """Return the root of an answer.

    :raises Unreadable: if it is none of the bus
    """
    root = read_xml(answer.body, answer.content_type)
    if name_of(root) != "response":
        raise Unreadable("The answer is none of the bank's service bus.")
    return root


def status_of(element: Element) -> str:
    """Return the status word of an answer or of a transaction, in lower case."""
    return text_of(element, "status").casefold()


def find_refusal(element: Element, tables: Tables) -> Refusal | None:
    """Return what a failed request, or a failed transaction, was refused with.

    None says that the biller's tables do not know it. Everything that is said must agree.
    """
    claims = [
        read_message(text)
        for name in ("message", "failure_reason")
        if (text := text_of(element, name))
    ]
    code = text_of(element, "failure_code")
    codes = {} if code in _NO_CODE else {code}
    return tables.find(
        codes=[*codes, *(code for claim in claims for code in claim.codes)],
        text=" ".join(claim.text for claim in claims),
    )


def read_payment(answer: Answer, tables: Tables, redactor: Redactor) -> Said:
    """Return what the answer to a payment says.

    :raises Unreadable: if it is none of the bus, or says a thing twice
    """
    root = read_response(answer)
    outer = status_of(root)
    transaction = find_child(root, "transaction")
    if outer == NOT_FOUND and transaction is None:
        return Refused(refusal=Refusal(code=NOT_FOUND, meaning=NO_SUCH_ACCOUNT))
    if outer not in (SUCCESS, FAILED):
        return Strange(words="The bank's service bus answered with a status that is not known.")
    if transaction is not None:
        return _transaction(root, transaction, outer, tables, redactor)
    refusal = find_refusal(root, tables) if outer == FAILED else None
    if refusal is None:
        return Strange(words="The bank's service bus gave a reason that is not known.")
    return Refused(refusal=refusal)


def _transaction(
    root: Element, transaction: Element, outer: str, tables: Tables, redactor: Redactor
) -> Said:
    inner = status_of(transaction)
    if inner in _INNER_FAILED:
        return _failed(transaction, tables)
    if inner != SUCCESS:
        return Strange(words="The transaction has a status that is not known.")
    if outer != SUCCESS or text_of(root, "message") or _says_failed(transaction):
        return Strange(words="The answer says paid and failed at once.", is_alarm=True)
    if text_of(transaction, "is_third_party_synced").casefold() == "false":
        return Strange(words="The bank has the payment and has not passed it on to the biller.")
    return Paid(
        our_reference=text_of(transaction, "our_transaction_id"),
        account=text_of(transaction, "account_number"),
        amount=text_of(transaction, "amount"),
        currency=text_of(transaction, "currency"),
        their_reference=redactor.show(text_of(transaction, "their_transaction_id")),
        tokens=_tokens(transaction),
    )


def _failed(transaction: Element, tables: Tables) -> Said:
    has_receipt = bool(text_of(transaction, "their_transaction_id"))
    is_passed_on = text_of(transaction, "is_third_party_synced").casefold() == "true"
    if has_receipt or is_passed_on:
        return Strange(words="The answer says failed and paid at once.", is_alarm=True)
    refusal = find_refusal(transaction, tables)
    if refusal is None:
        return Strange(
            words="The transaction failed for a reason that is not known.",
            code=text_of(transaction, "failure_code")[:20],
        )
    return Refused(refusal=refusal, our_reference=text_of(transaction, "our_transaction_id"))


def _says_failed(transaction: Element) -> bool:
    code = text_of(transaction, "failure_code")
    return code not in _NO_CODE or bool(text_of(transaction, "failure_reason"))


def _tokens(transaction: Element) -> tuple[str, ...]:
    """Return the tokens of a prepaid meter, as figures only."""
    written = " ".join(child.text or "" for child in children_of(transaction, "token"))
    return tuple(token.replace("-", "") for token in written.replace(",", " ").split())
