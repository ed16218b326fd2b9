"""The state before and after, made ready for a page: each value as it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from billie.staff.approval_content import Shown, ShownRow, Value, from_json
from billie.staff.models import Approval
from billie.web import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line before and after; with `now_…` also what was found instead."""

    label: str
    before: str
    after: str
    is_money: bool
    is_changed: bool
    now_before: str = ""
    now_after: str = ""
    is_other_now: bool = False


def lines_of(approval: Approval) -> list[Line]:
    """Return what the approver was shown, line by line."""
    return lines_in(from_json(approval.shown))


def lines_in(shown: Shown) -> list[Line]:
    """Return a state before and after line by line, asked for or not."""
    return [_line(row, shown.currency) for row in shown.rows]


def comparison_of(approval: Approval) -> list[Line]:
    """Return what was shown beside what was found when the request lapsed; none if nothing was."""
    if approval.found is None:
        return []
    shown, found = from_json(approval.shown), from_json(approval.found)
    then, now = _by_label(shown), _by_label(found)
    labels = [*then, *(label for label in now if label not in then)]
    return [
        _compared(label, then.get(label), now.get(label), shown.currency, found.currency)
        for label in labels
    ]


def _by_label(shown: Shown) -> Mapping[str, ShownRow]:
    return {row.label: row for row in shown.rows}


def _line(row: ShownRow, currency: str) -> Line:
    return Line(
        label=row.label,
        before=_words(row.before, currency),
        after=_words(row.after, currency),
        is_money=isinstance(row.before, Decimal) or isinstance(row.after, Decimal),
        is_changed=row.is_changed,
    )


def _compared(
    label: str, then: ShownRow | None, now: ShownRow | None, currency: str, currency_now: str
) -> Line:
    row = then or ShownRow(label, None, None)
    facts: dict[str, Any] = {"now_before": words.NOT_KNOWN, "now_after": words.NOT_KNOWN}
    if now is not None:
        facts["now_before"] = _words(now.before, currency_now)
        facts["now_after"] = _words(now.after, currency_now)
    line = _line(row, currency)
    return Line(
        label=label,
        before=line.before,
        after=line.after,
        is_money=line.is_money,
        is_changed=line.is_changed,
        is_other_now=then != now or currency != currency_now,
        **facts,
    )


def _words(value: Value, currency: str) -> str:
    if isinstance(value, Decimal):
        return f"{words.amount(value)} {currency}".strip()
    return value or words.NOT_KNOWN
