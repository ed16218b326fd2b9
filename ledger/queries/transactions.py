"""An account's transactions, a page at a time, newest first.

# Note [Pages over a call that has none]
GetTransactions answers with the newest transactions up to a limit. A page is cut out of that
answer behind the transaction that the page before ended with, so what is posted in the meantime
moves no row from one page to another: nothing is skipped and nothing shown twice. A ledger need
not show more than a thousand at once; what lies beyond is reached by narrowing the period.
"""

from dataclasses import dataclass
from datetime import date

from django.core import signing

from billie.web.keyset import DEFAULT_LIMIT, CursorNotValid, Page
from ledger.answers import Transaction, Transactions, TransactionType
from ledger.client import get_client

MOST = 1000
NEW_MEANWHILE = 20
"""So many new transactions between two pages cost no second question."""

AFTER, BEFORE = "after", "before"


class PeriodTooLong(Exception):
    """The ledger shows the thousand newest transactions of a period, and this page lies beyond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionFilters:
    """How the list can be narrowed: by kind, and by business days, both included."""

    type: TransactionType | None = None
    from_date: date | None = None
    to_date: date | None = None

    @property
    def are_set(self) -> bool:
        """Whether the list is narrowed at all."""
        return any((self.type, self.from_date, self.to_date))


@dataclass(frozen=True, slots=True)
class _Place:
    """A side of a transaction, which was the `seen`th of the list when the page was made."""

    side: str
    transaction_id: str
    seen: int


def page_transactions(
    *,
    loan_account_id: str,
    filters: TransactionFilters,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[Transaction]:
    """Return a page of an account's transactions, the newest first.

    :raises CursorNotValid: if the cursor was changed, or made for another list
    :raises PeriodTooLong: if the page lies beyond what the ledger shows
    :raises LedgerProblem: if the ledger does not know the account or cannot be asked
    """
    salt = f"billie.ledger.transactions:{loan_account_id}:{filters}"
    place = _read(cursor, salt)
    rows, has_more = _rows_around(place, loan_account_id, filters, limit)
    begin, end = _bounds(place, rows, limit, has_more=has_more)
    page = list(rows[begin:end])
    has_next = bool(page) and (len(rows) > end or has_more)
    return Page(
        rows=page,
        next_cursor=_cursor(_Place(AFTER, page[-1].transaction_id, end), salt)
        if has_next
        else None,
        previous_cursor=_cursor(_Place(BEFORE, page[0].transaction_id, begin + 1), salt)
        if page and begin
        else None,
    )


def _rows_around(
    place: _Place | None, loan_account_id: str, filters: TransactionFilters, limit: int
) -> tuple[tuple[Transaction, ...], bool]:
    """Return the newest transactions, down to a place and a page further, and if more exist."""
    wanted = limit + 1 if place is None else place.seen + limit + 1 + NEW_MEANWHILE
    for most in (min(wanted, MOST), MOST):
        found = _ask(loan_account_id, filters, most)
        index = -1 if place is None else _index(found.rows, place.transaction_id)
        is_whole = len(found.rows) < most
        if is_whole or (index is not None and index + 1 + limit < len(found.rows)):
            break
    is_capped = found.total_count > len(found.rows) and not filters.are_set
    return found.rows, not is_whole or is_capped


def _ask(loan_account_id: str, filters: TransactionFilters, limit: int) -> Transactions:
    return get_client().get_transactions(
        loan_account_id=loan_account_id,
        limit=limit,
        from_date=filters.from_date,
        to_date=filters.to_date,
        type=filters.type,
    )


def _bounds(
    place: _Place | None, rows: tuple[Transaction, ...], limit: int, *, has_more: bool
) -> tuple[int, int]:
    """Return where in the rows the page begins and ends."""
    if place is None:
        return 0, min(limit, len(rows))
    index = _index(rows, place.transaction_id)
    if index is not None and place.side == BEFORE:
        return max(0, index - limit), index
    if index is not None and (index + 1 < len(rows) or not has_more):
        return index + 1, min(index + 1 + limit, len(rows))
    if has_more:
        raise PeriodTooLong(
            f"The ledger shows the {len(rows):,} newest transactions of a period, not more."
        )
    raise CursorNotValid("This place in the list is not known any more. Begin at the first page.")


def _index(rows: tuple[Transaction, ...], transaction_id: str) -> int | None:
    places = (at for at, row in enumerate(rows) if row.transaction_id == transaction_id)
    return next(places, None)


def _cursor(place: _Place, salt: str) -> str:
    return signing.dumps([place.side, place.transaction_id, place.seen], salt=salt, compress=True)


def _read(cursor: str | None, salt: str) -> _Place | None:
    if not cursor:
        return None
    try:
        return _Place(*signing.loads(cursor, salt=salt))
    except signing.BadSignature as error:
        raise CursorNotValid(
            "This place in the list is not known. Begin again at the first page."
        ) from error
