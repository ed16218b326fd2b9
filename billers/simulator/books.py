"""What was really taken, by whom and when: the truth that others' books are compared with."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from billers.simulator.calls import Call
from billers.simulator.journal import Journal, Line

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Money that was taken from `account`.

    `at` may lie ahead: until then it is on its way, and not to be asked about if it `is_hidden`.
    At core banking the money goes from `account` to `to_account`, and `receipt` is the bank's own
    reference (`FT…`). An entry that `reverses` another one, by its reference, gives money back.
    """

    biller: str
    reference: str
    account: str
    amount: Decimal
    currency: str
    receipt: str
    at: datetime
    account_type: str = ""
    invoice_number: str = ""
    bundle_id: str = ""
    to_account: str = ""
    tokens: tuple[str, ...] = ()
    reverses: str = ""
    is_hidden: bool = False

    @classmethod
    def of(cls, call: Call, **more: Any) -> "Entry":
        """Return the entry that a call makes; `more` is what the call does not say."""
        same = {name: getattr(call, name) for name in SAID_BY_THE_CALL}
        return cls(**same, **more)


SAID_BY_THE_CALL = (
    "biller reference account amount currency account_type invoice_number bundle_id to_account"
    " reverses"
).split()


class Books:
    """The entries of all billers and of core banking, remembered by a journal."""

    def __init__(self, journal: Journal, now: Clock) -> None:
        """Begin with what the journal remembers."""
        self.now = now
        self._journal = journal
        self._entries: dict[str, list[Entry]] = defaultdict(list)
        self._firsts: dict[tuple[str, str], Entry] = {}
        self._reversals: dict[tuple[str, str], Entry] = {}
        self._counts: Counter[tuple[str, str]] = Counter()
        self._moved: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self._on_their_way: list[Entry] = []
        for line in journal.lines():
            self._keep(_entry(line))

    @contextmanager
    def at_one_moment(self) -> Iterator[None]:
        """Let the books' clock stand still, so that all that is read or written is of one moment.

        What is on its way arrives as time goes by: without this, one sum could have a transfer and
        the next one not. Nothing may wait inside, as others would be held to the same moment.
        """
        clock, moment = self.now, self.now()
        self.now = lambda: moment
        try:
            yield
        finally:
            self.now = clock

    def enter(self, entry: Entry) -> None:
        """Write an entry down; the books have it once this returns."""
        self._journal.append({"book": entry.biller, "entry": entry})
        self._keep(entry)

    def find(self, biller: str, reference: str) -> Entry | None:
        """Return the first entry with a reference of the client's, on its way or taken."""
        return self._firsts.get((biller, reference))

    def find_seen(self, biller: str, reference: str) -> Entry | None:
        """Return what `find` does, unless it is on its way and hidden until it is taken."""
        found = self.find(biller, reference)
        return None if found and found.is_hidden and not self.is_taken(found) else found

    def reversal_of(self, entry: Entry) -> Entry | None:
        """Return the entry that gave the money back, if there is one."""
        return self._reversals.get((entry.biller, entry.reference))

    def is_taken(self, entry: Entry) -> bool:
        """Tell whether an entry is no longer on its way."""
        return entry.at <= self.now()

    def taken(self, biller: str) -> list[Entry]:
        """Return what was taken until now, in the order of arrival."""
        return [entry for entry in self._entries[biller] if self.is_taken(entry)]

    def count(self, biller: str, account: str = "") -> int:
        """Return how many entries there are, taken and on their way."""
        return self._counts[biller, account] if account else len(self._entries[biller])

    def accounts(self, biller: str) -> list[str]:
        """Return the accounts that money moved on until now."""
        self._settle()
        return sorted(account for book, account in self._moved if book == biller)

    def moved(self, biller: str, account: str) -> Decimal:
        """Return how much came in on an account until now, less what went out."""
        self._settle()
        return self._moved.get((biller, account), Decimal(0))

    def leaving(self, biller: str, account: str) -> Decimal:
        """Return how much is on its way from an account."""
        mine = (biller, account)
        ahead = (entry for entry in self._on_their_way if not self.is_taken(entry))
        return sum((e.amount for e in ahead if (e.biller, e.account) == mine), Decimal(0))

    def forget(self) -> None:
        """Empty the books, and the journal."""
        self._journal.forget()
        for kept in (self._entries, self._firsts, self._reversals, self._counts, self._moved):
            kept.clear()
        self._on_their_way.clear()

    def _keep(self, entry: Entry) -> None:
        self._entries[entry.biller].append(entry)
        if entry.reference:
            self._firsts.setdefault((entry.biller, entry.reference), entry)
        self._counts[entry.biller, entry.account] += 1
        if entry.reverses:
            self._reversals[entry.biller, entry.reverses] = entry
        self._on_their_way.append(entry)
        self._settle()

    def _settle(self) -> None:
        """Let what has arrived count on its accounts."""
        for entry in [entry for entry in self._on_their_way if self.is_taken(entry)]:
            self._on_their_way.remove(entry)
            amount = -entry.amount if entry.reverses else entry.amount
            self._moved[entry.biller, entry.account] -= amount
            if entry.to_account:
                self._moved[entry.biller, entry.to_account] += amount


def _entry(line: Line) -> Entry:
    fields = line["entry"]
    return Entry(
        **{
            **fields,
            "amount": Decimal(fields["amount"]),
            "at": datetime.fromisoformat(fields["at"]),
            "tokens": tuple(fields["tokens"]),
        }
    )
