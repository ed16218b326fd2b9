"""Saving what changed: a row of sixty columns and many indexes is written as often as it moves."""

from copy import deepcopy
from functools import cache
from typing import Any

from django.db import models


class SavesChanges(models.Model):
    """A model whose `save` writes the columns that differ from what was read or written last.

    Only for rows that are changed under a lock: whoever writes without one would not notice that
    somebody else changed another column meanwhile. Told which columns to write, `save` obeys.
    """

    class Meta:
        abstract = True

    _kept: dict[str, Any] | None = None

    def save(self, *args: Any, **more: Any) -> None:
        """Write what changed; a new row is written whole."""
        if args or more or self._kept is None or self._state.adding:
            super().save(*args, **more)
        elif changed := self._changed(self._kept):
            super().save(update_fields=changed)
        self._keep()

    @classmethod
    def from_db(cls, *row: Any, **more: Any) -> Any:
        """Return the row as an object, and keep what was read."""
        found: Any = super().from_db(*row, **more)
        found._keep()
        return found

    def refresh_from_db(self, *args: Any, **more: Any) -> None:
        """Read the row again, and keep what was read."""
        super().refresh_from_db(*args, **more)
        self._keep()

    def _keep(self) -> None:
        values = self.__dict__
        self._kept = dict(values)
        for name in _nested(type(self)):
            if name in values:
                self._kept[name] = deepcopy(values[name])

    def _changed(self, kept: dict[str, Any]) -> list[str]:
        values = self.__dict__
        return [
            name
            for name in _columns(type(self))
            if name in values and (name not in kept or values[name] != kept[name])
        ]


@cache
def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _nested(model: type[models.Model]) -> tuple[str, ...]:
    """Return the columns whose values can be changed in place."""
    fields = model._meta.concrete_fields
    return tuple(field.attname for field in fields if isinstance(field, models.JSONField))
