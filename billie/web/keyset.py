"""Pages of long lists by key, not by number: page one thousand costs what page one costs.

# Note [Why not OFFSET, and why up to one query a field]
OFFSET reads all rows before the page. A page by key begins where the page before it ended, which
an index finds at once. For fields that all run in one direction and are never NULL, PostgreSQL
does that with one row comparison. Otherwise "after the row (a, b)" is taken apart into ranges
that an index can each begin at: first `a` equal and `b` after, then `a` after. They are asked for
in this order until the page is full, so a page costs one query a field at most, however deep.
NULL stands where PostgreSQL's indexes have it: it counts as the greatest value.

# Note [Keys first, and part by part]
"This or that" is answered by no index in the list's order, so all that match are fetched and
sorted for the sake of one page. Asked part by part, each gives at most a page of bare keys, mostly
from its index alone, and only the rows of the page itself are fetched.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Model, Q, QuerySet, prefetch_related_objects
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

DEFAULT_LIMIT = 50
GREATEST_LIMIT = 200

RowT = TypeVar("RowT")
Json = str | int | float | bool | None


class CursorNotValid(ValueError):
    """A cursor was not made by us, or not for this list; begin at the first page."""


class LimitNotValid(ValueError):
    """A page was asked to be shorter than one row or longer than 200."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[RowT]):
    """Some rows of a list in its order; a cursor is None where there is nothing more."""

    rows: list[RowT]
    next_cursor: str | None
    previous_cursor: str | None


@dataclass(frozen=True, slots=True)
class _Key:
    """One field of the order."""

    name: str
    is_descending: bool
    field: "Field[Any, Any]"
    is_nullable: bool

    def reversed(self) -> "_Key":
        return _Key(self.name, not self.is_descending, self.field, self.is_nullable)


def paginate(
    queryset: "QuerySet[Any, RowT]",
    *,
    order: Sequence[str],
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
    parts: "Sequence[QuerySet[Any, Any]]" = (),
) -> Page[RowT]:
    """Return the page of a queryset that a cursor points to; without a cursor the first page.

    `order` names fields as `order_by` does ("-as_of", "customer_id"), and together they must tell
    any two rows apart. Rows are model instances or the dictionaries of `.values()`, which then
    must contain the fields of the order. One row more than `limit` is read, nothing is counted.
    `parts` are querysets that together hold the rows wanted of `queryset`; see the second note.

    :raises CursorNotValid: if the cursor was changed, or made for another list
    :raises LimitNotValid: if `limit` is not within 1 and 200
    """
    if not 1 <= limit <= GREATEST_LIMIT:
        raise LimitNotValid(f"A page has 1 to {GREATEST_LIMIT} rows, not {limit}.")
    keys = [_key(queryset, name) for name in order]
    salt = _salt(queryset, order)
    is_backward, position = _read_cursor(cursor, keys=keys, salt=salt)
    towards = [key.reversed() for key in keys] if is_backward else keys
    asked = _among(queryset, parts, keys=towards, position=position, limit=limit + 1)
    rows = _rows_after(asked, keys=towards, position=position, limit=limit + 1)
    has_more = len(rows) > limit
    rows = rows[:limit]
    if is_backward:
        rows.reverse()
    has_next = bool(rows) and (has_more or is_backward)
    has_previous = bool(rows) and (has_more if is_backward else position is not None)
    return Page(
        rows=rows,
        next_cursor=_cursor("after", rows[-1], keys=keys, salt=salt) if has_next else None,
        previous_cursor=_cursor("before", rows[0], keys=keys, salt=salt) if has_previous else None,
    )


def _key(queryset: "QuerySet[Any, Any]", name: str) -> _Key:
    """Return what is known of a field of the order: an annotation, or a path over relations."""
    bare = name.removeprefix("-")
    if (annotation := queryset.query.annotations.get(bare)) is not None:
        return _Key(bare, name != bare, annotation.output_field, is_nullable=True)
    model, is_nullable = queryset.model, False
    field: Any = None
    for part in bare.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        if not isinstance(field, Field):
            raise FieldDoesNotExist(f"{bare} is no column to order by")
        is_nullable = is_nullable or field.null
        model = field.related_model or model
    return _Key(bare, name != bare, field, is_nullable)


