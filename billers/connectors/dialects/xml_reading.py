"""Reading markup that somebody else has written: no DTD, no entities, no network, no depth.

Names are compared without their namespaces, and each fact may be said once: what is said twice
is a contradiction.
"""

import re
from collections.abc import Iterator

from lxml import etree

from billers.connectors.verdicts import Unreadable
from billers.connectors.wire.decoding import CannotBeRead, decode

DEEPEST = 40
Element = etree._Element
_DECLARATION = re.compile(r"<\?xml[^>]*\?>")
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def read_xml(body: bytes, content_type: str = "") -> Element:
    """Return the root of an answer.

    :raises Unreadable: if it is no sound XML, or has what no answer needs
    """
    try:
        return read_xml_text(decode(body, content_type))
    except CannotBeRead as why:
        raise Unreadable(f"The answer cannot be read. {why}") from None


def read_xml_text(text: str) -> Element:
    """Return the root of a text.

    :raises Unreadable: if it is no sound XML, or has what no answer needs
    """
    # looked for before anything is parsed: parsers expand entities in attributes on their own
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Unreadable("The answer brings a document type, which no answer needs.")
    parser = etree.XMLParser(
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        # the text is decoded already: what its declaration says of its encoding is over
        root = etree.fromstring(_without_declaration(text).encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unreadable("The answer is no sound XML.") from None
    if _is_deeper(root, DEEPEST):
        raise Unreadable("The answer is nested deeper than any answer is.")
    return root


def name_of(element: Element) -> str:
    """Return an element's name without its namespace."""
    return etree.QName(element).localname


def children_of(element: Element, name: str) -> list[Element]:
    """Return the children of a name."""
    return [child for child in _elements(element) if name_of(child) == name]


def find_child(element: Element, name: str) -> Element | None:
    """Return the only child of a name, or None; one that is marked as nil is not there.

    :raises Unreadable: if there are several
    """
    found = children_of(element, name)
    if len(found) > 1:
        raise Unreadable(f"The answer says {name} more than once.")
    if not found or found[0].get(_NIL) in ("true", "1"):
        return None
    return found[0]


def text_of(element: Element, name: str) -> str:
    """Return the text of the only child of a name, without space around it; empty if not there.

    :raises Unreadable: if there are several, or it is no text
    """
    child = find_child(element, name)
    if child is None:
        return ""
    if len(child):
        raise Unreadable(f"The answer's {name} is no text.")
    return (child.text or "").strip()


def _without_declaration(text: str) -> str:
    """Return a text without what it begins with; looked for at the beginning alone."""
    plain = text.strip()
    declaration = _DECLARATION.match(plain)
    return plain[declaration.end() :].lstrip() if declaration else plain


def _elements(element: Element) -> Iterator[Element]:
    return (child for child in element if isinstance(child.tag, str))


def _is_deeper(root: Element, deepest: int) -> bool:
    level = [root]
    for _ in range(deepest):
        level = [child for element in level for child in element]
        if not level:
            return False
    return True
