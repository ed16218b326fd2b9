"""What is owed, live if the ledger answers and projected if it does not, and which of the two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.conf import settings

from ledger.answers import Balance
from ledger.client import AccountNotFound, LedgerProblem, LedgerUnavailable, get_client
from ledger.projected import ProjectedBalance, projected_balances


class Source(StrEnum):
    """Where a figure is from."""

    LIVE = "live"
    PROJECTED = "projected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What is owed on an account, with where that is from and as of when.

    A projected figure does not part principal from fees. A total of None is not known: it is never
    zero for want of an answer. `why` says why a figure is not live, and is empty if it is.
    """

    loan_account_id: str
    total: Decimal | None
    principal: Decimal | None
    fees: Decimal | None
    currency: str
    source: Source
    as_of: datetime | None
    why: str = ""


def get_figure(*, loan_account_id: str) -> Figure:
    """Return what is owed on an account.

    :raises AccountNotFound: if the ledger has no such account
    :raises LedgerUnavailable: if the ledger does not answer and nothing is projected either
    """
    projected = projected_balances([loan_account_id]).get(loan_account_id)
    try:
        _refuse_if_offline()
        balance = get_client().get_balance(loan_account_id=loan_account_id)
    except AccountNotFound:
        raise
    except LedgerProblem as problem:
        if projected is None or projected.total is None:
            raise
        return _projected(loan_account_id, projected, problem)
    return _live(balance, loan_account_id, projected)


def get_figures(*, loan_account_ids: Sequence[str], within_seconds: float) -> dict[str, Figure]:
    """Return what is owed on several accounts, asked for together under one deadline.

    Every account has a figure; one that the ledger does not tell in time is projected.
    """
    projected = projected_balances(loan_account_ids)
    try:
        _refuse_if_offline()
    except LedgerUnavailable as problem:
        return {key: _projected(key, projected.get(key), problem) for key in loan_account_ids}
    found = get_client().get_balances(
        loan_account_ids=loan_account_ids, within_seconds=within_seconds
    )
    return {
        key: _live(answer, key, projected.get(key))
        if isinstance(answer, Balance)
        else _projected(key, projected.get(key), answer)
        for key, answer in found.items()
    }


def _refuse_if_offline() -> None:
    """Let nobody wait for a ledger that was offline a moment ago."""
    if get_client().health().is_offline:
        raise LedgerUnavailable("The ledger cannot be reached.")


def _live(balance: Balance, key: str, projected: ProjectedBalance | None) -> Figure:
    return Figure(
        loan_account_id=key,
        total=balance.total,
        principal=balance.principal,
        fees=balance.fees,
        currency=_currency(projected),
        source=Source.LIVE,
        as_of=balance.as_of,
    )


def _projected(key: str, projected: ProjectedBalance | None, problem: LedgerProblem) -> Figure:
    return Figure(
        loan_account_id=key,
        total=projected.total if projected else None,
        principal=None,
        fees=None,
        currency=_currency(projected),
        source=Source.PROJECTED,
        as_of=projected.as_of if projected else None,
        why=problem.message,
    )


def _currency(projected: ProjectedBalance | None) -> str:
    """Return the account's currency: the ledger does not name any."""
    return projected.currency if projected else settings.LOAN_CURRENCY
