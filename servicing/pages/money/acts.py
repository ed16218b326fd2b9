"""Which acts somebody may do on an account as it is, and why the rest cannot be done. Pure."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.urls import reverse

from billie.staff.roles import who_may
from servicing.models import LoanAccount
from servicing.pages.account_pane import is_closed, is_waiting
from servicing.pages.money.kinds import ACTS, REVERSAL, Act


class Choice(NamedTuple):
    """One act, with its address, and why it cannot be done; empty when it can."""

    act: Act
    url: str
    why_not: str


class Acts(NamedTuple):
    """The acts on an account; `ledger` tells whether one may see what the ledger says."""

    possible: list[Choice]
    impossible: list[Choice]
    ledger: bool


def acts_on(
    account: LoanAccount, *, may: Callable[[str], bool], objections: Mapping[str, str]
) -> Acts:
    """Return every act on an account in the order of the table.

    `objections` are sentences by kind of command from whoever forbids it, as for hardship. A
    reversal begins at its transaction and is not among them.
    """
    found: list[Choice] = []
    for act in ACTS:
        if act is not REVERSAL:
            why = why_not(act, account) or objections.get(act.command, "")
            if not may(act.permission):
                why = f"Your role does not allow it. {who_may(act.permission)}"
            found.append(Choice(act, reverse(act.route, args=[account.pk]), why))
    return Acts(
        possible=[choice for choice in found if not choice.why_not],
        impossible=[choice for choice in found if choice.why_not],
        ledger=may("ledger.view_ledger"),
    )


def why_not(act: Act, account: LoanAccount) -> str:
    """Return why an account's status rules an act out, as far as the projection knows it."""
    is_disbursement = act.slug == "disbursement"
    if is_waiting(account):
        return "" if is_disbursement else "The loan is not paid out yet."
    if is_disbursement:
        return "The loan is paid out already." if account.account_status else ""
    if is_closed(account) and act.slug not in {"adjustment", "reversal"}:
        return f"The loan is closed: {account.get_account_status_display().lower()}."
    return ""
