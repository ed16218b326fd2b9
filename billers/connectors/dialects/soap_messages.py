"""Writing and reading the messages of one WSDL; the network is elsewhere.

zeep writes and reads them, and checks no types; so what is written and what came is also checked
against the schema in the WSDL. The WSDLs are ours and nothing is ever fetched.
"""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import zeep
import zeep.helpers
from lxml import etree

from billers.connectors.dialects.xml_reading import (
    Element,
    children_of,
    find_child,
    name_of,
    read_xml,
)
from billers.connectors.verdicts import Unreadable
from billers.connectors.wire import Answer
from billers.connectors.wire.paths import ValueDoesNotFit

WSDL_FOLDER = Path(__file__).parent.parent / "wsdl"
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
SCHEMA = "http://www.w3.org/2001/XMLSchema"


class NothingIsFetched(RuntimeError):
    """A WSDL pointed to another document; ours stand alone."""


class _OwnDocuments:
    """Stands where zeep's transport would be: hands out our own WSDLs, and calls nobody."""

    def load(self, url: str) -> bytes:
        """Return one of our own documents.

        :raises NothingIsFetched: for any other
        """
        path = Path(url)
        if path.parent != WSDL_FOLDER:
            raise NothingIsFetched(url)
        return path.read_bytes()

    def post_xml(self, *anything: object) -> NoReturn:
        """Refuse: requests go over the wire that says how far they came.

        :raises NothingIsFetched: always
        """
        raise NothingIsFetched("zeep writes and reads messages; it sends none.")


class Messages:
    """The messages of one WSDL. It is built once a process, and threads may share it."""

    def __init__(self, wsdl: str) -> None:
        """Read one of our WSDLs."""
        self._client = zeep.Client(
            str(WSDL_FOLDER / wsdl),
            transport=_OwnDocuments(),
            settings=zeep.Settings(forbid_dtd=True, forbid_entities=True, forbid_external=True),
        )
        self._binding = self._client.service._binding
        document = etree.parse(str(WSDL_FOLDER / wsdl))
        schema = next(iter(document.iter(f"{{{SCHEMA}}}schema")))
        # written and read again, so that it has the namespaces that the WSDL around it declares
        self._schema = etree.XMLSchema(etree.fromstring(etree.tostring(schema)))

    def action_of(self, operation: str) -> str:
        """Return the SOAPAction of an operation."""
        return str(self._binding.get(operation).soapaction)

    def write(self, operation: str, fields: Mapping[str, Any]) -> bytes:
        """Return the envelope of a request; fields that are empty are left out.

        :raises ValueDoesNotFit: if the schema does not take it
        """
        given = {name: value for name, value in fields.items() if value != ""}
        try:
            envelope = self._client.create_message(self._client.service, operation, **given)
        except zeep.exceptions.ValidationError:
            raise ValueDoesNotFit("The order lacks what the biller's schema asks for.") from None
        if not self._schema.validate(_content_of(envelope)):
            raise ValueDoesNotFit("The order does not fit the biller's schema.")
        return etree.tostring(envelope, encoding="UTF-8", xml_declaration=True)

    def read(self, operation: str, answer: Answer) -> Mapping[str, Any]:
        """Return the fields of an answer by name; absent ones are None.

        :raises Unreadable: if it is no answer to this operation, or breaks the schema
        """
        envelope = read_xml(answer.body, answer.content_type)
        content = _content_of(envelope)
        if name_of(content) == "Fault":
            raise Unreadable("The biller's server answered with a fault.")
        if name_of(content) != f"{operation}Response" or not self._schema.validate(content):
            raise Unreadable("The answer does not fit the biller's schema.")
        told = self._binding.get(operation).process_reply(envelope)
        return dict(zeep.helpers.serialize_object(told, dict))


@functools.cache
def messages_of(wsdl: str) -> Messages:
    """Return the messages of a WSDL, which is read once a process."""
    return Messages(wsdl)


def _content_of(envelope: Element) -> Element:
    """Return what is in the body of an envelope.

    :raises Unreadable: if it is no envelope, or has not exactly one thing in its body
    """
    if envelope.tag != f"{{{ENVELOPE}}}Envelope":
        raise Unreadable("The answer is no SOAP envelope.")
    body = find_child(envelope, "Body")
    contents = [] if body is None else list(body)
    if len(contents) != 1 or children_of(envelope, "Envelope"):
        raise Unreadable("The answer's envelope has not one body with one content.")
    return contents[0]
