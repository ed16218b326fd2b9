"""A model's column for secrets: sealed in the database, never shown by accident in Python."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import orjson
from django.conf import settings
from django.db import models

from billie.vault.envelope import Keyring, read_keyring, seal, unseal


class Secrets(Mapping[str, str]):
    """Some secrets by name. Its repr, and so any log or error page, tells the names alone."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = dict(values or {})

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Secrets({', '.join(sorted(self._values))})"


class SecretsField(models.TextField[Any, Any]):
    """Holds `Secrets`; empty text in the database when there are none.

    What the column is called is bound to the value: copied into another one it does not open.
    """

    description = "Sealed secrets"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", Secrets)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    @property
    def context(self) -> str:
        """What a value of this column is bound to."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def from_db_value(self, value: str | None, *_: object) -> Secrets:
        """Open what the database holds."""
        if not value:
            return Secrets()
        opened = unseal(value, context=self.context, keyring=running_keyring())
        return Secrets(orjson.loads(opened))

    def get_prep_value(self, value: Mapping[str, str] | None) -> str:
        """Seal what is to be stored."""
        if not value:
            return ""
        plain = orjson.dumps(dict(value))
        return seal(plain, context=self.context, keyring=running_keyring())


def running_keyring() -> Keyring:
    """Return the keys that the settings name now."""
    return _keyring(tuple(settings.ENCRYPTION_KEYS))


@cache
def _keyring(written: tuple[str, ...]) -> Keyring:
    return read_keyring(written)
