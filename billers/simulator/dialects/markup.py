"""Reading and writing XML: no document types, no entities, nothing from elsewhere."""

from collections.abc import Iterable
from html import escape

from lxml import etree

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


class NotXml(ValueError):
    """A body is not XML that is safe to read."""


def read_xml(body: bytes) -> "etree._Element":
    """Return the root of a document.

    :raises NotXml: if it is not well-formed, or has a document type
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotXml(str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotXml("a document type is not allowed")
    return root


def element(name: str, text: object) -> str:
    """Return an element with text in it."""
    return f"<{name}>{escape(str(text), quote=False)}</{name}>"


def elements(pairs: Iterable[tuple[str, object]]) -> str:
    """Return elements with text in them, one after the other."""
    return "".join(element(name, text) for name, text in pairs)
