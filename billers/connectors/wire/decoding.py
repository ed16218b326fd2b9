"""From the bytes of an answer to the text of it: which encodings are read, and which are not."""

import codecs
import re

_DECLARED = re.compile(rb"\s{0,99}<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]{1,40})", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
READ = frozenset("utf-8 utf-8-sig utf-16 utf-16-le utf-16-be ascii iso8859-1 cp1252".split())
"""Encodings that are read. Others, such as UTF-7 and EBCDIC, hide what is in a text."""


class CannotBeRead(ValueError):
    """The bytes are no text in an encoding that is read; the message is safe to show."""


def decode(body: bytes, content_type: str = "") -> str:
    """Return a body as text: by its byte order mark, its declaration, its header, or as UTF-8.

    :raises CannotBeRead: if it is in another encoding than it says, or in one that is not read
    """
    name = _encoding_of(body, content_type)
    try:
        return body.decode(name).removeprefix("\ufeff")
    except UnicodeError:
        raise CannotBeRead("It is not in the encoding that it says it is in.") from None


def decode_to_keep(body: bytes, content_type: str = "") -> str:
    """Return a body as text to be kept, or a note of its length where nobody could read it."""
    try:
        return decode(body, content_type)
    except CannotBeRead as why:
        if "\0" in body.decode("latin-1") or not _is_read(body, content_type):
            return f"[{len(body)} bytes. {why}]"
        return body.decode("latin-1")


def _encoding_of(body: bytes, content_type: str) -> str:
    """Return Python's name of the encoding of a body.

    :raises CannotBeRead: if it is not one of those that are read
    """
    try:
        name = codecs.lookup(_said_encoding(body, content_type)).name
    except LookupError:
        name = ""
    if name not in READ:
        raise CannotBeRead("It is in an encoding that is not read.")
    return name


def _is_read(body: bytes, content_type: str) -> bool:
    try:
        return bool(_encoding_of(body, content_type))
    except CannotBeRead:
        return False


def _said_encoding(body: bytes, content_type: str) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return encoding
    declared = _DECLARED.match(body)
    if declared:
        return declared.group(1).decode("ascii")
    charset = _CHARSET.search(content_type)
    return charset.group(1) if charset else "utf-8"
