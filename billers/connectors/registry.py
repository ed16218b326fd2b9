"""Finding connectors: every module in `providers/` is a biller, and nothing else is.

A module is named after its biller type in lower case, and has one class for each dialect.
"""

import functools
import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from billers.connectors import providers
from billers.connectors.connector import Connector
from billers.connectors.contract import Dialect, Settings

Key: TypeAlias = tuple[str, Dialect]


class NoSuchConnector(LookupError):
    """No biller of this type speaks this dialect; the message names those that are there."""


class ProviderIsMisplaced(TypeError):
    """A file in `providers/` has no connector, or one that is not named after the file."""


@functools.cache
def all_connectors() -> Mapping[Key, type[Connector]]:
    """Return every connector by biller type and dialect, in the order of the file names."""
    return {
        (connector.biller_type, connector.dialect): connector
        for module in pkgutil.iter_modules(providers.__path__)
        for connector in _connectors_in(module.name)
    }


def find_connector(biller_type: str, dialect: Dialect | str) -> type[Connector]:
    """Return the connector of a biller for a dialect; the type may be written in any case.

    :raises NoSuchConnector: if there is none
    """
    for (known_type, known_dialect), connector in all_connectors().items():
        if known_type == biller_type.upper() and known_dialect == dialect:
            return connector
    known = ", ".join(f"{biller} over {dialect}" for biller, dialect in all_connectors())
    raise NoSuchConnector(f"{biller_type} over {dialect} is not known. There are {known}.")


def connect(biller_type: str, settings: Settings) -> Connector:
    """Return a connector that is ready to be asked; nothing is connected until it is.

    :raises NoSuchConnector: if no biller of this type speaks the configured dialect
    :raises SettingsAreUnfinished: if the configuration lacks something
    """
    return find_connector(biller_type, settings.dialect)(settings=settings)


def dialects_of(biller_type: str) -> tuple[Dialect, ...]:
    """Return the dialects that a biller can be reached by."""
    return tuple(dialect for known, dialect in all_connectors() if known == biller_type.upper())


def _connectors_in(name: str) -> Iterator[type[Connector]]:
    module = importlib.import_module(f"{providers.__name__}.{name}")
    found = [
        thing
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, Connector)
        and thing.__module__ == module.__name__
        and hasattr(thing, "dialect")
    ]
    if not found or {connector.biller_type for connector in found} != {name.upper()}:
        raise ProviderIsMisplaced(
            f"{module.__name__} must have connectors of the biller type {name.upper()}."
        )
    yield from found
