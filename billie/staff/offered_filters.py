"""Lists in the admin proper are narrowed by the filters beside them and by nothing else."""

from typing import Any, ClassVar

from django.http import HttpRequest

LOOKUPS = ("", "__exact", "__id__exact", "__isnull")
"""What Django's filters of choices, switches and relations write into the address."""


class OfferedFilters:
    """Of an admin: refuses (400) lookups that no filter of its list offers.

    Django allows any lookup of a table's own columns, so also of those that the list leaves out:
    one could guess at a hidden key letter by letter. And some cannot be answered: a bad regular
    expression, or NUL, which PostgreSQL has not.
    """

    list_filter: ClassVar[Any]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Return whether a lookup belongs to a filter and its value can be looked for."""
        offered = {f"{name}{lookup}" for name in self.list_filter for lookup in LOOKUPS}
        return lookup in offered and "\0" not in str(value)
