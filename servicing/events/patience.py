"""The patient way to read a payload: field by field, dropping what is strange with a warning.

A `Plan` is made once for each class from the types of its fields; each kind of `kinds` stands for
one of the readers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from servicing.events import kinds, readers
from servicing.events.doubts import Doubt, Notes
from servicing.events.json_text import as_text, storable, word_for

Read = Callable[[Any, Notes, str], Any]  # value, notes, path of the field; None means absent
IsSound = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Field:
    """How one field is read; `wire` is its name in the payload, `alias` a second one."""

    name: str
    wire: str
    alias: str
    read: Read
    is_required: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """How a class is read: field by field; and what the strict decoder leaves to be checked."""

    cls: type[Any]
    whole: str
    fields: tuple[Field, ...]
    soundness: tuple[tuple[str, IsSound], ...]
    has_json: bool


def build(plan: Plan, raw: dict[str, Any], notes: Notes, path: str = "") -> Any:
    """Return the event, or the part of one at `path`, in a JSON object.

    :raises Doubt: when a field is missing or unusable that it cannot do without
    """
    values: dict[str, Any] = {plan.whole: storable(raw)} if plan.whole else {}
    for field in plan.fields:
        value = raw.get(field.wire)
        if value is None and field.alias:
            value = raw.get(field.alias)
        read = None if value is None else _read(field, value, notes, path)
        if read is not None:
            values[field.name] = read
        elif field.is_required:
            raise Doubt(f"{path}{field.wire} is missing")
    return plan.cls(**values)


def _read(field: Field, value: Any, notes: Notes, path: str) -> Any:
    try:
        return field.read(value, notes, path + field.wire)
    except Doubt as doubt:
        if field.is_required:
            raise Doubt(f"{path}{field.wire}: {doubt}") from doubt
        notes.drop(path + field.wire, doubt)
        return None


@cache
def plan_of(cls: type[Any]) -> Plan:
    """Return how to read a class, from the kinds of its fields."""
    hints = get_type_hints(cls, include_extras=True)
    aliases = getattr(cls, "ALIASES", {})
    fields, soundness, whole, has_json = [], [], "", False
    for field in msgspec.structs.fields(cls):
        kind = _without_none(hints[field.name])
        if kind == kinds.Whole:
            whole, has_json = field.name, True
            continue
        has_json = has_json or kind in (kinds.Json, kinds.Facts)
        alias = aliases.get(field.name, "")
        fields.append(
            Field(field.name, field.encode_name, alias, _reader_of(kind), field.required)
        )
        if is_sound := _soundness_of(kind):
            soundness.append((field.name, is_sound))
    return Plan(cls, whole, tuple(fields), tuple(soundness), has_json)


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        (kind,) = (arg for arg in get_args(hint) if arg is not NoneType)
        return kind
    return hint


def _reader_of(kind: Any) -> Read:
    if kind in _READERS:
        return _READERS[kind]
    if get_origin(kind) is tuple:
        return partial(_read_items, _reader_of(get_args(kind)[0]))
    return partial(_read_part, plan_of(kind))


def _soundness_of(kind: Any) -> IsSound | None:
    if kind in _SOUNDNESS:
        return _SOUNDNESS[kind]
    if get_origin(kind) is tuple and kind not in (kinds.Keys, kinds.Facts):
        return partial(_are_sound, plan_of(get_args(kind)[0]).soundness)
    return None


def _are_sound(soundness: tuple[tuple[str, IsSound], ...], parts: tuple[Any, ...]) -> bool:
    for part in parts:
        for name, is_sound in soundness:
            value = getattr(part, name)
            if value is not None and not is_sound(value):
                return False
    return True


def _quietly(read: Callable[[Any], Any]) -> Read:
    def reader(value: Any, notes: Notes, path: str) -> Any:
        return read(value)

    return reader


def _read_money(value: Any, notes: Notes, path: str) -> Any:
    amount, warning = readers.read_money(value)
    if warning:
        notes.say(f"{path} was {warning}")
    return amount


def _cut_at(length: int) -> Read:
    def read(value: Any, notes: Notes, path: str) -> str:
        text = readers.read_text(value)
        if len(text) > length:
            notes.say(f"{path} was cut to {length} characters")
        return text[:length]

    return read


def _at_most(length: int) -> Read:
    def read(value: Any, notes: Notes, path: str) -> str | None:
        text = readers.read_text(value)
        if len(text) > length:
            raise Doubt(f"longer than {length} characters")
        return text or None

    return read


def _read_prose(value: Any, notes: Notes, path: str) -> str:
    if isinstance(value, dict | list):
        notes.say(f"{path} is {word_for(value)}, kept as text")
    return as_text(value)


def _read_items(read: Read, value: Any, notes: Notes, path: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise Doubt(f"{word_for(value)} is no list")
    items = []
    for place, item in enumerate(value):
        where = f"{path}[{place}]"
        try:
            items.append(read(item, notes, where))
        except Doubt as doubt:
            notes.drop(where, doubt)
    return tuple(items)


def _read_part(plan: Plan, value: Any, notes: Notes, path: str) -> Any:
    if not isinstance(value, dict):
        raise Doubt(f"{word_for(value)} is no object")
    return build(plan, value, notes, f"{path}.")


_READERS: dict[Any, Read] = {
    kinds.Key: _quietly(readers.read_key),
    kinds.Word: _at_most(64),
    kinds.Name: _cut_at(200),
    kinds.Email: _cut_at(320),
    kinds.Phone: _cut_at(50),
    kinds.Link: _at_most(2000),
    kinds.Prose: _read_prose,
    kinds.Money: _read_money,
    kinds.Count: _quietly(readers.read_count),
    kinds.Day: _quietly(readers.read_day),
    kinds.Instant: _quietly(readers.read_instant),
    kinds.Flag: _quietly(readers.read_flag),
    kinds.Json: _quietly(storable),
}
_SOUNDNESS: dict[Any, IsSound] = {
    kinds.Word: bool,  # an empty word says nothing, and is left out
    kinds.Link: bool,
    kinds.Money: readers.is_sound_money,
    kinds.Day: readers.is_sound_day,
    kinds.Instant: readers.is_sound_instant,
}
