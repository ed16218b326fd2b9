"""What the customer page shows of casework. Pure: what was written down goes in."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse

from billie.web import words
from billie.web.chips import Tone
from servicing.models import CollectionCase, CustomerFlag, LoanAccount
from servicing.models.casework.flags import FlagKind, FlagState
from servicing.models.casework.promises import PromiseState
from servicing.operations.promised import CANNOT_BE_PAID
from servicing.pages.cockpit import Alert
from servicing.queries.casework import Casework
from servicing.queries.flags import until_words
from servicing.queries.promises import PromiseView

SHOWN_AT_ONCE = 3
FLAG_ALERTS: Mapping[FlagKind, tuple[str, Tone, str]] = {
    FlagKind.STOP_CONTACT: ("Do not contact", "bad", "phone_disabled"),
    FlagKind.HARDSHIP: ("In hardship", "warn", "front_hand"),
}


class PromiseLine(NamedTuple):
    """A promise with the account it is about, and until when in words."""

    view: PromiseView
    account: str
    until: str


class FlagLine(NamedTuple):
    """A flag with how it stands, and whether it can still be released."""

    flag: CustomerFlag
    state: FlagState
    until: str
    can_end: bool


def casework_context(
    casework: Casework,
    *,
    accounts: Iterable[LoanAccount],
    chosen_id: str,
    sees: Mapping[str, bool],
    today: date,
) -> dict[str, Any]:
    """Return what the parts of the customer page show to somebody who `sees` these things."""
    theirs = list(accounts)
    names = {account.pk: str(account) for account in theirs}
    promises = [
        PromiseLine(
            view,
            names.get(view.promise.loan_account_id, view.promise.loan_account_id),
            until_day(view.promise.due_date, today),
        )
        for view in casework.promises
    ]
    flags = [_flag_line(flag, today) for flag in casework.flags]
    current = [line for line in flags if line.can_end]
    return {
        "can_promise": any(row.account_status not in CANNOT_BE_PAID for row in theirs),
        "stop_contact": casework.stop_contact if sees["flags"] else None,
        "stop_until": until_words(casework.stop_contact) if casework.stop_contact else "",
        "active_flags": [line for line in current if line.state == FlagState.ACTIVE],
        "flags": current,
        "past_flags": [line for line in flags if not line.can_end],
        "promises": promises[:SHOWN_AT_ONCE],
        "past_promises": promises[SHOWN_AT_ONCE:],
        "case": casework.cases.get(chosen_id),
    }


def casework_alerts(
    casework: Casework, accounts: Iterable[LoanAccount], *, sees: Mapping[str, bool], today: date
) -> tuple[list[Alert], list[Alert]]:
    """Return the flags that hold, which stand before all else, and what else needs action."""
    by_id = {account.pk: account for account in accounts}
    others: list[Alert] = []
    if sees["promises"]:
        others += _promise_alerts(casework, by_id, today)
    if sees["collections"]:
        others += [
            _case_alert(case, by_id[key])
            for key, case in casework.cases.items()
            if key in by_id and _is_due(case, today)
        ]
    return list(_flag_alerts(casework)) if sees["flags"] else [], others


def until_day(day: date, today: date) -> str:
    """Return a day as it is read aloud, with how far away it is while it is near."""
    days = (day - today).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
    if near is None and 1 < abs(days) < 15:
        near = f"in {days} days" if days > 0 else f"{-days} days ago"
    return f"{words.day(day)}, {near}" if near else words.day(day)


def _flag_line(flag: CustomerFlag, today: date) -> FlagLine:
    state = flag.state_on(today)
    return FlagLine(flag, state, until_words(flag), state in (FlagState.ACTIVE, FlagState.PLANNED))


def _flag_alerts(casework: Casework) -> Iterable[Alert]:
    for kind, (label, tone, icon) in FLAG_ALERTS.items():
        if flag := casework.active.get(kind):
            yield Alert(words=f"{label} {until_words(flag)}", tone=tone, icon=icon, href="#flags")


def _promise_alerts(
    casework: Casework, accounts: Mapping[str, LoanAccount], today: date
) -> Iterable[Alert]:
    """Yield the newest promise of each account if it is open, or broken and not made good."""
    seen: set[str] = set()
    for view in casework.promises:
        key = view.promise.loan_account_id
        account = accounts.get(key)
        if key in seen or account is None:
            continue
        seen.add(key)
        told = {"href": "#promises", "currency": view.promise.currency}
        if view.state == PromiseState.OPEN:
            due = until_day(view.promise.due_date, today)
            said = f"{account}: promised by {due}"
            yield Alert(
                words=said, tone="info", icon="handshake", amount=view.promise.amount, **told
            )
        elif view.state == PromiseState.BROKEN and account.is_in_arrears:
            said = f"{account}: broken promise of {words.day(view.promise.due_date)}"
            yield Alert(words=said, tone="bad", icon="heart_broken", amount=view.missing, **told)


def _is_due(case: CollectionCase, today: date) -> bool:
    return case.next_contact_date is not None and case.next_contact_date <= today


def _case_alert(case: CollectionCase, account: LoanAccount) -> Alert:
    assert case.next_contact_date is not None  # noqa: S101 - it is due
    return Alert(
        words=f"{account}: contact due since {words.day(case.next_contact_date)}",
        tone="warn",
        icon="call",
        href=reverse("servicing:collection", args=[account.pk]),
    )
