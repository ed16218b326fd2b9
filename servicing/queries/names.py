"""Finding customers by name, in spite of typos, among millions and in a few milliseconds.

# Note [How a name is found]
Three ways are tried, each only while there is room for more.

1. As typed: first and last name, in either order, begin so.
2. With one letter wrong, missing, too many or swapped with the next. A word differs so from a few
   hundred others, and an index of names is asked for all of these at once. That takes the same
   time however many customers there are, unlike asking for whatever is alike.
3. When nobody was found: whoever shares enough trigrams, as with several typos, or a blank left
   out. A bounded number of candidates is ranked.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from typing import Any, NamedTuple

from django.db import connection, transaction

from servicing.models import Customer

MOST_WORDS = 4
MOST_CANDIDATES = 500
SHORTEST_WITH_TYPO, LONGEST_WITH_TYPO = 3, 20
LETTERS = "abcdefghijklmnopqrstuvwxyz'-"
ALIKE_ENOUGH = {"similarity": 0.4, "word_similarity": 0.5}
_WILD = re.compile(r"([\\%_])")
# As the indexes have them: in the order of code points, which prefixes can be looked up in.
_COLUMNS = {name: f'lower({name}_name) collate "C"' for name in ("first", "last")}


class _Way(NamedTuple):
    """One way to read the words: SQL for each of the columns, and what its placeholders mean."""

    conditions: dict[str, str]
    parameters: tuple[Any, ...]


def find_by_name(text: str, *, limit: int) -> list[Customer]:
    """Return customers whose names are like the text, the likest first, without tombstones.

    At most four queries.
    """
    words = text.lower().split()[:MOST_WORDS]
    readings = list(_readings(words))
    found = _first_of([_as_typed(reading) for reading in readings], limit)
    if len(found) < limit:
        mistyped = [way for reading in readings for way in _with_one_typo(reading)]
        found |= {pk: row for pk, row in _first_of(mistyped, limit).items() if pk not in found}
    return list(found.values())[:limit] or _alike(" ".join(words), len(words), limit)


def _readings(words: Sequence[str]) -> Iterator[dict[str, str]]:
    """Yield which of the words may be the first and which the last name."""
    if len(words) == 1:
        yield {"first": words[0]}
        yield {"last": words[0]}
    for place in range(1, len(words)):
        front, back = " ".join(words[:place]), " ".join(words[place:])
        yield {"first": front, "last": back}
        yield {"first": back, "last": front}


def _as_typed(reading: dict[str, str]) -> _Way:
    return _Way(
        dict.fromkeys(reading, "like %s"), tuple(_beginning(word) for word in reading.values())
    )


def _with_one_typo(reading: dict[str, str]) -> Iterator[_Way]:
    """Yield the ways in which one of the names is mistyped, and the other one begins as typed."""
    for mistyped, word in reading.items():
        if SHORTEST_WITH_TYPO <= len(word) <= LONGEST_WITH_TYPO:
            yield _Way(
                {name: "= any(%s)" if name == mistyped else "like %s" for name in reading},
                tuple(
                    sorted(_one_typo_from(word)) if name == mistyped else _beginning(other)
                    for name, other in reading.items()
                ),
            )


def _one_typo_from(word: str) -> set[str]:
    """Return all words from which this one differs by one letter."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    return {
        *(front + back[1:] for front, back in cuts if back),
        *(front + back[1] + back[0] + back[2:] for front, back in cuts if len(back) > 1),
        *(front + letter + back[1:] for front, back in cuts if back for letter in LETTERS),
        *(front + letter + back for front, back in cuts for letter in LETTERS),
    } - {word}


def _beginning(word: str) -> str:
    return _WILD.sub(r"\\\1", word) + "%"


def _first_of(ways: Sequence[_Way], limit: int) -> dict[str, Customer]:
    """Return the first customers found by any of the ways, taken in turns, in one query."""
    if not ways:
        return {}
    rows = Customer.objects.raw(
        " union all ".join(_select(number, way, limit) for number, way in enumerate(ways)),
        tuple(chain.from_iterable(way.parameters for way in ways)),
    )
    by_way: list[list[Customer]] = [[] for _ in ways]
    for row in rows:
        by_way[row.way].append(row)  # type: ignore[attr-defined]
    return {row.pk: row for row in _in_turns(by_way)}


def _select(number: int, way: _Way, limit: int) -> str:
    """Return the query of one way; the order is that of an index, so that it can stop early."""
    conditions = " and ".join(f"{_COLUMNS[name]} {sql}" for name, sql in way.conditions.items())
    names = [*way.conditions, *(name for name in _COLUMNS if name not in way.conditions)]
    order = ", ".join(_COLUMNS[name] for name in names)
    return (
        f"(select *, {number} as way from servicing_customer"  # noqa: S608
        f" where {conditions} and merged_into_id is null"
        f" order by {order}, customer_id limit {limit})"
    )


def _in_turns(groups: Iterable[list[Customer]]) -> Iterator[Customer]:
    for rows in zip_longest(*groups):
        yield from (row for row in rows if row is not None)


def _alike(text: str, words: int, limit: int) -> list[Customer]:
    """Return the customers whose names share the most trigrams with the text.

    A single word is compared with parts of a name, several with all of it.
    """
    function, operator = ("similarity", "%%") if words > 1 else ("word_similarity", "<%%")
    with transaction.atomic(), connection.cursor() as cursor:
        setting = f"pg_trgm.{function}_threshold"
        cursor.execute("select set_config(%s, %s, true)", [setting, str(ALIKE_ENOUGH[function])])
        return list(
            Customer.objects.raw(
                "select * from (select * from servicing_customer"  # noqa: S608
                f" where %s {operator} lower(full_name) and merged_into_id is null"
                f" limit {MOST_CANDIDATES}) as candidate"
                f" order by {function}(%s, lower(full_name)) desc, full_name, customer_id"
                " limit %s",
                [text, text, limit],
            )
        )
