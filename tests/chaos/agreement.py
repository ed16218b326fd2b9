"""Three sets of books laid beside each other: ours, the billers' and core banking's."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.chaos.site import SUSPENSE, PaymentSite

PAYERS = (
    "LWB_POSTPAID", "BWB_POSTPAID", "SRWB_POSTPAID", "SRWB_PREPAID", "MASM", "REGISTER_GENERAL",
    "TNM_BUNDLES",
)  # fmt: skip
LEGS = {"HOLD": "HELD", "PAY": "PAID", "CAPTURE": "MOVED_ON", "RELEASE": "GIVEN_BACK"}
"""The legs in their order, and what is said of one that happened."""
PAYMENTS = """
    select p.number, p.status, p.biller_type, p.amount, p.uses_core_banking, p.debit_account,
        p.owner_id is not null, p.idempotency_key,
        (select count(*) from billers_evidence e where e.transaction_id = p.id),
        (select count(*) from billers_timelineentry t where t.transaction_id = p.id),
        array(select reference || '/' || leg from billers_attempt a
              where a.transaction_id = p.id and not is_resend and leg <> 'QUERY')
    from billers_billertransaction p order by p.id
"""
FIGURES = """
    select status, sum(payments)::int, sum(amount) from billers_dailyfigure
    group by status having sum(payments) <> 0 order by status
"""
COUNTED = """
    select status, count(*)::int, sum(amount) from billers_billertransaction
    group by status order by status
"""


@dataclass(frozen=True, kw_only=True)
class Ours:
    """One payment as Billie knows it; `references` are those of its calls, by leg."""

    number: str
    status: str
    biller: str
    amount: Decimal
    uses_core_banking: bool
    debit_account: str
    has_owner: bool
    key: str
    evidence: int
    moves: int
    references: list[tuple[str, str]]

    def of(self, leg: str) -> list[str]:
        """Return the references of a leg."""
        return [reference for reference, of_leg in self.references if of_leg == leg]


@dataclass(kw_only=True)
class Books:
    """All books at one moment."""

    ours: list[Ours]
    taken: dict[str, Counter[str]] = field(default_factory=dict)
    amounts: dict[str, Decimal] = field(default_factory=dict)
    moved: Counter[str] = field(default_factory=Counter)
    balances: dict[str, Decimal] = field(default_factory=dict)
    is_balanced: bool = True

    def times_paid(self, payment: Ours) -> int:
        """Return how often a biller really took a payment."""
        return sum(self.taken[payment.biller][reference] for reference in payment.of("PAY"))


def read_books(site: PaymentSite) -> Books:
    """Return all books as they are now."""
    books = Books(ours=[_ours(row) for row in site.all(PAYMENTS)])
    for biller in PAYERS:
        entries = site.billers.payments(biller.lower())
        books.taken[biller] = Counter(entry["reference"] for entry in entries)
        books.amounts |= {entry["reference"]: Decimal(entry["amount"]) for entry in entries}
    bank = site.billers.book("core_banking")
    books.moved = Counter(entry["reference"] for entry in bank["payments"])
    books.is_balanced = bank["is_balanced"]
    books.balances = {
        account: Decimal(row["now"]) - Decimal(row["opening"])
        for account, row in bank["accounts"].items()
    }
    return books


def disagreements(books: Books) -> list[str]:
    """Return every way in which the books differ, each as a sentence; none is right."""
    found = [*_strangers(books), *_twice(books)]
    for payment in books.ours:
        found += _at_the_biller(payment, books)
        found += _at_the_bank(payment, books)
        found += _unexplained(payment)
    if not books.is_balanced:
        found.append("Core banking's accounts do not add up.")
    return found


def held(books: Books) -> Decimal:
    """Return the money that waits in suspense."""
    return books.balances.get(SUSPENSE, Decimal(0))


def unknown(books: Books) -> list[Ours]:
    """Return the payments that nobody knows of."""
    return [payment for payment in books.ours if payment.status == "UNKNOWN"]


def truth(payment: Ours, books: Books) -> str:
    """Return what people read in the books of the leg that nobody knows of, the latest."""
    leg = next(leg for leg in reversed(LEGS) if payment.of(leg))
    happened = any(books.moved[reference] for reference in payment.of(leg))
    if leg == "PAY":
        happened = books.times_paid(payment) > 0
    return LEGS[leg] if happened else f"NOT_{LEGS[leg]}"


def _ours(row: tuple[Any, ...]) -> Ours:
    *plain, references = row
    names = list(Ours.__dataclass_fields__)
    split = [tuple(text.split("/")) for text in references]
    return Ours(**dict(zip(names, [*plain, split], strict=True)))


def _strangers(books: Books) -> Iterator[str]:
    ours = {reference for payment in books.ours for reference, _ in payment.references}
    for reference in {*books.moved, *_all(books.taken.values())} - ours:
        yield f"{reference} is in their books and not in ours."


def _twice(books: Books) -> Iterator[str]:
    for book in (*books.taken.values(), books.moved):
        for reference, times in book.items():
            if times > 1:
                yield f"{reference} was accepted {times} times."


def _at_the_biller(payment: Ours, books: Books) -> Iterator[str]:
    times = books.times_paid(payment)
    allowed = {"COMPLETED": {1}, "UNKNOWN": {0, 1}}.get(payment.status, {0})
    if times not in allowed:
        yield f"{payment.number} is {payment.status} and was taken {times} times."
    amounts = {books.amounts.get(reference, payment.amount) for reference in payment.of("PAY")}
    if amounts - {payment.amount}:
        yield f"{payment.number} is {payment.amount} and {amounts} was taken."


def _at_the_bank(payment: Ours, books: Books) -> Iterator[str]:
    if not payment.uses_core_banking:
        return
    gone = -books.balances.get(payment.debit_account, Decimal(0))
    captured = sum(books.moved[reference] for reference in payment.of("CAPTURE"))
    allowed = {"COMPLETED": {payment.amount}, "UNKNOWN": {payment.amount, Decimal(0)}}
    if books.times_paid(payment):
        allowed["UNKNOWN"] = {payment.amount}
    if gone not in allowed.get(payment.status, {Decimal(0)}):
        yield f"{payment.number} is {payment.status}, and {gone} is gone from the customer."
    if captured != 1 and payment.status == "COMPLETED":
        yield f"{payment.number} is paid and was moved on {captured} times."


def _unexplained(payment: Ours) -> Iterator[str]:
    if payment.status in {"PENDING", "PROCESSING"}:
        yield f"{payment.number} was forgotten as {payment.status}."
    if payment.status == "UNKNOWN" and not (payment.has_owner and payment.evidence):
        yield f"{payment.number} is unknown without owner or evidence."
    if not payment.moves:
        yield f"{payment.number} has no story."


def _all(books: Iterable[Counter[str]]) -> set[str]:
    return {reference for book in books for reference in book}
