"""Looking through an account's postings until all have been seen, and finding one by a reference.

# Note [Not found must mean: is not there]
A posting that is not found may be sent again, so "not found" is said only after every posting in
question was seen. GetTransactions has no pages: it answers with the newest ones up to a limit. The
limit is raised until fewer come than were asked for. A server that stops short of what it says it
has is not believed, and the look-up fails.
"""

import re
from collections.abc import Callable, Iterable

from ledger.answers import Transaction, Transactions
from ledger.client.problems import LedgerUnavailable

LIMITS = (100, 1000)
"""How many are asked for at first, and then; no ledger has to show more at once."""


class TooManyTransactions(LedgerUnavailable):
    """The ledger does not show all of an account's transactions."""

    message = "The ledger does not show all transactions of this account."
    next_step = "Narrow the period, or ask the ledger's operators."


def read_all(ask: Callable[[int], Transactions]) -> tuple[Transaction, ...]:
    """Return all postings; `ask` gets the newest ones, up to the limit that it is given.

    :raises TooManyTransactions: if there are more than can be had
    """
    for limit in LIMITS:
        found = ask(limit)
        is_short = len(found.rows) < limit
        if is_short and (limit == LIMITS[0] or found.total_count <= len(found.rows)):
            return found.rows
    raise TooManyTransactions


def find_mention(rows: Iterable[Transaction], reference: str) -> Transaction | None:
    """Return the posting that carries a reference, as its own or as a word of its texts."""
    as_a_word = re.compile(rf"(?<![\w-]){re.escape(reference)}(?![\w-])")
    mentioned = None
    for row in rows:
        if row.reference_id == reference:
            return row
        texts = (row.description, row.notes or "", *row.metadata.values())
        if mentioned is None and any(as_a_word.search(text) for text in texts):
            mentioned = row
    return mentioned
