"""What a fault makes of an answer that was good."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import replace

from lxml import etree

from billers.simulator.exchange import HTML, Answer, Request, html_page
from billers.simulator.faults import Fault, Spoiled

HUGE = 50_000_000
DEPTH = 100_000
LAUGHS = 12


def spoil(answer: Answer, fault: Fault, request: Request) -> Answer:
    """Return what is left of an answer."""
    if fault.body:
        answer = _SPOILERS[fault.body](answer)
    location = "/" + "/".join(request.segments) if fault.status == 307 else ""
    status = fault.status or answer.status
    return replace(answer, status=status, ending=fault.ending, location=location)


def _garbage(answer: Answer) -> Answer:
    return replace(answer, body=b"\x00\xfe\xff%PDF<<respon" + bytes(range(128, 256)))


def _empty(answer: Answer) -> Answer:
    return replace(answer, body=b"")


def _page(answer: Answer) -> Answer:
    body = html_page(200, "Service temporarily unavailable").body
    return replace(answer, body=body, content_type=HTML)


def _dtd(answer: Answer) -> Answer:
    return _with_document_type(answer, '<!ENTITY word "success">', "")


def _entities(answer: Answer) -> Answer:
    grow = "".join(
        f'<!ENTITY laugh{level} "{f"&laugh{level - 1};" * 10}">' for level in range(1, LAUGHS)
    )
    read = '<!ENTITY file SYSTEM "file:///etc/hostname">'
    inside = f"<attachment>&laugh{LAUGHS - 1};&file;</attachment>"
    return _with_document_type(answer, f'<!ENTITY laugh0 "ha">{grow}{read}', inside)


def _with_document_type(answer: Answer, declarations: str, inside: str) -> Answer:
    head, _, rest = answer.body.decode().rpartition("?>")
    rest, mark, end = rest.strip().rpartition("</")
    doctype = f"{'?>' if head else ''}<!DOCTYPE response [{declarations}]>"
    text = f"{head}{doctype}{rest}{inside}{mark}{end}"
    return replace(answer, body=text.encode())


def _huge(answer: Answer) -> Answer:
    return replace(answer, padding=HUGE - len(answer.body))


def _deep(answer: Answer) -> Answer:
    return replace(answer, body=b"<a>" * DEPTH + answer.body + b"</a>" * DEPTH)


def _encoding(answer: Answer) -> Answer:
    """Return the answer in Latin-1 with a letter that UTF-8 does not write so."""
    text = answer.body.decode().replace("</", "\xe9</", 1)
    return replace(answer, body=text.encode("latin-1"))


def _doubled(answer: Answer) -> Answer:
    """Return an answer that tells its innermost part two times; JSON simply comes twice."""
    if not answer.body.startswith(b"<"):
        return replace(answer, body=answer.body * 2)
    root = etree.fromstring(answer.body)
    inner = [part for part in root.iter() if len(part) and part is not root]
    if inner and (parent := inner[-1].getparent()) is not None:
        parent.append(copy.deepcopy(inner[-1]))
    return replace(answer, body=etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


_SPOILERS: Mapping[Spoiled, Callable[[Answer], Answer]] = {
    Spoiled.GARBAGE: _garbage,
    Spoiled.EMPTY: _empty,
    Spoiled.PAGE: _page,
    Spoiled.DTD: _dtd,
    Spoiled.ENTITIES: _entities,
    Spoiled.HUGE: _huge,
    Spoiled.DEEP: _deep,
    Spoiled.ENCODING: _encoding,
    Spoiled.DOUBLED: _doubled,
}
