"""The tabs of a loan account: schedule, transactions, fees, commands.

What comes from the ledger is asked for after the page is there, by the page itself (live.js), so
that a slow ledger slows nobody who does not need it.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest

from billie.staff.access import may
from ledger.client import LedgerProblem, get_client
from ledger.queries.commands import CommandFilters, page_commands
from ledger.queries.transactions import TransactionFilters, page_transactions
from servicing.models import LoanAccount
from servicing.pages.fees import tell_fees
from servicing.pages.money.rows import show_commands

NEWEST = 10
MOST_FOR_FEES = 500


class Tab(NamedTuple):
    """One tab; `sees` is the permission it needs, `asks_ledger` whether it takes the network."""

    label: str
    icon: str
    sees: str
    asks_ledger: bool
    content: Callable[[LoanAccount], dict[str, Any]]


def tabs_context(
    request: HttpRequest, account: LoanAccount, *, ask_ledger: bool
) -> dict[str, Any]:
    """Return the tabs that somebody may see, and what the chosen one shows."""
    visible = {name: tab for name, tab in TABS.items() if may(request, tab.sees)}
    asked = request.GET.get("tab", "")
    name = asked if asked in visible else next(iter(visible))
    tab = visible[name]
    is_late = tab.asks_ledger and not ask_ledger
    context: dict[str, Any] = {} if is_late else _content(tab, account)
    return {
        "tabs": [(each, shown.label, shown.icon) for each, shown in visible.items()],
        "tab": name,
        "tab_template": f"servicing/customer/tab_{name}.html",
        "tab_is_late": is_late,
        "tab_problem": None,
        **context,
    }


def _content(tab: Tab, account: LoanAccount) -> dict[str, Any]:
    try:
        return tab.content(account)
    except LedgerProblem as problem:
        return {"tab_problem": problem}


def _schedule(account: LoanAccount) -> dict[str, Any]:
    return {}


def _transactions(account: LoanAccount) -> dict[str, Any]:
    page = page_transactions(
        loan_account_id=account.pk, filters=TransactionFilters(), limit=NEWEST
    )
    return {"transactions": page}


def _fees(account: LoanAccount) -> dict[str, Any]:
    found = get_client().get_transactions(loan_account_id=account.pk, limit=MOST_FOR_FEES)
    return {"fees": tell_fees(found)}


def _commands(account: LoanAccount) -> dict[str, Any]:
    page = page_commands(filters=CommandFilters(loan_account_id=account.pk), limit=NEWEST)
    return {"commands": show_commands(page.rows), "has_more_commands": page.next_cursor}


LEDGER, COMMANDS = "ledger.view_ledger", "ledger.view_moneycommand"
TABS = {
    "schedule": Tab("Schedule", "event", "servicing.view_loanaccount", False, _schedule),
    "transactions": Tab("Transactions", "receipt_long", LEDGER, True, _transactions),
    "fees": Tab("Fees", "request_quote", LEDGER, True, _fees),
    "commands": Tab("Commands", "send_money", COMMANDS, False, _commands),
}
