"""Faults as they are written on a command line: `slow:seconds=2:next=3`, `lose:rate=0.1`."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ledger.simulator.faults import ALL, MEANINGS, READS, WRITES, Fault, Faults

KEYS_OFF, NONE = "keys-off", "none"


class NotAFault(ValueError):
    """A text names no fault; the message says why."""


def _calls(text: str) -> str:
    if text not in {WRITES, READS, ALL}:
        raise ValueError(text)
    return text


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise ValueError(text)
    return share


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= 3600:
        raise ValueError(text)
    return seconds


def _number(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ValueError(text)
    return int(text)


FIELDS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "next": (_number, "how many more calls it strikes, 1 or more; without it no end"),
    "rate": (_share, "the share of calls that it strikes, 0 to 1; without it all"),
    "seconds": (_seconds, "how long slow waits (usually 2), or stall at most (usually 60)"),
    "account": (str, "only this account, by its id or its number"),
    "marker": (str, "only calls with this text in their notes or reason"),
    "calls": (_calls, f"{WRITES} (as without it), {READS} or {ALL}"),
    "message": (str, "the sentence of a refusal"),
}


def set_faults(faults: Faults, texts: Iterable[str]) -> None:
    """Put into force what the texts say, instead of what was in force before.

    :raises NotAFault: if one of them says nothing; then everything stays as it was
    """
    wanted = [text for text in texts if text != NONE]
    read = [read_fault(text) for text in wanted if text != KEYS_OFF]
    faults.clear()
    faults.honours_keys = KEYS_OFF not in wanted
    for kind, fields in read:
        faults.add(kind, **fields)


def read_fault(text: str) -> tuple[str, dict[str, Any]]:
    """Return the kind and the fields that a text names.

    :raises NotAFault: if it names none
    """
    kind, *parts = text.split(":")
    if kind not in list(MEANINGS):
        known = ", ".join([*MEANINGS, KEYS_OFF, NONE])
        raise NotAFault(f"{kind!r} is no fault: use {known}.")
    fields = {}
    for part in parts:
        name, _, value = part.partition("=")
        if name not in FIELDS:
            raise NotAFault(f"{name!r} in {text!r} is not known: use {', '.join(FIELDS)}.")
        read, meaning = FIELDS[name]
        try:
            fields[name] = read(value)
        except ValueError as error:
            raise NotAFault(f"{name}={value} in {text!r} is not possible: {meaning}.") from error
    return kind, fields


def describe(fault: Fault) -> str:
    """Return a fault as it would be written."""
    unlike = {
        name: value
        for name in FIELDS
        if (value := getattr(fault, name)) != getattr(Fault(kind=fault.kind), name)
    }
    return ":".join([fault.kind, *(f"{name}={value}" for name, value in unlike.items())])
