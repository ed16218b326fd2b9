"""The ways in which one text can be written: in markup, in addresses, in JSON, or mixed."""

import re
from html.entities import codepoint2name

_AMP = r"&(?:amp;){0,4}"


def any_writing_of(text: str) -> str:
    """Return a pattern that finds a text, whichever way each of its characters is written."""
    return "".join(f"(?:{'|'.join(_writings(character))})" for character in text)


def _writings(character: str) -> list[str]:
    """Return the patterns of one character: as it is, as a number, by name, and as bytes."""
    number = ord(character)
    octets = character.encode()
    written = [
        rf"\\{{0,4}}{re.escape(character)}",
        rf"{_AMP}#0{{0,6}}{number};",
        rf"(?i:{_AMP}#x0{{0,6}}{number:x};)",
        rf"(?i:\\{{1,4}}u{number:04x})",
        "(?i:" + "".join(f"%{octet:02x}" for octet in octets) + ")",
    ]
    name = {ord("'"): "apos"}.get(number) or codepoint2name.get(number)
    if name:
        written.append(f"{_AMP}{name};")
    if character == " ":
        written.append(r"\+")
    if len(octets) > 1:
        # bytes of one encoding that were taken for another's
        written.append(re.escape(octets.decode("latin-1")))
        written.append(re.escape(octets.decode("cp1252", errors="replace")))
    return written
