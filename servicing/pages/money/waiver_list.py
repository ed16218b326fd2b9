"""A list of accounts as it is pasted: one a line, with an amount or without. Pure.

4021000001
4021000002  15.00
LA-77, 1,234.50
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from billie.kernel.money import NotAnAmount, read_positive_amount

_LINE = re.compile(r"(?P<name>[^\s,;]+)(?:[\s,;]+(?P<amount>.+))?")


class ListNotUnderstood(ValueError):
    """Some lines of a list cannot be meant; the message names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One line: how somebody names an account, and how much; None stands for all its fees."""

    name: str
    amount: Decimal | None


def read_list(text: str) -> list[Wanted]:
    """Return the lines of a list; empty lines are skipped.

    :raises ListNotUnderstood: naming each line that cannot be read, or that names an account twice
    """
    wanted: list[Wanted] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found = _read_line(line)
        except NotAnAmount as problem:
            problems.append(f"Line {number}: {problem}")
            continue
        if found.name in seen:
            problems.append(f"Line {number}: {found.name} is in line {seen[found.name]} already.")
        seen.setdefault(found.name, number)
        wanted.append(found)
    if problems:
        raise ListNotUnderstood(" ".join(problems[:5]) + _and_more(len(problems) - 5))
    return wanted


def write_list(waivers: Mapping[str, Decimal | None]) -> str:
    """Return accounts and amounts as a list that can be read again."""
    return "\n".join(
        name if amount is None else f"{name} {amount:.2f}" for name, amount in waivers.items()
    )


def _read_line(line: str) -> Wanted:
    found = _LINE.fullmatch(line.strip())
    if found is None:
        raise NotAnAmount("Begin with the account number.")
    amount = found["amount"]
    return Wanted(
        name=found["name"], amount=read_positive_amount(amount) if amount is not None else None
    )


def _and_more(number: int) -> str:
    return f" And {number} more." if number > 0 else ""
