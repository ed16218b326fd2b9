"""What the customer page makes of the projections: the rail of accounts, and what needs action.

Pure: rows go in, what the templates show comes out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from urllib.parse import urlencode

from django.urls import reverse

from billie.staff.models import Approval
from billie.web.chips import Tone
from servicing.models.customers import Customer, EkycStatus
from servicing.models.loans import ArrearsBucket, LoanAccount
from servicing.models.write_offs import WriteOffRequest, WriteOffStatus
from servicing.pages.account_pane import is_closed, is_late, is_waiting
from servicing.pages.owing import Owing, projected


def hurts(account: LoanAccount) -> tuple[int, int, str]:
    """Return the sort key: most days past due, then waiting, then healthy, then closed."""
    if is_closed(account):
        group = 3
    elif is_late(account):
        group = 0
    else:
        group = 1 if is_waiting(account) else 2
    return group, -(account.days_past_due or 0), account.loan_account_id


def choose(accounts: Sequence[LoanAccount], wanted: str) -> LoanAccount | None:
    """Return the account that was asked for, or else the one that hurts most."""
    by_id = {account.loan_account_id: account for account in accounts}
    return by_id.get(wanted) or min(accounts, key=hurts, default=None)


@dataclass(frozen=True, kw_only=True)
class RailEntry:
    """One account in the rail: what is owed, and its state in words, with tone and icon."""

    account: LoanAccount
    owing: Owing
    words: str
    tone: Tone
    icon: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Rail:
    """The accounts of a customer in the order of what hurts; closed ones apart."""

    open: list[RailEntry]
    closed: list[RailEntry]

    @property
    def is_closed_chosen(self) -> bool:
        """Whether the chosen account is one of the closed."""
        return any(entry.is_chosen for entry in self.closed)


def rail(
    accounts: Iterable[LoanAccount],
    chosen: LoanAccount | None,
    owing: Mapping[str, Owing] = MappingProxyType({}),
) -> Rail:
    """Return the rail, with the chosen account marked; `owing` is what is known live."""
    entries = [
        _rail_entry(account, chosen, owing.get(account.pk) or projected(account))
        for account in sorted(accounts, key=hurts)
    ]
    return Rail(
        open=[entry for entry in entries if not is_closed(entry.account)],
        closed=[entry for entry in entries if is_closed(entry.account)],
    )


def _rail_entry(account: LoanAccount, chosen: LoanAccount | None, owing: Owing) -> RailEntry:
    words, tone, icon = _state(account)
    is_chosen = chosen is not None and account.loan_account_id == chosen.loan_account_id
    return RailEntry(
        account=account, owing=owing, words=words, tone=tone, icon=icon, is_chosen=is_chosen
    )


def _state(account: LoanAccount) -> tuple[str, Tone, str]:
    if is_closed(account):
        return account.get_account_status_display(), "quiet", "lock"
    if is_waiting(account):
        return "Waits for disbursement", "info", "schedule"
    if not account.account_status:
        return "Status not known", "quiet", "help"
    if not is_late(account):
        return account.get_account_status_display(), "good", "check_circle"
    words = _how_late(account)
    if account.arrears_bucket == ArrearsBucket.EARLY_ARREARS:
        return words, "warn", "event_busy"
    return words, "bad", "event_busy"


def _how_late(account: LoanAccount) -> str:
    days = account.days_past_due
    if not days:
        return "In arrears"
    return f"{days} day{'' if days == 1 else 's'} past due"


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One thing that needs action, with the place on the page where it can be seen."""

    words: str
    tone: Tone
    icon: str
    href: str
    amount: Decimal | None = None
    currency: str = ""


def approval_alerts(approvals: Iterable[Approval]) -> list[Alert]:
    """Return what waits for a second person, each leading to where it is decided."""
    return [
        _alert(
            f"Waits for approval: {approval.title}",
            "info",
            "approval",
            reverse("approvals:approval", args=[approval.pk]),
        )
        for approval in approvals
    ]


def alerts(
    customer: Customer | None,
    accounts: Iterable[LoanAccount],
    *,
    parked: Mapping[str, object],
    write_offs: Mapping[str, Iterable[WriteOffRequest]] = MappingProxyType({}),
    referred: Iterable[tuple[str, str]] = (),
) -> list[Alert]:
    """Return what needs action now, the worst first.

    `parked` has the aggregates that wait, by name ("account:A-1"), `write_offs` the requests to
    give an account up, by account; `referred` are name and address of conversations whose decision
    was left to a person.
    """
    found = [] if customer is None else list(_about_person(customer))
    for account in sorted(accounts, key=hurts):
        found += _about_account(account, is_parked=f"account:{account.loan_account_id}" in parked)
        found += _about_write_offs(account, write_offs.get(account.loan_account_id, ()))
    if customer is not None and f"customer:{customer.customer_id}" in parked:
        found.append(
            _alert("Customer details are behind: events wait", "warn", "pause_circle", "#person")
        )
    found += [
        _alert(f"Application {name} was referred to a person", "warn", "supervisor_account", href)
        for name, href in referred
    ]
    return found


def _about_person(customer: Customer) -> Iterable[Alert]:
    if customer.vulnerable_flag:
        yield _alert(
            "Vulnerable customer: take extra care", "bad", "volunteer_activism", "#person"
        )
    if customer.ekyc_status == EkycStatus.FAILED:
        yield _alert("Identity check failed", "bad", "gpp_bad", "#person")


def _about_write_offs(
    account: LoanAccount, requests: Iterable[WriteOffRequest]
) -> Iterable[Alert]:
    for request in requests:
        if request.status == WriteOffStatus.REQUESTED:
            yield Alert(
                words=f"{account}: write-off waiting",
                tone="warn",
                icon="contract_delete",
                href=_place(account),
                amount=request.amount,
                currency=account.currency,
            )


def _place(account: LoanAccount) -> str:
    return f"?{urlencode({'account': account.loan_account_id})}#account"


def _about_account(account: LoanAccount, *, is_parked: bool) -> Iterable[Alert]:
    place, name = _place(account), str(account)
    words, tone, icon = _state(account)
    if is_late(account):
        yield Alert(
            words=f"{name}: {words[0].lower()}{words[1:]}",
            tone=tone,
            icon=icon,
            href=place,
            amount=account.total_overdue,
            currency=account.currency,
        )
    if is_waiting(account):
        yield _alert(f"{name} waits for its disbursement", tone, icon, place)
    if is_parked:
        yield _alert(f"{name} is behind: events wait", "warn", "pause_circle", place)


def _alert(words: str, tone: Tone, icon: str, href: str) -> Alert:
    return Alert(words=words, tone=tone, icon=icon, href=href)
