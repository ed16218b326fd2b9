"""Saving what changed: a row of sixty columns and many indexes is written as often as it moves."""

from collections.abc import Iterable
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
            self._keep(more.get("update_fields"))
        elif changed := self._changed(self._kept):
            super().save(update_fields=changed)
            self._keep(changed)

    @classmethod
    def from_db(cls, *row: Any, **more: Any) -> Any:
        """Return the row as an object, and keep what was read."""
        found: Any = super().from_db(*row, **more)
        found._keep()
        return found

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: Any = None,
    ) -> None:
        """Read the row again, or some of its columns, and keep what was read."""
        names = None if fields is None else list(fields)
        super().refresh_from_db(using=using, fields=names, from_queryset=from_queryset)
        self._keep(names)

    def _keep(self, names: Iterable[str] | None = None) -> None:
        """Remember what the database has: of these fields, or of all."""
        values, columns = self.__dict__, _columns(type(self))
        if names is None or self._kept is None:
            self._kept = dict(values)
            read = columns
        else:
            read = tuple(_attname(type(self), name) for name in names)
            self._kept.update((name, values[name]) for name in read if name in values)
        for name in _nested(type(self)):
            if name in read and name in values:
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
def _attname(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.attname)


@cache
def _nested(model: type[models.Model]) -> tuple[str, ...]:
    """Return the columns whose values can be changed in place."""
    fields = model._meta.concrete_fields
    return tuple(field.attname for field in fields if isinstance(field, models.JSONField))
