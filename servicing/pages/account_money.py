"""What the pages of a customer and of an account say about money: what is owed, acts, tabs."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from django.http import HttpRequest

from billie.staff.access import may
from servicing.models import LoanAccount
from servicing.pages.account_pane import is_closed
from servicing.pages.account_tabs import tabs_context
from servicing.pages.ledger_live import (
    AT_ONCE_SECONDS,
    PATIENT_SECONDS,
    read_health,
    read_owing,
)
from servicing.pages.money.acts import acts_on
from servicing.pages.owing import Owing, projected
from servicing.queries.hardship import FEES, why_no_fees

MOST_LIVE = 20


def find_owing(
    request: HttpRequest, accounts: Iterable[LoanAccount], *, is_part: bool
) -> dict[str, Owing]:
    """Return live figures of the open accounts, for somebody who may see the ledger.

    A page takes what comes at once and asks for the rest when it is open; its parts wait longer.
    """
    if not may(request, "ledger.view_ledger"):
        return {}
    seconds = PATIENT_SECONDS if is_part else AT_ONCE_SECONDS
    open_rows = (account for account in accounts if not is_closed(account))
    return read_owing(islice(open_rows, MOST_LIVE), within_seconds=seconds)


def money_context(
    request: HttpRequest,
    account: LoanAccount,
    *,
    customer_ids: Collection[str],
    owing: Mapping[str, Owing],
    is_part: bool,
    now: datetime,
) -> dict[str, Any]:
    """Return what is owed on the chosen account, what can be done with it, and its tabs.

    `customer_ids` are the identities of whoever it belongs to.
    `is_late` says that something is missing which the open page asks for at once; where even that
    brings no live figure, `health` tells how the ledger is.
    """
    no_fees = why_no_fees(customer_ids=customer_ids, now=now)
    objections: dict[str, str] = dict.fromkeys(FEES, no_fees) if no_fees else {}
    tabs = tabs_context(request, account, ask_ledger=is_part)
    is_missed = any(not found.is_live for found in owing.values())
    return {
        "owing": owing.get(account.pk) or projected(account),
        "acts": acts_on(account, may=partial(may, request), objections=objections),
        "is_late": not is_part and (is_missed or tabs["tab_is_late"]),
        "health": read_health() if is_part and is_missed else None,
        **tabs,
    }