def _rows_after(
    queryset: "QuerySet[Any, RowT]",
    *,
    keys: Sequence[_Key],
    position: Sequence[Any] | None,
    limit: int,
) -> list[RowT]:
    """Return the first rows after a position, in the order of the keys."""
    ordered = queryset.order_by(
        *(f"-{key.name}" if key.is_descending else key.name for key in keys)
    )
    if position is None:
        return list(ordered[:limit])
    lookups: Any = ordered._prefetch_related_lookups  # type: ignore[attr-defined]
    rows: list[RowT] = []
    for condition in _ranges_after(keys, position):
        rows += ordered.prefetch_related(None).filter(condition)[: limit - len(rows)]
        if len(rows) == limit:
            break
    if lookups and rows:
        prefetch_related_objects(rows, *lookups)  # type: ignore[type-var]
    return rows


def _among(
    queryset: "QuerySet[Any, RowT]",
    parts: "Sequence[QuerySet[Any, Any]]",
    *,
    keys: Sequence[_Key],
    position: Sequence[Any] | None,
    limit: int,
) -> "QuerySet[Any, RowT]":
    """Return a queryset narrowed to what parts hold of the page after a position."""
    if not parts:
        return queryset
    order = [f"-{key.name}" if key.is_descending else key.name for key in keys]
    ranges = [Q()] if position is None else list(_ranges_after(keys, position))
    first, *more = (
        part.filter(condition).order_by(*order).values_list("pk", flat=True)[:limit]
        for part in parts
        for condition in ranges
    )
    return queryset.filter(pk__in=set(first.union(*more, all=True)))


def _ranges_after(keys: Sequence[_Key], position: Sequence[Any]) -> Iterator[Any]:
    """Yield conditions whose rows, one after the other, are all that follows the position."""
    if len({key.is_descending for key in keys}) == 1 and not any(key.is_nullable for key in keys):
        compare = TupleLessThan if keys[0].is_descending else TupleGreaterThan
        yield compare(Tuple(*(key.name for key in keys)), tuple(position))
        return
    for depth in reversed(range(len(keys))):
        same = Q()
        for key, value in zip(keys[:depth], position[:depth], strict=True):
            same &= Q(**{f"{key.name}__isnull": True} if value is None else {key.name: value})
        for beyond in _beyond(keys[depth], position[depth]):
            yield same & beyond


def _beyond(key: _Key, value: Any) -> Iterator[Q]:
    """Yield the ranges of one field that follow a value, NULL being the greatest."""
    if key.is_descending:
        yield Q(**{f"{key.name}__isnull": False} if value is None else {f"{key.name}__lt": value})
    elif value is not None:
        yield Q(**{f"{key.name}__gt": value})
        if key.is_nullable:
            yield Q(**{f"{key.name}__isnull": True})


def _salt(queryset: "QuerySet[Any, Any]", order: Sequence[str]) -> str:
    """Return what ties a cursor to its list, so that it opens no other."""
    return f"billie.keyset:{queryset.model._meta.label_lower}:{','.join(order)}"


def _cursor(side: str, row: Any, *, keys: Sequence[_Key], salt: str) -> str:
    values = [_to_json(_value(row, key.name)) for key in keys]
    return signing.dumps([side, values], salt=salt, compress=True)


def _value(row: Any, name: str) -> Any:
    """Return a row's value of a field; `customer__full_name` is looked for in its relation."""
    if isinstance(row, dict):
        return row[name]
    if hasattr(row, name):
        found = getattr(row, name)
        return found.pk if isinstance(found, Model) else found
    for part in name.split("__"):
        row = getattr(row, part, None)
    return row


def _to_json(value: Any) -> Json:
    """Return a value in the words of JSON, with nothing rounded."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"a list cannot be ordered by {type(value).__name__}")


def _read_cursor(
    cursor: str | None, *, keys: Sequence[_Key], salt: str
) -> tuple[bool, list[Any] | None]:
    """Return whether a cursor leads backward, and the position it holds."""
    if not cursor:
        return False, None
    try:
        side, values = signing.loads(cursor, salt=salt)
        position = [key.field.to_python(text) for key, text in zip(keys, values, strict=True)]
    except (signing.BadSignature, ValidationError, ValueError, TypeError) as error:
        raise CursorNotValid(
            "This place in the list is no longer known. Begin again at the first page."
        ) from error
    return side == "before", position
