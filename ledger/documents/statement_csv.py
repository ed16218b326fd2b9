"""A statement as CSV: RFC 4180, UTF-8 with the mark by which spreadsheets know it.

Amounts have a decimal point and no thousands separators, days are ISO 8601: so programs and
spreadsheets of every language read them alike.
"""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from ledger.answers import Statement

HEADINGS = ("Date", "Transaction", "Description", "Charge", "Payment", "Balance", "Currency")
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def statement_csv(statement: Statement, *, currency: str) -> bytes:
    """Return a statement as a file: opening balance, one row a line, closing balance."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for row in _rows(statement):
        writer.writerow([*row, currency])
    return text.getvalue().encode("utf-8-sig")


def _rows(statement: Statement) -> Iterator[tuple[str, ...]]:
    opening = _figure(statement.opening_balance)
    yield (statement.period_start.isoformat(), "", "Opening balance", "", "", opening)
    for line in statement.lines:
        yield (
            line.day.isoformat(),
            plain_text(line.transaction_id),
            plain_text(line.description),
            _figure(line.charge),
            _figure(line.payment),
            _figure(line.balance),
        )
    closing = _figure(statement.closing_balance)
    yield (statement.period_end.isoformat(), "", "Closing balance", "", "", closing)


def plain_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe says it is none."""
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_A_FORMULA) else text


def _figure(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:f}"
