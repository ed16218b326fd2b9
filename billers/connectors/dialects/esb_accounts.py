"""The `account` of the bank's service bus: six attributes, which each biller uses its own way."""

from collections.abc import Mapping
from dataclasses import dataclass

from billers.connectors.contract import Fault, NoAnswer, NotFound
from billers.connectors.dialects.esb_answers import (
    FAILED,
    NOT_FOUND,
    SUCCESS,
    find_refusal,
    read_response,
    status_of,
)
from billers.connectors.dialects.xml_reading import Element, find_child, text_of
from billers.connectors.meanings import NO_SUCH_ACCOUNT, Tables
from billers.connectors.verdicts import Unreadable
from billers.connectors.wire import Answer, Redactor

ATTRIBUTES = tuple(f"attribute_{number}" for number in range(1, 7))
NO_SUCH_PAGE = 404


@dataclass(frozen=True, slots=True)
class Found:
    """An account as the bus tells it: its own fields, and facts by the names of their roles."""

    number: str
    name: str
    description: str
    facts: Mapping[str, str]


def read_account(
    answer: Answer, roles: Mapping[str, str], tables: Tables, redactor: Redactor
) -> Found | NotFound | NoAnswer:
    """Return the account in an answer; `roles` say what the attributes are, by their names.

    A missing account is told with the status "not found", with a refusal, or with a web page.

    :raises Unreadable: if it is none of the bus, or says a thing twice
    """
    if answer.http_status == NO_SUCH_PAGE:
        return NotFound(words=NO_SUCH_ACCOUNT.words)
    root = read_response(answer)
    outer = status_of(root)
    account = find_child(root, "account")
    if outer == NOT_FOUND:
        return NotFound(words=NO_SUCH_ACCOUNT.words)
    if outer == FAILED:
        return _refused(root, tables)
    if outer != SUCCESS or account is None:
        raise Unreadable("The bank's service bus answered without an account.")
    return Found(
        number=text_of(account, "number"),
        name=redactor.show(text_of(account, "name")),
        description=redactor.show(text_of(account, "description")),
        facts={
            roles.get(attribute, attribute): redactor.show(text)
            for attribute in ATTRIBUTES
            if (text := text_of(account, attribute))
        },
    )


def _refused(root: Element, tables: Tables) -> NotFound | NoAnswer:
    refusal = find_refusal(root, tables)
    if refusal is None:
        return NoAnswer(
            words="The bank's service bus gave a reason that is not known.", fault=Fault.THEIRS
        )
    if refusal.meaning.fault is Fault.CUSTOMER:
        return NotFound(words=refusal.meaning.words)
    return NoAnswer(words=refusal.meaning.words, fault=refusal.meaning.fault, code=refusal.code)
